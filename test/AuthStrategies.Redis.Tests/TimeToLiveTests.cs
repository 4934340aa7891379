using AuthStrategies.Redis.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>Redis cleans up by itself: a margin late, never early, by relative times only.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
[TestFixture(Backend.Cluster)]
public sealed class TimeToLiveTests(Backend backend)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    // What passes between writing and looking; generous, and far from the differences that matter.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    [TestCase(60)]
    [TestCase(0)]
    [TestCase(-60)]
    [Property("Requirement", "D-04")]
    public async Task Create_Record_LivesTheTimeLeftAndTheMargin(int minutes)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        SessionRecord record = fixture.New(expiresIn: TimeSpan.FromMinutes(minutes));

        await fixture.Node().TryCreateAsync(record, default);

        Assert.That(await LeftAsync(look, fixture.RecordKey(record.Id)), Is.InRange(Expected(minutes) - Lag, Expected(minutes)));
    }

    [TestCase(600)]
    [TestCase(1)]
    [Property("Requirement", "D-04")]
    public async Task Replace_TimeMoved_MovesWithIt(int minutes)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);

        await store.TryReplaceAsync(StoreFixture.Next(record, fixture.Now.AddMinutes(minutes)), default);

        Assert.That(await LeftAsync(look, fixture.RecordKey(record.Id)), Is.InRange(Expected(minutes) - Lag, Expected(minutes)));
    }

    [Test]
    [Property("Requirement", "D-04")]
    public async Task Find_ReadOften_NeitherShortensNorLengthens()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);

        for (int i = 0; i < 10; i++)
            await store.FindAsync(record.Id, default);

        Assert.That(await LeftAsync(look, fixture.RecordKey(record.Id)), Is.InRange(Expected(60) - Lag, Expected(60)));
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Create_ShorterAfterLonger_IndexOutlivesTheLongest()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord longest = fixture.New();
        SessionRecord shorter = new()
        {
            Id = fixture.New().Id,
            Subject = "alice",
            ExpiresAt = fixture.Now.AddHours(1),
            AbsoluteExpiresAt = fixture.Now.AddHours(1),
            Version = 1,
            Payload = default,
        };
        await store.TryCreateAsync(longest, default);

        await store.TryCreateAsync(shorter, default);

        TimeSpan left = await LeftAsync(look, fixture.IndexKey("alice"));
        Assert.That(left, Is.GreaterThan(TimeSpan.FromDays(30) + Margin));
        Assert.That(left, Is.LessThanOrEqualTo(TimeSpan.FromDays(30) + (2 * Margin)));
    }

    [Test]
    [Property("Requirement", "F-13")]
    public async Task List_EntriesWithoutARecord_AreSkippedAndGoAfterTheirOwnEndOnly()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord gone = fixture.New();
        await store.TryCreateAsync(gone, default);
        await look.GetDatabase().KeyDeleteAsync(fixture.RecordKey(gone.Id));

        IReadOnlyList<SessionRecord> now = await StoreFixture.ListAsync(store);
        long kept = await look.GetDatabase().SortedSetLengthAsync(fixture.IndexKey("alice"));
        fixture.Time.Advance(TimeSpan.FromDays(31));
        IReadOnlyList<SessionRecord> later = await StoreFixture.ListAsync(store);

        Assert.That(now.Concat(later), Is.Empty);
        Assert.That(kept, Is.EqualTo(1), "a create may be under way");
        Assert.That(await look.GetDatabase().KeyExistsAsync(fixture.IndexKey("alice")), Is.False);
    }

    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "F-13")]
    public async Task Create_AnewBeforeTheOldEntryIsCleaned_StaysListed()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        // Another node has removed the record and is about to drop the entry that belonged to it …
        RedisValue entry = (await look.GetDatabase().SortedSetRangeByRankAsync(fixture.IndexKey("alice"))).Single();
        await look.GetDatabase().KeyDeleteAsync(fixture.RecordKey(record.Id));

        await store.TryCreateAsync(record, default);
        // … and does so only now.
        await look.GetDatabase().SortedSetRemoveAsync(fixture.IndexKey("alice"), entry);

        Assert.That(await StoreFixture.ListAsync(store), Has.Count.EqualTo(1));
        Assert.That(await store.RemoveAllAsync("alice", null, default), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-14")]
    public async Task List_OneNodesClockFarAhead_LosesNoLivingRecord()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        fixture.Time.Advance(TimeSpan.FromDays(365));

        await StoreFixture.ListAsync(store);

        Assert.That(await StoreFixture.ListAsync(store), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-25")]
    public async Task Removals_All_LeaveNoKeyBehind()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(backend);
        RedisSessionStore store = fixture.Node();
        SessionRecord first = fixture.New();
        await store.TryCreateAsync(first, default);
        await store.TryCreateAsync(first, default);
        await store.TryCreateAsync(fixture.New(), default);

        await store.RemoveAsync(first.Id, null, default);
        await store.RemoveAllAsync("alice", null, default);

        Assert.That(await look.GetDatabase().KeyExistsAsync(fixture.IndexKey("alice")), Is.False);
    }

    private static TimeSpan Expected(int minutes) => TimeSpan.FromMinutes(Math.Max(0, minutes)) + Margin;

    private static async Task<TimeSpan> LeftAsync(ConnectionMultiplexer look, RedisKey key) => (await look.GetDatabase().KeyTimeToLiveAsync(key))!.Value;
}
