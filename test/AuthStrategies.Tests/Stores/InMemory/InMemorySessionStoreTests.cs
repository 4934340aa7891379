using AuthStrategies.Testing;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>What the in-memory store promises beyond the contract.</summary>
public sealed partial class InMemorySessionStoreTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SettableTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_Full_NamesTheOptionAndChangesNothing()
    {
        StoreUnderTest full = Harness(capacity: 3);
        SessionRecord[] living = [await full.AddAsync(full.New()), await full.AddAsync(full.New()), await full.AddAsync(full.New("bob"))];
        SessionRecord refused = full.New("carol");

        SessionStoreException? error = await Assert.ThrowsAsync<SessionStoreException>(async () => await full.Store.TryCreateAsync(refused, default));

        Assert.That(error!.Message, Does.Contain("Capacity").And.Contain("3"));
        Assert.That(((InMemorySessionStore)full.Store).Count, Is.EqualTo(3));
        await full.IsGoneAsync(refused);
        foreach (SessionRecord record in living)
            await full.IsThereAsync(record);
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_FullAndExistingId_SaysNoAsEver()
    {
        StoreUnderTest full = Harness(capacity: 1);
        SessionRecord record = await full.AddAsync(full.New());

        Assert.That(await full.Store.TryCreateAsync(full.New("bob", record.Id), default), Is.False);
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryReplaceAsyncAndRemoveAsync_Full_WorkAsEver()
    {
        StoreUnderTest full = Harness(capacity: 1);
        SessionRecord record = await full.AddAsync(full.New());
        SessionRecord next = StoreUnderTest.Next(record);

        Assert.That(await full.Store.TryReplaceAsync(next, default), Is.True);
        Assert.That(await full.Store.RemoveAsync(next.Id, null, default), Is.True);
        await full.IsThereAsync(await full.AddAsync(full.New()));
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_FullOfExpired_DropsTheseAndNoOthers()
    {
        StoreUnderTest full = Harness(capacity: 200);
        for (int i = 0; i < 199; i++)
            await full.AddAsync(full.New("subject-" + i, expiresIn: Hour));
        SessionRecord living = await full.AddAsync(full.New("living", expiresIn: 3 * Hour));
        _time.Advance(Hour);

        for (int i = 0; i < 199; i++)
            await full.AddAsync(full.New("later-" + i));

        Assert.That(((InMemorySessionStore)full.Store).Count, Is.EqualTo(200));
        await full.IsThereAsync(living);
        Assert.That(async () => await full.AddAsync(full.New()), Throws.TypeOf<SessionStoreException>());
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_FullOfExpiredRecordsOfAnotherSubject_DropsThese()
    {
        for (int i = 0; i < 100; i++)
        {
            StoreUnderTest full = Harness(capacity: 1);
            await full.AddAsync(full.New("another user", expiresIn: Hour));
            _time.Advance(Hour);

            await full.IsThereAsync(await full.AddAsync(full.New("subject-" + i)));
        }
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_FullOfRenewed_RefusesAndEndsNone()
    {
        StoreUnderTest full = Harness(capacity: 200);
        List<SessionRecord> living = [];
        for (int i = 0; i < 200; i++)
            living.Add(StoreUnderTest.Next(await full.AddAsync(full.New("subject-" + i, expiresIn: Hour)), full.Now + (3 * Hour)));
        foreach (SessionRecord renewed in living)
            await full.Store.TryReplaceAsync(renewed, default);
        _time.Advance(2 * Hour);

        Assert.That(async () => await full.AddAsync(full.New()), Throws.TypeOf<SessionStoreException>());

        foreach (SessionRecord renewed in living)
            await full.IsThereAsync(renewed);
    }

    [Test]
    [Property("Requirement", "F-27")]
    [Property("Requirement", "F-43")]
    public async Task TryCreateAsync_ManyAtOnce_CapacityIsExact()
    {
        for (int round = 0; round < 300; round++)
        {
            StoreUnderTest small = Harness(capacity: 50);
            int[] created = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(worker => (Func<Task<int>>)(() => CreateUntilRefusedAsync(small, "worker-" + worker))));

            Assert.That(created.Sum(), Is.EqualTo(50));
            Assert.That(((InMemorySessionStore)small.Store).Count, Is.EqualTo(50));
        }
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_RoomForOne_RivalsForOneIdNeverHearFull()
    {
        for (int round = 0; round < 2000; round++)
        {
            StoreUnderTest small = Harness(capacity: 1);
            SessionId id = StoreUnderTest.NewId();

            bool[] won = await Race.TogetherAsync(Enumerable.Range(0, 3).Select(i => (Func<Task<bool>>)(async () => await small.Store.TryCreateAsync(small.New("subject-" + i, id), default))));

            Assert.That(won.Count(w => w), Is.EqualTo(1));
        }
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryCreateAsync_AfterOwnRemovalAtFullStore_NeverHearsFull()
    {
        StoreUnderTest small = Harness(capacity: 4);

        int[] done = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(worker => (Func<Task<int>>)(async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                SessionRecord own = await small.AddAsync(small.New("worker-" + worker));
                Check.That(await small.Store.RemoveAsync(own.Id, null, default), "removing");
            }

            return 1;
        })));

        Assert.That(done.Sum(), Is.EqualTo(4));
        Assert.That(((InMemorySessionStore)small.Store).Count, Is.Zero);
    }

    [Test]
    [Property("Requirement", "F-43")]
    public async Task TryCreateAsync_SessionsComeAndExpireUnswept_MemoryStaysBounded()
    {
        StoreUnderTest h = Harness(capacity: 1_000_000);
        var store = (InMemorySessionStore)h.Store;

        for (int i = 0; i < 200_000; i++)
        {
            await h.AddAsync(h.New("subject-" + (i % 100_000), expiresIn: TimeSpan.FromSeconds(1000)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // A thousand live at any time; the sweep was never called.
        Assert.That(store.Count, Is.LessThan(5000));
        Assert.That(store.Contents.Length, Is.LessThan(20_000));
    }

    [Test]
    [Property("Requirement", "F-43")]
    public async Task RemoveAsync_SessionsComeAndGo_StructuresStayBounded()
    {
        StoreUnderTest h = Harness(capacity: 1_000_000);
        var store = (InMemorySessionStore)h.Store;
        for (int i = 0; i < 1000; i++)
            await h.AddAsync(h.New("living-" + i));
        int length = store.Contents.Length;

        for (int i = 0; i < 100_000; i++)
            await h.Store.RemoveAsync((await h.AddAsync(h.New("subject-" + i))).Id, null, default);

        Assert.That(store.Count, Is.EqualTo(1000));
        Assert.That(store.Contents.Length, Is.LessThan((2 * length) + 10_000));
    }

    [Test]
    [Property("Requirement", "F-43")]
    public async Task TryReplaceAsync_RenewedOverAndOver_CountAndStructuresStay()
    {
        StoreUnderTest h = Harness(capacity: 1_000_000);
        var store = (InMemorySessionStore)h.Store;
        SessionRecord record = await h.AddAsync(h.New());
        int length = store.Contents.Length;

        for (int i = 0; i < 100_000; i++)
            await h.Store.TryReplaceAsync(record = StoreUnderTest.Next(record, record.ExpiresAt.AddSeconds(1)), default);

        Assert.That(store.Count, Is.EqualTo(1));
        Assert.That(store.Contents.Length, Is.EqualTo(length));
    }

    [Test]
    public async Task FindAsync_FoundOrNot_AllocatesNothing()
    {
        StoreUnderTest h = Harness(capacity: 1000);
        SessionRecord record = await h.AddAsync(h.New());
        SessionId missing = StoreUnderTest.NewId();
        int found = CountFound(h.Store, record.Id, missing, 1000);

        long allocated = Allocations.Least(() => found += CountFound(h.Store, record.Id, missing, 1000));

        Assert.That(found, Is.EqualTo(1000 * (1 + Allocations.Rounds)));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    [Property("Requirement", "F-45")]
    public void EachCall_CancelledAlready_IsACancelledTaskNotAThrow()
    {
        StoreUnderTest h = Harness(capacity: 10);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Multiple(() =>
        {
            Assert.That(h.Store.TryCreateAsync(h.New(), cancelled).AsTask().IsCanceled);
            Assert.That(h.Store.FindAsync(default, cancelled).AsTask().IsCanceled);
            Assert.That(h.Store.TryReplaceAsync(h.New(), cancelled).AsTask().IsCanceled);
            Assert.That(h.Store.RemoveAsync(default, null, cancelled).AsTask().IsCanceled);
            Assert.That(h.Store.RemoveAllAsync("alice", null, cancelled).AsTask().IsCanceled);
            Assert.That(h.Store.RemoveExpiredAsync(h.Now, 1, cancelled).AsTask().IsCanceled);
        });
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    [TestCase(100_000_001)]
    [TestCase(int.MaxValue)]
    [Property("Requirement", "C-04")]
    public void FirstCall_CapacityOutOfRange_NamesPropertyRangeAndRemedy(int capacity)
    {
        ISessionStore store = Harness(capacity).Store;

        OptionsValidationException? error = Assert.Throws<OptionsValidationException>(() => store.FindAsync(default, default).AsTask());

        Assert.That(error!.Message, Does.Contain("InMemorySessionStoreOptions.Capacity").And.Contain(capacity.ToString()).And.Contain("from 1 to 100000000").And.Contain("Write for example 1000000."));
    }

    [TestCase(1)]
    [TestCase(100_000_000)]
    public async Task FirstCall_CapacityAtItsBounds_Works(int capacity)
    {
        StoreUnderTest h = Harness(capacity);

        await h.IsThereAsync(await h.AddAsync(h.New()));
    }

    [Test]
    public void Constructor_NoOptionsOrClock_Throws() => Assert.Multiple(() =>
    {
        Assert.That(() => new InMemorySessionStore(null!, _time), Throws.ArgumentNullException);
        Assert.That(() => new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), null!), Throws.ArgumentNullException);
    });

    [Test]
    public async Task Constructor_ByContainer_TakesItsOptionsAndClock()
    {
        await using ServiceProvider services = new ServiceCollection()
            .Configure<InMemorySessionStoreOptions>(o => o.Capacity = 1)
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<ISessionStore, InMemorySessionStore>()
            .BuildServiceProvider();
        var h = Bench.Of(services.GetRequiredService<ISessionStore>(), _time);

        await h.AddAsync(h.New(expiresIn: Hour));

        Assert.That(async () => await h.AddAsync(h.New()), Throws.TypeOf<SessionStoreException>());
        _time.Advance(Hour);
        await h.IsThereAsync(await h.AddAsync(h.New()));
    }

    private StoreUnderTest Harness(int capacity) =>
        Bench.Of(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = capacity }), _time), _time);

    private static async Task<int> CreateUntilRefusedAsync(StoreUnderTest h, string subject)
    {
        for (int created = 0; ; created++)
        {
            try
            {
                await h.AddAsync(h.New(subject));
            }
            catch (SessionStoreException)
            {
                return created;
            }
        }
    }

    private static int CountFound(ISessionStore store, SessionId there, SessionId missing, int times)
    {
        int found = 0;
        for (int i = 0; i < times; i++)
        {
            ValueTask<SessionRecord?> yes = store.FindAsync(there, default);
            ValueTask<SessionRecord?> no = store.FindAsync(missing, default);
            found += (yes.IsCompletedSuccessfully && yes.Result is not null ? 1 : 0) - (no.IsCompletedSuccessfully && no.Result is null ? 0 : 1);
        }

        return found;
    }
}
