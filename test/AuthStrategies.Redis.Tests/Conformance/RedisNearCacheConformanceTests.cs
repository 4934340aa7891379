using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Redis.Tests.Conformance;

/// <summary>The store keeps the contract behind near caches that hear of each other through it.</summary>
[TestFixture]
public sealed class RedisNearCacheConformanceTests
{
    private static IEnumerable<TestCaseData> Cases => SessionStoreCaseData.Of(Backend.Redis);

    [TestCaseSource(nameof(Cases))]
    public async Task Store(Backend backend, SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var options = new NearCacheOptions();
        await using CaseFixture fixture = await CaseFixture.OverAsync(backend, @case);
        await using SessionStoreHarness harness = fixture.Harness(store => new NearCacheSessionStore(store, Options.Create(options), fixture.Time), options.MaxStaleness);

        await @case.RunAsync(harness);
    }
}
