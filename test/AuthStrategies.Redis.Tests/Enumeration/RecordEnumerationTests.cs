using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Enumeration;

/// <summary>The list of all sessions is the list of the database that the store uses.</summary>
[TestFixture]
public sealed class RecordEnumerationTests
{
    [TestCase(0, 5)]
    [TestCase(3, 0)]
    [TestCase(3, 5)]
    public async Task List_ConnectionUsedAnotherDatabaseLast_IsOfTheStoresDatabase(int database, int other)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer own = await redis.ConnectAsync($",defaultDatabase={database}");
        await using var fixture = new StoreFixture(redis.EndPoint);
#pragma warning disable CA2025 // A completed task.
        Task<IConnectionMultiplexer> opened = Task.FromResult<IConnectionMultiplexer>(own);
#pragma warning restore CA2025
        RedisSessionStore store = fixture.Node(options => (options.Configuration, options.ConnectionMultiplexerFactory) = (null, () => opened));
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        await own.GetDatabase(other).StringSetAsync(fixture.RecordKey(fixture.New().Id), "of another application");

        SessionPage page = await store.GetService<ISessionEnumerator>()!.ListAllAsync(null, 100, default);

        Assert.That(page.Records.Select(listed => listed.Id), Is.EqualTo(new[] { record.Id }));
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null, "the connection's database for later commands");
    }

    /// <summary>Sessions, keys of another application, page size.</summary>
    [TestCase(5, 0, 1)]
    [TestCase(5, 2_000, 1)]
    [TestCase(5, 2_000, 10)]
    [TestCase(5, 2_000, 10_000)]
    [TestCase(0, 2_000, 10)]
    public async Task List_KeysOfOthers_NoPageButTheLastIsEmpty(int sessions, int others, int pageSize)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer own = await redis.ConnectAsync("");
        await using var fixture = new StoreFixture(redis.EndPoint);
        RedisSessionStore store = fixture.Node();
        await WriteOthersAsync(own, others);
        for (int i = 0; i < sessions; i++)
            await store.TryCreateAsync(fixture.New(), default);

        List<SessionPage> pages = await ListAsync(store, pageSize);

        Assert.That(pages.Sum(page => page.Records.Count), Is.EqualTo(sessions));
        Assert.That(pages.SkipLast(1).Select(page => page.Records.Count), Has.None.EqualTo(0));
    }

    [Test]
    public async Task List_ManyKeysOfOthers_ACallMakesSixteenSteps()
    {
        const int Others = 60_000;
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer own = await redis.ConnectAsync(",allowAdmin=true");
        await using var fixture = new StoreFixture(redis.EndPoint);
        await WriteOthersAsync(own, Others);
        IServer server = own.GetServers()[0];
        RedisSessionStore store = fixture.Node();
        await store.FindAsync(fixture.New().Id, default);
        await server.ConfigResetStatisticsAsync();

        SessionPage first = await store.GetService<ISessionEnumerator>()!.ListAllAsync(null, 1_000, default);

        Assert.That((first.Records.Count, first.Continuation is null), Is.EqualTo((0, false)));
        string statistics = string.Join('\n', (await server.InfoAsync("commandstats")).SelectMany(group => group).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.That(statistics, Does.Contain("cmdstat_scan=calls=16,"));
        Assert.That((await ListAsync(store, 1_000)).Count, Is.LessThan((Others / 16_000) + 2));
    }

    /// <summary>Each look at the clock costs seconds, so that 16 steps take longer than the time limit of a call, 30 s.</summary>
    [TestCase(2)]
    [TestCase(5)]
    public async Task List_StepsAreSlow_ACallStopsInTimeAndTheNextGoesOn(int seconds)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using ConnectionMultiplexer own = await redis.ConnectAsync("");
        await using var fixture = new StoreFixture(redis.EndPoint);
        SlowClock clock = new(fixture.Time, TimeSpan.FromSeconds(seconds));
        RedisSessionStore store = fixture.Node(time: clock);
        await WriteOthersAsync(own, 60_000);
        await store.TryCreateAsync(fixture.New(), default);
        clock.IsSlow = true;

        List<SessionPage> pages = await ListAsync(store, 1_000);

        Assert.That(pages.Sum(page => page.Records.Count), Is.EqualTo(1));
        Assert.That(pages, Has.Count.GreaterThan(60_000 / 16_000 * 2));
    }

    /// <summary>A clock that is ahead by some time more after each look at it. Timers run in real time.</summary>
    private sealed class SlowClock(TimeProvider utc, TimeSpan perLook) : TimeProvider
    {
        private long _looks;

        public bool IsSlow { get; set; }

        public override DateTimeOffset GetUtcNow() => utc.GetUtcNow();

        public override long GetTimestamp() =>
            base.GetTimestamp() + (long)((IsSlow ? Interlocked.Increment(ref _looks) : 0) * perLook.TotalSeconds * TimestampFrequency);
    }

    private static async Task WriteOthersAsync(ConnectionMultiplexer redis, int count)
    {
        KeyValuePair<RedisKey, RedisValue>[] keys = [.. Enumerable.Range(0, count).Select(i => new KeyValuePair<RedisKey, RedisValue>($"other:{i}", "x"))];
        if (keys.Length > 0)
            await redis.GetDatabase().StringSetAsync(keys);
    }

    private static async Task<List<SessionPage>> ListAsync(RedisSessionStore store, int pageSize)
    {
        List<SessionPage> pages = [];
        do
            pages.Add(await store.GetService<ISessionEnumerator>()!.ListAllAsync(pages.LastOrDefault()?.Continuation, pageSize, default));
        while (pages[^1].Continuation is not null);
        return pages;
    }
}
