using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Stores;

namespace AuthStrategies.Redis.Tests;

/// <summary>The store keeps the contract, over every kind of server.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
[TestFixture(Backend.Cluster)]
public sealed class RedisSessionStoreCasesTests(Backend backend)
{
    private static IEnumerable<TestCaseData> Cases => SessionStoreCases.All.Select(ToTestCase);

    [TestCaseSource(nameof(Cases))]
    public async Task Store(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using StoreWorld world = await StoreWorld.OverAsync(backend);

        await @case.RunAsync(new(world.Node(), world.Time) { Rounds = 100 });
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
