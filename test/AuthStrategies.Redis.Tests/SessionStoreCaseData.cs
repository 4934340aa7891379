using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.Redis.Tests;

/// <summary>Shows the cases of the contract to NUnit, named as they are and marked with what they prove.</summary>
internal static class SessionStoreCaseData
{
    // A server that others use as well is not killed, stalled or filled.
    private const SessionStoreNeeds OfAny = SessionStoreNeeds.Damage | SessionStoreNeeds.Eviction | SessionStoreNeeds.Enumeration;
    private const SessionStoreNeeds OfItsOwn = OfAny | SessionStoreNeeds.Failure | SessionStoreNeeds.Stall | SessionStoreNeeds.Limit;

    /// <summary>The cases a server can be tried with.</summary>
    public static IEnumerable<TestCaseData> Of(Backend backend) => SessionStoreConformance.AllCases
        .Where(@case => (@case.Needs & ~(backend == Backend.Redis ? OfItsOwn : OfAny)) == SessionStoreNeeds.None)
        .Select(@case => ToTestCase(backend, @case));

    private static TestCaseData ToTestCase(Backend backend, SessionStoreCase @case)
    {
        var data = new TestCaseData(backend, @case) { TestName = $"{@case.Name}({backend})" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
