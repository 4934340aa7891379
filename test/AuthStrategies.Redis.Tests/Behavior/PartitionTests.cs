using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>
/// The network breaks: the old primary and one node of the application are on one side; the replica, the Sentinels and another node on the other.
/// The old primary goes on to answer, and calls itself the primary.
/// </summary>
[TestFixture]
public sealed class PartitionTests
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    [Test]
    [Property("Requirement", "M-16")]
    [Property("Requirement", "F-10")]
    public async Task Calls_PrimaryIsCutOffWithANode_ThatNodeRefusesAndTheOtherGoesOn()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using PartitionProxy network = new(primary.Port);
        await using RedisProcess replica = await RedisServers.StartAsync("--replicaof", "127.0.0.1", $"{network.Port}");
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, network.Port, 1);
        PartitionProxy[] wires = [.. sentinels.Select(sentinel => new PartitionProxy(sentinel.Port))];
        await using var cutOff = new StoreFixture(Document.Sentinels([.. wires.Select(wire => wire.EndPoint)]));
        await using var fixture = new StoreFixture(Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)])) { Prefix = cutOff.Prefix };
        SessionRecord record = fixture.New();
        RedisSessionStore patient = fixture.Node();
        await StoreFixture.AnsweredAsync(() => patient.TryCreateAsync(record, default));
        RedisSessionStore other = await fixture.ConnectedAsync(CallLimit);
        // The connections of this node to the primary stay.
        network.IsOnServersSide = true;
        RedisSessionStore inside = await cutOff.ConnectedAsync(CallLimit);
        Assert.That(await StoreFixture.AnsweredAsync(() => inside.FindAsync(record.Id, default)), Is.Not.Null);
        network.IsOnServersSide = false;
        await Until.TrueAsync(() => replica.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), said => said.StartsWith(":1", StringComparison.Ordinal));

        network.Cut();
        foreach (PartitionProxy wire in wires)
            wire.Cut();
        foreach (SentinelProcess sentinel in sentinels)
            await Until.TrueAsync(() => sentinel.PrimaryAsync(), port => port == replica.Port);
        await StoreFixture.AnsweredAsync(() => other.RemoveAsync(record.Id, null, default));

        Assert.That(await primary.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), Does.StartWith(":1"), "the old primary would say yes");
        Assert.That(await primary.SayAsync("ROLE"), Does.Contain("master"), "it says that it is the primary");
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThatAsync(async () => await inside.FindAsync(record.Id, default), Throws.TypeOf<SessionStoreException>());
            await Assert.ThatAsync(async () => await inside.TryCreateAsync(fixture.New(), default), Throws.TypeOf<SessionStoreException>());
            Assert.That(await StoreFixture.AnsweredAsync(() => other.FindAsync(record.Id, default)), Is.Null);
        }

        Assert.That(cutOff.Log.Ids, Has.Some.EqualTo(217), string.Join('\n', cutOff.Log.Lines));

        network.Heal();
        foreach (PartitionProxy wire in wires)
            wire.Heal();
        SessionRecord later = fixture.New();
        await StoreFixture.AnsweredAsync(() => inside.TryCreateAsync(later, default));
        Assert.That(await replica.SayAsync($"EXISTS {fixture.RecordKey(later.Id)}"), Does.StartWith(":1"), "written to the new primary");
        Assert.That(await StoreFixture.AnsweredAsync(() => inside.FindAsync(record.Id, default)), Is.Null);

        foreach (PartitionProxy wire in wires)
            await wire.DisposeAsync();
        foreach (SentinelProcess sentinel in sentinels)
            await sentinel.DisposeAsync();
    }
}
