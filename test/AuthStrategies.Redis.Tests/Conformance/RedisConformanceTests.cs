using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.Redis.Tests.Conformance;

/// <summary>The store keeps the contract, over every kind of server.</summary>
[TestFixture]
public sealed class RedisConformanceTests
{
    private static IEnumerable<TestCaseData> Cases => new[] { Backend.Garnet, Backend.Redis, Backend.Cluster }.SelectMany(SessionStoreCaseData.Of);

    [TestCaseSource(nameof(Cases))]
    public async Task Store(Backend backend, SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using CaseFixture fixture = await CaseFixture.OverAsync(backend, @case);
        await using SessionStoreHarness harness = fixture.Harness();

        await @case.RunAsync(harness);
    }
}
