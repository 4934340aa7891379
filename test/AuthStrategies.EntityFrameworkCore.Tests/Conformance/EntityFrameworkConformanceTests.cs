using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.EntityFrameworkCore.Tests.Conformance;

/// <summary>The whole contract of a store, over each database, in kept contexts and in new ones.</summary>
[TestFixture]
public sealed class EntityFrameworkConformanceTests
{
    private const int Rounds = 25;

    // Readers of a SQLite file in WAL mode never wait, so it cannot be stalled; another test does that over a rollback journal.
    private static IEnumerable<TestCaseData> Cases => SessionStoreConformance.AllCases
        .SelectMany(@case => new[] { (Backend.Sqlite, true), (Backend.Sqlite, false), (Backend.Postgres, true), (Backend.Postgres, false) }.Select(over => ToTestCase(over.Item1, over.Item2, @case)))
        .Where(data => (Backend)data.Arguments[0]! != Backend.Sqlite || !((SessionStoreCase)data.Arguments[2]!).Needs.HasFlag(SessionStoreNeeds.Stall));

    [TestCaseSource(nameof(Cases))]
    public async Task Store_Conforms(Backend backend, bool keeps, SessionStoreCase @case)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await using SessionStoreHarness harness = database.Harness(Rounds, keeps);
        await @case.RunAsync(harness);
    }

    private static TestCaseData ToTestCase(Backend backend, bool keeps, SessionStoreCase @case)
    {
        var data = new TestCaseData(backend, keeps, @case) { TestName = $"{@case.Name}({backend}, {(keeps ? "kept contexts" : "new contexts")})" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
