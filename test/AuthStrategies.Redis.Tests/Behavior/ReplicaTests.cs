using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>A primary with a replica: no answer ever comes from the replica.</summary>
[TestFixture]
public sealed class ReplicaTests
{
    [Test]
    [Property("Requirement", "F-10")]
    [Property("Requirement", "F-21")]
    public async Task Find_RemovedWhileTheReplicaStandsStill_SaysNo()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await FollowerAsync(primary);
        await using var fixture = new StoreFixture(Document.List(primary.EndPoint, replica.EndPoint));
        RedisSessionStore store = fixture.Node();
        SessionRecord[] records = [.. Enumerable.Range(0, 50).Select(_ => fixture.New())];
        foreach (SessionRecord record in records)
            await store.TryCreateAsync(record, default);
        await Until.TrueAsync(() => replica.SayAsync("DBSIZE"), size => size.StartsWith(":51", StringComparison.Ordinal));
        // It keeps what it has and answers from that, without hearing of what comes.
        await replica.SayAsync("REPLICAOF 127.0.0.1 1");

        foreach (SessionRecord record in records)
            await store.RemoveAsync(record.Id, null, default);

        foreach (SessionRecord record in records)
        {
            Assert.That(await replica.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), Does.StartWith(":1"), "the copy would say yes");
            Assert.That(await store.FindAsync(record.Id, default), Is.Null);
        }
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task Find_OnlyTheReplicaIsLeft_IsNotAnswered()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await FollowerAsync(primary);
        await using var fixture = new StoreFixture(Document.List(primary.EndPoint, replica.EndPoint));
        SessionRecord record = fixture.New();
        await fixture.Node().TryCreateAsync(record, default);
        RedisSessionStore store = await fixture.ConnectedAsync(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => replica.SayAsync("DBSIZE"), size => size.StartsWith(":2", StringComparison.Ordinal));
        await primary.KillAsync();

        Assert.That(await replica.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), Does.StartWith(":1"), "the copy would say yes");
        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(record.Id, default));
        await Assert.ThrowsAsync<SessionStoreException>(async () => await StoreFixture.ListAsync(store));
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task Calls_ReplicaPromoted_GoOnThereByThemselves()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await FollowerAsync(primary);
        await using var fixture = new StoreFixture(Document.List(primary.EndPoint, replica.EndPoint));
        SessionRecord record = fixture.New();
        await fixture.Node().TryCreateAsync(record, default);
        RedisSessionStore store = await fixture.ConnectedAsync(TimeSpan.FromSeconds(5));
        await Until.TrueAsync(() => replica.SayAsync("DBSIZE"), size => size.StartsWith(":2", StringComparison.Ordinal));
        await primary.KillAsync();
        await replica.SayAsync("REPLICAOF NO ONE");

        SessionRecord? found = await Until.TrueAsync(() => TryFindAsync(store, record.Id), answer => answer is not null);

        Assert.That(found!.Version, Is.EqualTo(1));
        Assert.That(await store.TryReplaceAsync(StoreFixture.Next(record), default), Is.True);
    }

    private static async Task<RedisProcess> FollowerAsync(RedisProcess primary)
    {
        RedisProcess replica = await RedisServers.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        return replica;
    }

    private static async Task<SessionRecord?> TryFindAsync(RedisSessionStore store, SessionId id)
    {
        try
        {
            return await store.FindAsync(id, default);
        }
        catch (SessionStoreException)
        {
            return null;
        }
    }
}
