using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>The whole contract of a store, over each database.</summary>
[TestFixture]
public sealed class ConformanceTests
{
    private const int Rounds = 25;

    // Readers of a SQLite file in WAL mode never wait, so it cannot be stalled; another test does that over a rollback journal.
    private static IEnumerable<TestCaseData> Cases => SessionStoreConformance.AllCases
        .SelectMany(@case => new[] { Backend.Sqlite, Backend.Postgres }.Select(backend => ToTestCase(backend, @case)))
        .Where(data => (Backend)data.Arguments[0]! != Backend.Sqlite || !((SessionStoreCase)data.Arguments[1]!).Needs.HasFlag(SessionStoreNeeds.Stall));

    [TestCaseSource(nameof(Cases))]
    public async Task Store_Conforms(Backend backend, SessionStoreCase @case)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        await using SessionStoreHarness harness = vault.Harness(Rounds, isKept: true);
        await @case.RunAsync(harness);
    }

    // Contexts that are made for each call, as an application's own are; over PostgreSQL the serializable ones play that.
    private static IEnumerable<TestCaseData> Races => SessionStoreConformance.Cases
        .Where(@case => @case.Name.Contains("AtOnce", StringComparison.Ordinal) || @case.Name.Contains("Hundred", StringComparison.Ordinal))
        .Select(@case => new TestCaseData(@case) { TestName = $"{@case.Name}(Sqlite, a context each)" });

    [TestCaseSource(nameof(Races))]
    public async Task Store_ContextForEachCall_Conforms(SessionStoreCase @case)
    {
        await using Vault vault = await Vault.OverAsync(Backend.Sqlite);
        await using SessionStoreHarness harness = vault.Harness(Rounds, isKept: false);
        await @case.RunAsync(harness);
    }

    private static TestCaseData ToTestCase(Backend backend, SessionStoreCase @case)
    {
        var data = new TestCaseData(backend, @case) { TestName = $"{@case.Name}({backend})" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
