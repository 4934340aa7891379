using Microsoft.Extensions.Options;

namespace AuthStrategies.Testing.Tests.Faults;

/// <summary>The store that goes wrong on command.</summary>
public sealed class FaultySessionStoreTests
{
    private static readonly SessionId Id = new(Enumerable.Range(1, SessionId.Size).Select(i => (byte)i).ToArray());

    private SettableTimeProvider _time = null!;
    private InMemorySessionStore _inner = null!;
    private FaultySessionStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new();
        _inner = new(Options.Create(new InMemorySessionStoreOptions()), _time);
        _store = new(_inner);
    }

    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public Task NoFaults_Conforms(SessionStoreCase c) => c.RunAsync(new SessionStoreHarness(_store) { Time = _time, Rounds = 50 });

    [Test]
    public void GetService_InvalidationMessages_AreThoseOfTheStoreInside()
    {
        MessageBus bus = new();
        FaultySessionStore store = new(new MessagingStore(_inner, bus));
        int received = 0;

        using ISessionInvalidationChannel inside = bus.Open(_ => received++);
        using ISessionInvalidationChannel outside = store.GetService<ISessionInvalidations>()!.Open(_ => { });
        outside.Publish(new byte[SessionId.Size]);

        Assert.That(received, Is.EqualTo(1));
    }

    [Test]
    public void GetService_TimeOutOrEnumeration_IsNotPassedOn()
    {
        Assert.That(_store.GetService<ITimedSessionStore>(), Is.Null);
        Assert.That(_store.GetService<ISessionEnumerator>(), Is.Null);
    }

    [Test]
    public async Task Fail_BeforeTheEffect_ChangesNothing()
    {
        _store.Inject(StoreFault.Fail().On(StoreOperations.Create));

        SessionStoreException? error = await Assert.ThrowsAsync<SessionStoreException>(async () => await _store.TryCreateAsync(Record(), default));

        Assert.That(error!.InnerException, Is.TypeOf<IOException>());
        Assert.That(_inner.Count, Is.Zero);
    }

    [Test]
    public async Task Fail_AfterTheEffect_HasTakenPlace()
    {
        _store.Inject(StoreFault.Fail().On(StoreOperations.Create).AfterEffect());

        await Assert.ThrowsAsync<SessionStoreException>(async () => await _store.TryCreateAsync(Record(), default));

        Assert.That(_inner.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task AtCallAndTimes_StrikeTheseCallsOnly()
    {
        _store.Inject(StoreFault.Fail().On(StoreOperations.Find).AtCall(2).Times(2));

        List<bool> failed = [];
        for (int call = 1; call <= 5; call++)
        {
            await _store.TryCreateAsync(Record(), default);
            failed.Add(await FailsAsync(async () => await _store.FindAsync(Id, default)));
        }

        Assert.That(failed, Is.EqualTo(new[] { false, true, true, false, false }));
        Assert.That(_store.CountCalls(StoreOperations.Find), Is.EqualTo(5));
        Assert.That(_store.CountCalls(StoreOperations.All), Is.EqualTo(10));
    }

    [Test]
    public async Task Fail_OfYourChoice_IsThrown()
    {
        _store.Inject(StoreFault.Fail(() => new TimeoutException()));

        await Assert.ThrowsAsync<TimeoutException>(async () => await _store.FindAsync(Id, default));
    }

    [Test]
    public async Task BreakAndRepair_EveryCall_FailsAndWorks()
    {
        _store.Break();

        Assert.That(await FailsAsync(async () => await _store.RemoveAllAsync("alice", null, default)), Is.True);
        Assert.That(await FailsAsync(async () => await _store.ListAsync("alice", default)), Is.True);
        Assert.That(await FailsAsync(async () => await _store.RemoveExpiredAsync(_time.GetUtcNow(), 1, default)), Is.True);
        _store.Repair();
        Assert.That(await _store.TryCreateAsync(Record(), default), Is.True);
    }

    [Test]
    public async Task Lose_AWrite_SaysYesAndDoesNothing()
    {
        _store.Inject(StoreFault.Lose().On(StoreOperations.Create));

        bool created = await _store.TryCreateAsync(Record(), default);

        Assert.That(created, Is.True);
        Assert.That(_inner.Count, Is.Zero);
    }

    [Test]
    public async Task Corrupt_AReadAndAWrite_ChangesThePayload()
    {
        await _store.TryCreateAsync(Record(), default);

        _store.Inject(StoreFault.Corrupt(_ => [9]));

        Assert.That((await _store.FindAsync(Id, default))!.Payload.ToArray(), Is.EqualTo(new byte[] { 9 }));
        Assert.That((await _inner.FindAsync(Id, default))!.Payload.ToArray(), Is.EqualTo(new byte[] { 1 }));
        await _store.TryReplaceAsync(Record(version: 2), default);
        Assert.That((await _inner.FindAsync(Id, default))!.Payload.ToArray(), Is.EqualTo(new byte[] { 9 }));
    }

    [Test]
    public async Task Lag_Reads_AnswerAsTheyDidBefore()
    {
        await _store.TryCreateAsync(Record(), default);
        await _store.FindAsync(Id, default);

        _store.Inject(StoreFault.Lag().On(StoreOperations.Reads));
        await _store.RemoveAsync(Id, null, default);

        Assert.That(await _store.FindAsync(Id, default), Is.Not.Null);
        Assert.That((await _store.ListAsync("alice", default)).ToList(), Has.Count.EqualTo(1));
        _store.Repair();
        Assert.That(await _store.FindAsync(Id, default), Is.Null);
    }

    [Test]
    public async Task Delay_ByItsClock_EndsWhenTheTimeHasCome()
    {
        _store.Inject(StoreFault.Delay(TimeSpan.FromSeconds(5), _time));
        Task<SessionRecord?> find = _store.FindAsync(Id, default).AsTask();

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(find.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await find, Is.Null);
    }

    [Test]
    public async Task WaitFor_Cancelled_Ends()
    {
        using CancellationTokenSource client = new();
        _store.Inject(StoreFault.WaitFor(new TaskCompletionSource().Task));
        Task<SessionRecord?> find = _store.FindAsync(Id, client.Token).AsTask();

        await client.CancelAsync();

        Assert.That(async () => await find, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Verbs_OutOfRange_Throw()
    {
        Assert.That(() => StoreFault.Fail().AtCall(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StoreFault.Fail().Times(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StoreFault.Delay(TimeSpan.FromTicks(-1), _time), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private SessionRecord Record(long version = 1) => new()
    {
        Id = Id,
        Subject = "alice",
        ExpiresAt = _time.GetUtcNow().AddHours(1),
        AbsoluteExpiresAt = SettableTimeProvider.DefaultStart.AddDays(1),
        Version = version,
        Payload = (byte[])[1],
    };

    private static async Task<bool> FailsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (SessionStoreException)
        {
            return true;
        }
    }
}
