using System.Diagnostics;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>
/// Fail-over with the connection strings of docs/redis.md. The client library looks at the roles of servers once a minute. So a call that succeeds
/// in the first 45 seconds after the promotion shows that the store found the new primary. The output says how long it took.
/// </summary>
[TestFixture]
public sealed class FailOverTests
{
    private const int PrimaryChanged = 219;
    private const int AnswersAgain = 226;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    [TestCase("FAILOVER")]
    [TestCase("REPLICAOF")]
    [Property("Requirement", "M-16")]
    [Property("Requirement", "F-10")]
    public async Task Calls_PlannedWithAList_GoToTheNewPrimary(string how)
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await ReplicaAsync(primary);
        await using var fixture = new StoreFixture(Document.List(primary.EndPoint, replica.EndPoint));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);

        if (how == "FAILOVER")
        {
            await primary.SayAsync("FAILOVER");
            await Until.TrueAsync(() => replica.SayAsync("ROLE"), role => role.Contains("master", StringComparison.Ordinal));
        }
        else
        {
            await replica.SayAsync("REPLICAOF NO ONE");
            await primary.SayAsync($"REPLICAOF 127.0.0.1 {replica.Port}");
        }

        await HealedAsync(store, record);
        await WritesArriveAsync(store, fixture, replica);
        Assert.That(fixture.Log.Count(PrimaryChanged), Is.EqualTo(1));
        AssertOneLineAKind(fixture);
    }

    [Test]
    [Property("Requirement", "M-16")]
    [Property("Requirement", "F-10")]
    public async Task Calls_KilledWithAList_GoToTheNewPrimaryAndStayWhenTheOldOneComesBack()
    {
        await using RedisProcess primary = await RedisServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RedisProcess replica = await ReplicaAsync(primary);
        await using var fixture = new StoreFixture(Document.List(primary.EndPoint, replica.EndPoint));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);
        await primary.KillAsync();
        await replica.SayAsync("REPLICAOF NO ONE");

        await HealedAsync(store, record);
        await StoreFixture.AnsweredAsync(() => store.RemoveAsync(record.Id, null, default));
        await primary.StartAgainAsync();
        Assert.That(await primary.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), Does.StartWith(":1"), "the old primary would say yes");
        await Until.TrueAsync(() => fixture.Log.Ids.Contains(218));

        Assert.That(await StoreFixture.AnsweredAsync(() => store.FindAsync(record.Id, default)), Is.Null);
        await WritesArriveAsync(store, fixture, replica);
        AssertOneLineAKind(fixture);
    }

    [Test]
    [Property("Requirement", "M-16")]
    [Property("Requirement", "F-10")]
    public async Task Calls_KilledWithSentinels_GoToTheNewPrimaryAndNeverToTheOldOne()
    {
        await using RedisProcess primary = await RedisServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RedisProcess replica = await ReplicaAsync(primary);
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primary.Port, 1);
        await using var fixture = new StoreFixture(Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);
        await primary.KillAsync();
        await PromotedAsync(sentinels, replica);

        await HealedAsync(store, record);
        await StoreFixture.AnsweredAsync(() => store.RemoveAsync(record.Id, null, default));
        SessionRecord later = await NewAsync(store, fixture);
        await primary.StartAgainAsync();
        Assert.That(await primary.SayAsync("ROLE"), Does.Contain("master"), "it says that it is the primary");
        Assert.That(await primary.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), Does.StartWith(":1"), "it would say yes");
        RedisSessionStore another = await fixture.ConnectedAsync(CallLimit);

        // Until the Sentinels have made it a replica.
        int[] answers = [0, 0];
        do
        {
            answers[0] += await AnswersRightAsync(store, record, later);
            answers[1] += await AnswersRightAsync(another, record, later);
        }
        while ((await primary.SayAsync("ROLE")).Contains("master", StringComparison.Ordinal));

        foreach (RedisSessionStore node in (RedisSessionStore[])[store, another])
            await Until.TrueAsync(() => AnswersRightAsync(node, record, later), count => count > 0);
        await TestContext.Out.WriteLineAsync($"Answered {answers[0]} and {answers[1]} times while the old primary called itself the primary.");
        AssertOneLineAKind(fixture);
        await StopAsync(sentinels);
    }

    /// <summary>Its connections stay open. When it goes on, it answers what it received before, and calls itself the primary until the Sentinels change that.</summary>
    [Test]
    [Property("Requirement", "M-16")]
    [Property("Requirement", "F-10")]
    public async Task Calls_PausedWithSentinels_GoToTheNewPrimaryAndNeverToTheOldOne()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await ReplicaAsync(primary);
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primary.Port, 1);
        await using var fixture = new StoreFixture(Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);
        await primary.PauseAsync();
        await PromotedAsync(sentinels, replica);

        await HealedAsync(store, record);
        await StoreFixture.AnsweredAsync(() => store.RemoveAsync(record.Id, null, default));
        await primary.ResumeAsync();
        int answers = 0;
        do
            answers += await AnswersRightAsync(store, record);
        while ((await primary.SayAsync("ROLE")).Contains("master", StringComparison.Ordinal));

        await Until.TrueAsync(() => AnswersRightAsync(store, record), count => count > 0);
        await TestContext.Out.WriteLineAsync($"Answered {answers} times while the old primary called itself the primary.");
        await StopAsync(sentinels);
    }

    /// <summary>The application and the old primary see one Sentinel, which is cut off from the others: another server may have been promoted.</summary>
    [Test]
    [Property("Requirement", "M-16")]
    public async Task Calls_MajorityOfTheSentinelsGone_AreRefusedUntilTheyAreBack()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await ReplicaAsync(primary);
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primary.Port, 1);
        await using var fixture = new StoreFixture(Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);
        await sentinels[0].KillAsync();
        Assert.That(await StoreFixture.AnsweredAsync(() => store.FindAsync(record.Id, default)), Is.Not.Null, "a majority is left");

        await sentinels[1].KillAsync();
        await Until.TrueAsync(() => TryFindAsync(store, record.Id), found => found is null);
        SessionStoreException? refused = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(record.Id, default));

        Assert.That(refused!.Message, Does.Contain("Sentinels"));
        Assert.That(fixture.Log.Ids, Has.Some.EqualTo(217).And.Some.EqualTo(227));
        AssertOneLineAKind(fixture);
        await StopAsync(sentinels);
    }

    [Test]
    [Property("Requirement", "M-16")]
    public async Task Calls_MinReplicasWithSentinels_GoOnWhenTheNewPrimaryHasAReplica()
    {
        string[] settings = ["--min-replicas-to-write", "1", "--min-replicas-max-lag", "10", "--repl-diskless-sync-delay", "0"];
        await using RedisProcess primary = await RedisServers.StartAsync(settings);
        await using RedisProcess replica = await ReplicaAsync(primary, settings);
        await using RedisProcess third = await ReplicaAsync(primary, settings);
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primary.Port, 2);
        await using var fixture = new StoreFixture(Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]));
        RedisSessionStore store = await fixture.ConnectedAsync(CallLimit);
        SessionRecord record = await CreateAsync(store, fixture, replica);
        await primary.KillAsync();
        int promoted = await Until.TrueAsync(() => sentinels[0].PrimaryAsync(), port => port != primary.Port);

        await HealedAsync(store, record);

        Assert.That(promoted, Is.EqualTo(replica.Port).Or.EqualTo(third.Port));
        AssertOneLineAKind(fixture);
        await StopAsync(sentinels);
    }

    private static async Task<RedisProcess> ReplicaAsync(RedisProcess primary, params string[] settings)
    {
        RedisProcess replica = await RedisServers.StartAsync(["--replicaof", "127.0.0.1", $"{primary.Port}", .. settings]);
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        return replica;
    }

    private static async Task<SessionRecord> CreateAsync(RedisSessionStore store, StoreFixture fixture, RedisProcess replica)
    {
        SessionRecord record = await NewAsync(store, fixture);
        await Until.TrueAsync(() => replica.SayAsync($"EXISTS {fixture.RecordKey(record.Id)}"), said => said.StartsWith(":1", StringComparison.Ordinal));
        return record;
    }

    /// <summary>A record that the store has taken. Each attempt is another one: what was not answered may be there.</summary>
    private static async Task<SessionRecord> NewAsync(RedisSessionStore store, StoreFixture fixture)
    {
        SessionRecord record = null!;
        Assert.That(await StoreFixture.AnsweredAsync(() => store.TryCreateAsync(record = fixture.New(), default)), Is.True);
        return record;
    }

    /// <summary>One if the store answers, and zero if it does not. A wrong answer ends the test.</summary>
    private static async Task<int> AnswersRightAsync(RedisSessionStore store, SessionRecord removed, SessionRecord? living = null)
    {
        (bool isAnswered, SessionRecord? found) = await StoreFixture.TryAsync(() => store.FindAsync(removed.Id, default));
        Assert.That(found, Is.Null);
        bool isFound = living is null || await TryFindAsync(store, living.Id) is not null;
        return isAnswered && isFound ? 1 : 0;
    }

    private static async Task PromotedAsync(SentinelProcess[] sentinels, RedisProcess replica)
    {
        foreach (SentinelProcess sentinel in sentinels)
            await Until.TrueAsync(() => sentinel.PrimaryAsync(), port => port == replica.Port);
    }

    /// <summary>Calls without a pause until one succeeds. Each of the others must fail: a wrong answer is none.</summary>
    private static async Task HealedAsync(RedisSessionStore store, SessionRecord record)
    {
        var since = Stopwatch.StartNew();
        int refused = 0;
        while (await TryFindAsync(store, record.Id) is null)
        {
            refused++;
            Assert.That(since.Elapsed, Is.LessThan(Limit), "sooner than the client library by itself");
        }

        await TestContext.Out.WriteLineAsync($"Healed {since.Elapsed.TotalMilliseconds:F0} ms after the promotion was seen; {refused} calls were refused in that time.");
    }

    private static async Task WritesArriveAsync(RedisSessionStore store, StoreFixture fixture, RedisProcess server)
    {
        SessionRecord written = await NewAsync(store, fixture);
        Assert.That(await server.SayAsync($"EXISTS {fixture.RecordKey(written.Id)}"), Does.StartWith(":1"));
    }

    /// <summary>In each outage. On a busy machine there may be more than one.</summary>
    private static void AssertOneLineAKind(StoreFixture fixture)
    {
        int outage = 0;
        var lines = fixture.Log.Ids.Select(id => (Outage: id == AnswersAgain ? ++outage : outage, Id: id)).Where(line => line.Id is > 200 and < 218).ToList();
        Assert.That(lines, Is.Unique, string.Join('\n', fixture.Log.Lines));
    }

    private static async Task<SessionRecord?> TryFindAsync(RedisSessionStore store, SessionId id)
    {
        (bool isAnswered, SessionRecord? found) = await StoreFixture.TryAsync(() => store.FindAsync(id, default));
        Assert.That(isAnswered && found is null, Is.False, "A call was answered without the session.");
        return found;
    }

    private static async Task StopAsync(SentinelProcess[] sentinels)
    {
        foreach (SentinelProcess sentinel in sentinels)
            await sentinel.DisposeAsync();
    }
}
