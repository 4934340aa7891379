using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>The whole contract of a store, over each database.</summary>
[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.Postgres)]
public sealed class ConformanceTests(Backend backend)
{
    private const int Rounds = 25;

    private static IEnumerable<TestCaseData> Cases => SessionStoreConformance.AllCases.Select(ToTestCase);

    [TestCaseSource(nameof(Cases))]
    public async Task Store_Conforms(SessionStoreCase @case)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        await using SessionStoreHarness harness = vault.Harness(Rounds);
        if (!@case.IsApplicable(harness))
            Assert.Ignore($"{@case.Name} needs {@case.Needs & ~harness.Offers}, which {backend} does not offer.");

        await @case.RunAsync(harness);
    }

    private static TestCaseData ToTestCase(SessionStoreCase @case)
    {
        var data = new TestCaseData(@case) { TestName = @case.Name };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
