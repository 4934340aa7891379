using System.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>
/// A server that takes 1.6 s for each answer, and a time limit of 2 s. A call with one exchange has an answer. A call with more has
/// none, because the limit is for all of its exchanges together; with a limit for each exchange, it would have one.
/// </summary>
[TestFixture]
[Property("Requirement", "F-06")]
public sealed class CallBudgetTests
{
    [TestCase("create")]
    [TestCase("list")]
    [TestCase("remove all")]
    [TestCase("list all")]
    public async Task Call_SeveralSlowExchanges_EndsAtItsLimit(string operation)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using SlowWire wire = new(redis.Port);
        await using var fixture = new StoreFixture(wire.EndPoint);
        await fixture.Node().TryCreateAsync(fixture.New(), default);
        RedisSessionStore store = await fixture.ConnectedAsync(TimeSpan.FromSeconds(2));
        wire.Delay = TimeSpan.FromSeconds(1.6);
        var since = Stopwatch.StartNew();

        await Assert.ThatAsync(() => CallAsync(store, fixture, operation), Throws.TypeOf<SessionStoreException>());

        await TestContext.Out.WriteLineAsync($"{operation}: {since.Elapsed.TotalSeconds:F1} s");
        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(202));
    }

    /// <summary>What is done after the answer, for a list that needs no repair, takes only what is left and does not change the answer.</summary>
    [TestCase("replace")]
    [TestCase("remove")]
    public async Task Call_OnlyTheCleaningIsLate_HasItsAnswer(string operation)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using SlowWire wire = new(redis.Port);
        await using var fixture = new StoreFixture(wire.EndPoint);
        SessionRecord record = fixture.New();
        await fixture.Node().TryCreateAsync(record, default);
        RedisSessionStore store = await fixture.ConnectedAsync(TimeSpan.FromSeconds(12));
        wire.Delay = TimeSpan.FromSeconds(7);
        bool answer = operation == "replace"
            ? await store.TryReplaceAsync(StoreFixture.Next(record), default)
            : await store.RemoveAsync(record.Id, null, default);

        Assert.That(answer, Is.True);
        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(operation == "replace" ? 228 : 223));
    }

    private static async Task CallAsync(RedisSessionStore store, StoreFixture fixture, string operation)
    {
        switch (operation)
        {
            case "create": await store.TryCreateAsync(fixture.New(), default); break;
            case "list": await StoreFixture.ListAsync(store); break;
            case "remove all": await store.RemoveAllAsync("alice", null, default); break;
            default: await store.GetService<ISessionEnumerator>()!.ListAllAsync(null, 10, default); break;
        }
    }
}
