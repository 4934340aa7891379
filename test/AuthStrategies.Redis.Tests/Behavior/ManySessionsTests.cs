using System.Globalization;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>A subject with many sessions, and an index with many entries of sessions that have ended.</summary>
[TestFixture]
[Property("Requirement", "S-08")]
public sealed class ManySessionsTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    /// <summary>Both logins read the same, so one with 3,000 sessions has nothing more to do.</summary>
    [Test]
    public async Task Login_ManySessions_SendsAndReadsWhatALoginWithFewDoes()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer look = await redis.ConnectAsync(",allowAdmin=true");
        await using var fixture = new StoreFixture(redis.EndPoint);
        await using ServiceProvider services = Services(redis.EndPoint, fixture, limit: 10_000);
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        await FillAsync(fixture, "few", 10);
        await FillAsync(fixture, "many", 3_000);
        await strategy.IssueAsync(TestPrincipals.Of("few"));
        await strategy.IssueAsync(TestPrincipals.Of("many"));

        // The connections also send and read something for themselves now and then. A cost that grows with the sessions is there each time.
        (Cost few, Cost many) = await LoginsAsync();
        for (int again = 0; again < 4 && (many.Commands != few.Commands || many.Bytes >= few.Bytes + 1_000); again++)
            (few, many) = await LoginsAsync();

        Assert.That(many.Commands, Is.EqualTo(few.Commands));
        Assert.That(many.Bytes, Is.LessThan(few.Bytes + 1_000));

        async Task<(Cost Few, Cost Many)> LoginsAsync() =>
            (await CostAsync(look, () => strategy.IssueAsync(TestPrincipals.Of("few")).AsTask()), await CostAsync(look, () => strategy.IssueAsync(TestPrincipals.Of("many")).AsTask()));
    }

    /// <summary>Redis forgets a session that idled out long before its absolute end, and its entry follows.</summary>
    [Test]
    public async Task Index_SessionsIdledOut_IsCleanedLongBeforeTheirAbsoluteEnd([Values] Backend backend, [Values] bool byCount)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        await LoseAsync(look, fixture, await FillAsync(fixture, "alice", 200));
        fixture.Time.Advance(Idle + TimeSpan.FromMinutes(11));
        SessionRecord living = fixture.New();
        await store.TryCreateAsync(living, default);

        for (int i = 0; i < 4 && byCount; i++)
            await store.GetService<ISessionCounter>()!.MayHaveMoreThanAsync("alice", 100, default);
        IReadOnlyList<SessionRecord> listed = byCount ? [] : await store.ListAsync("alice", default);

        Assert.That(await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice")), Is.EqualTo(1));
        Assert.That(byCount || listed.Single().Id == living.Id, Is.True);
        Assert.That(await store.GetService<ISessionCounter>()!.MayHaveMoreThanAsync("alice", 1, default), Is.False);
    }

    /// <summary>More than the 64 entries that a count looks at, all of living sessions.</summary>
    [Test]
    public async Task Count_ManySessions_SaysWhetherThereAreMore([Values] Backend backend)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await FillAsync(fixture, "alice", 150);
        ISessionCounter counter = fixture.Node().GetService<ISessionCounter>()!;

        bool[] more = [.. await Task.WhenAll(new[] { 0, 63, 149, 150, 151 }.Select(count => counter.MayHaveMoreThanAsync("alice", count, default).AsTask()))];

        Assert.That(more, Is.EqualTo([true, true, true, false, false]));
        Assert.That(await counter.MayHaveMoreThanAsync("bob", 0, default), Is.False);
    }

    /// <summary>An earlier release has scored each entry by the absolute end, and has not written that its session ended.</summary>
    [Test]
    public async Task Index_EntriesOfAnEarlierRelease_GoTooOnceTheyWereSeenMissing()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Redis);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);
        RedisSessionStore store = fixture.Node();
        IReadOnlyList<SessionRecord> records = await FillAsync(fixture, "alice", 20);
        await ScoreAsync(look, fixture, fixture.Now.AddDays(30));
        await LoseAsync(look, fixture, records.Skip(1));

        await store.ListAsync("alice", default);
        long kept = await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice"));
        fixture.Time.Advance(TimeSpan.FromMinutes(11));
        IReadOnlyList<SessionRecord> listed = await store.ListAsync("alice", default);

        Assert.That(kept, Is.EqualTo(20), "a create may be under way");
        Assert.That(await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice")), Is.EqualTo(1));
        Assert.That(listed.Single().Id, Is.EqualTo(records[0].Id));
    }

    /// <summary>A score is only a guess: a renewal may have failed to write it.</summary>
    [Test]
    public async Task Index_ScoreTooLow_EntryOfALivingSessionStays([Values] Backend backend, [Values] bool byCount)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        await FillAsync(fixture, "alice", 3);
        await ScoreAsync(look, fixture, fixture.Now.AddDays(-1));

        bool hasMore = !byCount || await store.GetService<ISessionCounter>()!.MayHaveMoreThanAsync("alice", 2, default);
        IReadOnlyList<SessionRecord> listed = await store.ListAsync("alice", default);

        Assert.That(hasMore, Is.True);
        Assert.That(listed, Has.Count.EqualTo(3));
        SortedSetEntry[] entries = await look.GetDatabase().SortedSetRangeByRankWithScoresAsync(fixture.IndexKey("alice"));
        Assert.That(entries.Select(entry => entry.Score), Is.All.EqualTo((fixture.Now + Idle).ToUnixTimeMilliseconds()));
    }

    /// <summary>The list has written that a record is missing while a create was about to write it.</summary>
    [Test]
    public async Task List_CreateUnderWay_NeverLosesTheRecord()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(Backend.Redis);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New(expiresIn: TimeSpan.FromDays(1));
        await store.TryCreateAsync(record, default);
        RedisValue bytes = await look.GetDatabase().StringGetAsync(fixture.RecordKey(record.Id));
        await look.GetDatabase().KeyDeleteAsync(fixture.RecordKey(record.Id));
        await store.ListAsync("alice", default);
        await look.GetDatabase().StringSetAsync(fixture.RecordKey(record.Id), bytes);

        fixture.Time.Advance(TimeSpan.FromHours(1));
        IReadOnlyList<SessionRecord> listed = await store.ListAsync("alice", default);

        Assert.That(listed, Has.Count.EqualTo(1));
        Assert.That(await store.RemoveAllAsync("alice", null, default), Is.EqualTo(1));
    }

    /// <summary>Cleaning up needs the records, and these may be on a server that does not answer. The index is enough for the answer.</summary>
    [Test]
    public async Task Count_CleaningUpFails_StillAnswers()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer look = await redis.ConnectAsync(",allowAdmin=true");
        await using var fixture = new StoreFixture(redis.EndPoint + ",user=shop,password=password");
        await redis.SayAsync("ACL SETUSER shop on >password ~* &* +@all");
        RedisSessionStore store = fixture.Node();
        await FillAsync(fixture, "alice", 5);
        fixture.Time.Advance(Idle + TimeSpan.FromMinutes(11));
        await redis.SayAsync("ACL SETUSER shop resetkeys ~*:u:*");

        bool hasMore = await store.GetService<ISessionCounter>()!.MayHaveMoreThanAsync("alice", 4, default);
        bool hasMany = await store.GetService<ISessionCounter>()!.MayHaveMoreThanAsync("alice", 5, default);

        Assert.That((hasMore, hasMany), Is.EqualTo((true, false)));
        Assert.That(fixture.Log.Ids, Does.Contain(223));
        Assert.That(await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice")), Is.EqualTo(5));
    }

    /// <summary>A list of several pages changes the index once, after the last read.</summary>
    [Test]
    public async Task List_ManyEntriesOutOfDate_CleansUpOnce()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer look = await redis.ConnectAsync(",allowAdmin=true");
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        await LoseAsync(look, fixture, await FillAsync(fixture, "alice", 150));
        fixture.Time.Advance(Idle + TimeSpan.FromMinutes(11));
        await LoseAsync(look, fixture, await FillAsync(fixture, "alice", 150));

        Cost cost = await CostAsync(look, async () => await store.ListAsync("alice", default));

        // The script that reads the index calls ZREM too.
        Assert.That(cost.Commands, Does.Contain("cmdstat_zadd calls=1,").And.Contain("cmdstat_zrem calls=2"));
    }

    private static ServiceProvider Services(string endPoint, StoreFixture fixture, int limit)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(fixture.Time);
        services.AddAuthStrategy().AddSession(o => o.MaxSessionsPerSubject = limit).UseRedis(o => (o.Configuration, o.KeyPrefix, o.OperationTimeout) = (endPoint, fixture.Prefix, TimeLimits.Generous));
        return services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyList<SessionRecord>> FillAsync(StoreFixture fixture, string subject, int count)
    {
        RedisSessionStore store = fixture.Node();
        SessionRecord[] records = [.. Enumerable.Range(0, count).Select(_ => fixture.New(subject, Idle))];
        await Task.WhenAll(records.Select(record => store.TryCreateAsync(record, default).AsTask()));
        return records;
    }

    // One by one: the keys of a cluster are on several servers.
    private static Task LoseAsync(ConnectionMultiplexer look, StoreFixture fixture, IEnumerable<SessionRecord> records) =>
        Task.WhenAll(records.Select(record => look.GetDatabase().KeyDeleteAsync(fixture.RecordKey(record.Id))));

    private static async Task ScoreAsync(ConnectionMultiplexer look, StoreFixture fixture, DateTimeOffset end)
    {
        RedisKey key = fixture.IndexKey("alice");
        RedisValue[] members = await look.GetDatabase().SortedSetRangeByRankAsync(key);
        await look.GetDatabase().SortedSetAddAsync(key, [.. members.Select(member => new SortedSetEntry(member, end.ToUnixTimeMilliseconds()))]);
    }

    private static async Task<Cost> CostAsync(ConnectionMultiplexer look, Func<Task> call)
    {
        IServer server = look.GetServers()[0];
        await server.ConfigResetStatisticsAsync();
        await call();
        Dictionary<string, string> commands = (await server.InfoAsync("commandstats")).SelectMany(group => group).ToDictionary();
        Dictionary<string, string> stats = (await server.InfoAsync("stats")).SelectMany(group => group).ToDictionary();
        // A role is asked for twice a second.
        string[] ofTheServer = ["cmdstat_info", "cmdstat_role", "cmdstat_config|resetstat", "cmdstat_ping"];
        string sent = string.Join(", ", commands.Where(command => !ofTheServer.Contains(command.Key)).OrderBy(command => command.Key).Select(command => $"{command.Key} {command.Value.Split(',')[0]}"));
        return new(sent, long.Parse(stats["total_net_output_bytes"], CultureInfo.InvariantCulture));
    }

    private sealed record Cost(string Commands, long Bytes);
}
