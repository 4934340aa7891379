using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Redis.Tests;

/// <summary>The store keeps the contract behind near caches that hear of each other through it.</summary>
[TestFixture]
public sealed class NearCacheCasesTests
{
    private static IEnumerable<TestCaseData> Cases => SessionStoreCaseData.Of(Backend.Redis);

    [TestCaseSource(nameof(Cases))]
    public async Task Store(Backend backend, SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var options = new NearCacheOptions();
        await using CaseWorld world = await CaseWorld.OverAsync(backend, @case);
        await using SessionStoreHarness harness = world.Harness(store => new NearCacheSessionStore(store, Options.Create(options), world.Time), options.StaleFor);

        await @case.RunAsync(harness);
    }
}
