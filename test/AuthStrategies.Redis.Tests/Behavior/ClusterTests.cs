using System.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>What only a cluster can do to a store.</summary>
[TestFixture]
public sealed class ClusterTests
{
    [Test]
    [Property("Requirement", "F-41")]
    public async Task Keys_OfOneSubject_LieOnAllNodes()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Cluster);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Cluster);
        RedisSessionStore store = fixture.Node();

        for (int i = 0; i < 60; i++)
            await store.TryCreateAsync(fixture.New(), default);

        foreach (IServer server in look.GetServers())
            Assert.That(await server.KeysAsync(pattern: fixture.Prefix + ":s:*").AnyAsync(), Is.True);
        Assert.That(await StoreFixture.ListAsync(store), Has.Count.EqualTo(60));
        Assert.That(await store.RemoveAllAsync("alice", null, default), Is.EqualTo(60));
    }

    [Test]
    [Property("Requirement", "F-41")]
    public async Task Traffic_SlotsMove_KeepsWhatWasAnswered()
    {
        await using RedisCluster cluster = await RedisServers.StartClusterAsync();
        await using var fixture = new StoreFixture(cluster.EndPoints);
        var ledger = new Ledger(fixture, fixture.Node());
        using var stop = new CancellationTokenSource();
        Task[] working = [.. Enumerable.Range(0, 4).Select(worker => Task.Run(() => ledger.WorkAsync(worker, stop.Token)))];

        string moved = await MoveSlotsAsync(cluster, 600);
        await stop.CancelAsync();
        await Task.WhenAll(working);

        Assert.That(moved, Does.Contain("Moving slot"));
        Assert.That(ledger.Answered, Is.Positive);
        await ledger.CheckAsync(fixture.Node());
    }

    [Test]
    public async Task ListAll_SlotsMoved_SaysThatItMustBeginAgain()
    {
        await using RedisCluster cluster = await RedisServers.StartClusterAsync();
        await using var fixture = new StoreFixture(cluster.EndPoints);
        RedisSessionStore store = fixture.Node();
        for (int i = 0; i < 60; i++)
            await store.TryCreateAsync(fixture.New(), default);
        ISessionEnumerator enumerator = store.GetService<ISessionEnumerator>()!;
        SessionPage first = await enumerator.ListAllAsync(null, 10, default);

        await MoveSlotsAsync(cluster, 10);

        Assert.That(first.Continuation, Is.Not.Null);
        // A node learns of the new slots within a moment.
        await Until.TrueAsync(async () => await FailsAsync(enumerator, first.Continuation), fails => fails);
        HashSet<SessionId> again = [];
        string? continuation = null;
        do
        {
            SessionPage page = await enumerator.ListAllAsync(continuation, 10, default);
            again.UnionWith(page.Records.Select(record => record.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.That(again, Has.Count.EqualTo(60));
    }

    private static async Task<bool> FailsAsync(ISessionEnumerator enumerator, string? continuation)
    {
        try
        {
            await enumerator.ListAllAsync(continuation, 10, default);
            return false;
        }
        catch (SessionStoreException exception)
        {
            return exception.Message.Contains("Begin again", StringComparison.Ordinal);
        }
    }

    private static async Task<string> MoveSlotsAsync(RedisCluster cluster, int slots)
    {
        string from = await IdAsync(cluster.Nodes[0]);
        string to = await IdAsync(cluster.Nodes[1]);
        var start = new ProcessStartInfo("redis-cli") { RedirectStandardOutput = true };
        foreach (string word in (string[])["--cluster", "reshard", cluster.Nodes[0].EndPoint, "--cluster-from", from, "--cluster-to", to, "--cluster-slots", $"{slots}", "--cluster-yes"])
            start.ArgumentList.Add(word);
        using Process moving = Process.Start(start)!;
        string said = await moving.StandardOutput.ReadToEndAsync();
        await moving.WaitForExitAsync();
        return said;
    }

    private static async Task<string> IdAsync(RedisProcess node) => (await node.SayAsync("CLUSTER MYID")).Split("\r\n")[1];
}
