using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.Redis.Tests;

/// <summary>The store keeps the contract, over every kind of server.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
[TestFixture(Backend.Cluster)]
public sealed class RedisSessionStoreCasesTests(Backend backend)
{
    private static IEnumerable<TestCaseData> Cases => SessionStoreCaseData.AllCases;

    [TestCaseSource(nameof(Cases))]
    public async Task Store(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using CaseWorld world = await CaseWorld.OverAsync(backend, @case);
        await using SessionStoreHarness harness = world.Harness();
        if (!@case.IsApplicable(harness))
            Assert.Ignore($"{backend} does not offer {@case.Needs & ~harness.Offers}: the case is not applicable.");

        await @case.RunAsync(harness);
    }
}
