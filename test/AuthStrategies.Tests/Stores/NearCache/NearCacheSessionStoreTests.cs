using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores.NearCache;

/// <summary>When a read is answered from the cache, and when it must not be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NearCacheSessionStoreTests : IDisposable
{
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(SessionFixture.Start);
    private readonly SpyRecordStore _testStore = new();
    private readonly MessageBus _bus = new();
    private readonly NearCacheSessionStore _here;
    private readonly NearCacheSessionStore _there;
    private int _ids;

    public NearCacheSessionStoreTests()
    {
        _here = Node();
        _there = Node();
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task TryFindCached_Found_MakesNoCall()
    {
        SessionRecord record = await FoundAsync(_here);
        _testStore.Forget();

        bool found = _here.TryFindCached(record.Id, out SessionRecord? cached);

        Assert.That(found, Is.True);
        Assert.That(cached, Is.SameAs(record));
        Assert.That(_testStore.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task FindAsync_EntryCached_StillAsksTheStore()
    {
        SessionRecord record = await FoundAsync(_here);
        SessionRecord next = Next(record);
        _testStore.Put(next);

        SessionRecord? found = await _here.FindAsync(record.Id, default);

        Assert.That(found, Is.SameAs(next));
        Assert.That(CachedOf(_here, record), Is.SameAs(next));
    }

    [Test]
    public async Task FindAsync_GoneByNow_DropsTheEntry()
    {
        SessionRecord record = await FoundAsync(_here);
        _testStore.Drop(record.Id);

        await _here.FindAsync(record.Id, default);

        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(_here.Count, Is.Zero);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task TryFindCached_MaxStalenessPassed_IsNone()
    {
        SessionRecord record = await FoundAsync(_here);

        _time.Advance(MaxStaleness - TimeSpan.FromTicks(1));
        SessionRecord? before = CachedOf(_here, record);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.That(before, Is.Not.Null);
        Assert.That(CachedOf(_here, record), Is.Null);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task TryFindCached_SlowRead_AgeCountsFromBeforeIt()
    {
        SessionRecord record = Put();
        _testStore.After = async (_, _) =>
        {
            await Task.Yield();
            _time.Advance(MaxStaleness / 2);
        };

        await _here.FindAsync(record.Id, default);
        _time.Advance(MaxStaleness / 2);

        Assert.That(CachedOf(_here, record), Is.Null);
    }

    [TestCase("replace")]
    [TestCase("remove")]
    [TestCase("remove_all")]
    [Property("Requirement", "F-38")]
    [Property("Requirement", "F-21")]
    public async Task Write_Answered_NoNodeHasAnEntry(string write)
    {
        SessionRecord record = await FoundAsync(_here, _there);

        await WriteAsync(_here, record, write);

        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(CachedOf(_there, record), Is.Null);
    }

    [TestCase("replace")]
    [TestCase("remove")]
    [TestCase("remove_all")]
    [Property("Requirement", "F-21")]
    public async Task Write_FillBeganBefore_IsDiscarded(string write)
    {
        SessionRecord record = Put();
        await FoundAsync(_there);
        Task<SessionRecord?> here = await BlockedFindAsync(_here, record, out TaskCompletionSource goHere);
        Task<SessionRecord?> there = await BlockedFindAsync(_there, record, out TaskCompletionSource goThere);

        await WriteAsync(_here, record, write);
        goHere.SetResult();
        goThere.SetResult();

        Assert.That(await here, Is.SameAs(record), "it was read before the write");
        Assert.That(await there, Is.SameAs(record), "it was read before the write");
        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(CachedOf(_there, record), Is.Null);
    }

    [TestCase("replace")]
    [TestCase("remove")]
    [TestCase("remove_all")]
    [Property("Requirement", "F-21")]
    public async Task Write_FillWithinIt_IsDiscarded(string write)
    {
        SessionRecord record = Put();
        bool filled = false;
        _testStore.Before = async (operation, _) =>
        {
            if (operation != write)
                return;
            _testStore.Before = null;
            // The write is under way and has not taken effect: both nodes read the old version and keep it.
            await _here.FindAsync(record.Id, default);
            await _there.FindAsync(record.Id, default);
            filled = CachedOf(_there, record) is not null;
        };

        await WriteAsync(_here, record, write);

        Assert.That(filled, Is.True);
        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(CachedOf(_there, record), Is.Null);
    }

    [TestCase("replace")]
    [TestCase("remove")]
    [TestCase("remove_all")]
    [Property("Requirement", "F-38")]
    public async Task Write_AnswerLost_NoNodeHasAnEntry(string write)
    {
        SessionRecord record = await FoundAsync(_here, _there);
        _testStore.After = (operation, _) => operation == write ? throw new SessionStoreException("lost") : Task.CompletedTask;

        await Assert.ThrowsAsync<SessionStoreException>(() => WriteAsync(_here, record, write));

        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(CachedOf(_there, record), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-22")]
    public async Task TryReplace_LostToAnotherNode_DropsTheEntry()
    {
        _bus.LosesMessages = true;
        SessionRecord record = await FoundAsync(_here, _there);
        await WriteAsync(_there, record, "remove");

        bool replaced = await _here.TryReplaceAsync(Next(record), default);

        Assert.That(replaced, Is.False);
        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(_testStore.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Remove_MessageLost_IsSeenWithinMaxStaleness()
    {
        _bus.LosesMessages = true;
        SessionRecord record = await FoundAsync(_here, _there);

        await WriteAsync(_here, record, "remove");
        SessionRecord? within = CachedOf(_there, record);
        _time.Advance(MaxStaleness);

        Assert.That(within, Is.Not.Null, "no message has arrived");
        Assert.That(CachedOf(_there, record), Is.Null);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Subscription_Cut_IsBypassedAndForgetsWhatItKnew()
    {
        SessionRecord before = await FoundAsync(_here);

        _bus.Interrupt();
        SessionRecord changed = await FoundAsync(_here);
        SessionRecord?[] cut = [CachedOf(_here, before), CachedOf(_here, changed)];
        _bus.Restore();
        SessionRecord?[] restored = [CachedOf(_here, before), CachedOf(_here, changed)];
        await _here.FindAsync(before.Id, default);

        Assert.That(cut, Is.All.Null);
        Assert.That(restored, Is.All.Null, "messages of the time without a subscription are lost");
        Assert.That(CachedOf(_here, before), Is.Not.Null);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Subscription_CutAndRestoredDuringAFill_DiscardsIt()
    {
        SessionRecord record = Put();
        _testStore.After = (_, _) =>
        {
            _bus.Interrupt();
            _bus.Restore();
            return Task.CompletedTask;
        };

        await _here.FindAsync(record.Id, default);

        Assert.That(CachedOf(_here, record), Is.Null);
    }

    [Test]
    public async Task Message_OfAnotherSession_LeavesTheEntry()
    {
        SessionRecord record = await FoundAsync(_here, _there);
        SessionRecord other = await FoundAsync(_here, _there);

        await WriteAsync(_here, other, "remove");

        Assert.That(CachedOf(_here, record), Is.Not.Null);
        Assert.That(CachedOf(_there, record), Is.Not.Null);
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(17)]
    public async Task Message_NotUnderstood_LeavesNoEntry(int length)
    {
        SessionRecord record = await FoundAsync(_here);

        _bus.Say(new byte[length]);

        Assert.That(CachedOf(_here, record), Is.Null);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public async Task Messages_All_HoldIdsAndHashesOnly()
    {
        SessionRecord record = await FoundAsync(_here);

        await WriteAsync(_here, record, "remove");
        await WriteAsync(_here, record, "remove_all");

        Assert.That(_bus.Sent.Select(message => message.Length), Is.EqualTo(new[] { SessionId.Size, sizeof(uint) }));
        Assert.That(new SessionId(_bus.Sent[0]), Is.EqualTo(record.Id));
    }

    [TestCase(2)]
    [TestCase(100)]
    public async Task Count_ManyMoreSessionsThanCapacity_IsBounded(int capacity)
    {
        using NearCacheSessionStore node = Node(options => options.Capacity = capacity);
        SessionRecord last = null!;
        for (int i = 0; i < 20 * capacity; i++)
        {
            last = await FoundAsync(node);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.That(node.Count, Is.InRange(capacity * 9 / 10, capacity));
        Assert.That(CachedOf(node, last), Is.SameAs(last), "the newest stays");
    }

    [Test]
    public async Task FindAsync_SameSessionAgainAndAgain_IsOneEntry()
    {
        using NearCacheSessionStore node = Node(options => options.Capacity = 2);
        SessionRecord record = Put();
        for (int i = 0; i < 10; i++)
        {
            await node.FindAsync(record.Id, default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(node.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task TryFindCached_MaxStalenessZero_IsNone()
    {
        using NearCacheSessionStore node = Node(options => options.MaxStaleness = TimeSpan.Zero);
        SessionRecord record = await FoundAsync(node);

        Assert.That(CachedOf(node, record), Is.Null);
        Assert.That(node.Count, Is.Zero);
    }

    [Test]
    public async Task Dispose_EntriesCached_HandsOutNoneAndListensNoMore()
    {
        SessionRecord record = await FoundAsync(_here);

        _here.Dispose();
        _here.Dispose();
        SessionRecord? found = await _here.FindAsync(record.Id, default);

        Assert.That(found, Is.Not.Null, "the store is not the cache's to end");
        Assert.That(CachedOf(_here, record), Is.Null);
        Assert.That(_bus.Listeners, Is.Zero);
    }

    [TestCase(-1, 100)]
    [TestCase(61, 100)]
    [TestCase(5, 1)]
    [TestCase(5, 10_000_001)]
    public void FindAsync_OptionsNotValid_SaysWhich(int maxStaleness, int capacity)
    {
        using NearCacheSessionStore node = Node(options => (options.MaxStaleness, options.Capacity) = (TimeSpan.FromSeconds(maxStaleness), capacity));

        Assert.That(
            () => node.FindAsync(NewId(), default).AsTask(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains(capacity == 100 ? nameof(NearCacheOptions.MaxStaleness) : nameof(NearCacheOptions.Capacity)));
    }

    [TestCase(65_535)]
    [TestCase(-1)]
    [TestCase((1L << 40) + 1)]
    public void FindAsync_MaxBytesNotValid_SaysSo(long maxBytes)
    {
        using NearCacheSessionStore node = Node(options => options.MaxBytes = maxBytes);

        Assert.That(
            () => node.FindAsync(NewId(), default).AsTask(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains($"NearCacheOptions.MaxBytes is {maxBytes}; it must be from 65536 to 1099511627776."));
    }

    private static SessionRecord Next(SessionRecord record) => record.With(version: record.Version + 1);

    private static SessionRecord? CachedOf(NearCacheSessionStore node, SessionRecord record) => node.TryFindCached(record.Id, out SessionRecord? cached) ? cached : null;

    private static async Task WriteAsync(NearCacheSessionStore node, SessionRecord record, string write)
    {
        if (write == "replace")
            await node.TryReplaceAsync(Next(record), default);
        else if (write == "remove")
            await node.RemoveAsync(record.Id, null, default);
        else
            await node.RemoveAllAsync(record.Subject, null, default);
    }

    /// <summary>A find that has read and is kept from answering.</summary>
    private Task<Task<SessionRecord?>> BlockedFindAsync(NearCacheSessionStore node, SessionRecord record, out TaskCompletionSource go)
    {
        TaskCompletionSource released = go = new();
        _testStore.After = (operation, _) => operation == "find" ? released.Task : Task.CompletedTask;
        Task<SessionRecord?> find = node.FindAsync(record.Id, default).AsTask();
        _testStore.After = null;
        Assert.That(find.IsCompleted, Is.False);
        return Task.FromResult(find);
    }

    [Test]
    public void GetService_Enumerator_IsThatOfTheStoreInside()
    {
        InMemorySessionStore inside = new(Options.Create(new InMemorySessionStoreOptions()), _time);
        using NearCacheSessionStore enumerates = new(inside, Options.Create(new NearCacheOptions()), _time);

        Assert.That(enumerates.GetService<ISessionEnumerator>(), Is.SameAs(inside));
        Assert.That(enumerates.GetService<ISessionCounter>(), Is.SameAs(inside));
        Assert.That(_here.GetService<ISessionEnumerator>(), Is.Null, "the store inside cannot enumerate");
        Assert.That(_here.GetService<ISessionStore>(), Is.SameAs(_here));
        Assert.That(_here.GetService<ITimedSessionStore>(), Is.Null, "the library limits the cache as a whole");
        Assert.That(() => _here.GetService(null!), Throws.ArgumentNullException);
    }

    private NearCacheSessionStore Node(Action<NearCacheOptions>? configure = null)
    {
        NearCacheOptions options = new() { MaxStaleness = MaxStaleness };
        configure?.Invoke(options);
        return new(_testStore, Options.Create(options), _time, _bus);
    }

    private async Task<SessionRecord> FoundAsync(params NearCacheSessionStore[] nodes)
    {
        SessionRecord record = Put();
        foreach (NearCacheSessionStore node in nodes)
            await node.FindAsync(record.Id, default);
        return record;
    }

    private SessionRecord Put()
    {
        SessionRecord record = new()
        {
            Id = NewId(),
            Subject = "subject-" + _ids,
            ExpiresAt = SessionFixture.Start.AddHours(1),
            AbsoluteExpiresAt = SessionFixture.Start.AddDays(1),
            Version = 1,
            Payload = (byte[])[1, 2, 3],
        };
        _testStore.Put(record);
        return record;
    }

    private SessionId NewId() => new(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(++_ids)).AsSpan(0, SessionId.Size));
}
