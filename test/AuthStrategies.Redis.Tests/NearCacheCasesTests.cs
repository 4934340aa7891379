using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Redis.Tests;

/// <summary>The store keeps the contract behind near caches that hear of each other through it.</summary>
[TestFixture]
public sealed class NearCacheCasesTests
{
    private static IEnumerable<TestCaseData> Cases => SessionStoreCaseData.AllCases;

    [TestCaseSource(nameof(Cases))]
    public async Task Store(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var options = new NearCacheOptions();
        await using CaseWorld world = await CaseWorld.OverAsync(Backend.Redis, @case);
        await using SessionStoreHarness harness = world.Harness(store => new NearCacheSessionStore(store, Options.Create(options), world.Time), options.StaleFor);
        if (!@case.IsApplicable(harness))
            Assert.Ignore($"Redis does not offer {@case.Needs & ~harness.Offers}: the case is not applicable.");

        await @case.RunAsync(harness);
    }
}
