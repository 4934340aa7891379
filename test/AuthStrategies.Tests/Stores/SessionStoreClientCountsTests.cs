using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>What the client of a store counts of a call that waits: as waiting, failed, answered and measured.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "F-06")]
public sealed class SessionStoreClientCountsTests : IDisposable
{
    private static readonly SessionId Id = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SpyRecordStore _store = new();
    private readonly AuthStrategiesMetrics _metrics = new(factory: null);
    private readonly LogCapture _log = new();

    public void Dispose()
    {
        _metrics.Dispose();
        _log.Dispose();
    }

    [Test]
    public async Task FindAsync_AnsweredLater_BeginsTheCountOfFailuresAnew()
    {
        SessionStoreClient client = Client(new() { FailureThreshold = 2 });

        await FailAsync(client);
        _store.Before = async (_, _) => await Task.Yield();
        await client.FindAsync(Id, CancellationToken.None);
        await FailAsync(client);
        bool afterAnswer = client.IsPaused;
        await FailAsync(client);

        Assert.That((afterAnswer, client.IsPaused), Is.EqualTo((false, true)));
    }

    // Cancelled before and after the time from which a call counts as failed.
    [TestCase(499, false)]
    [TestCase(500, true)]
    public async Task FindAsync_Cancelled_CountsWhenItWasSlow(int milliseconds, bool counts)
    {
        SessionStoreClient client = Client(new() { FailureThreshold = 1 });
        using CancellationTokenSource caller = new();
        TaskCompletionSource silent = new();
        _store.Before = (_, _) => silent.Task.WaitAsync(caller.Token);
        Task call = client.FindAsync(Id, caller.Token).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        await caller.CancelAsync();

        await Assert.ThatAsync(() => call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(client.IsPaused, Is.EqualTo(counts));
    }

    [Test]
    public async Task JoinAsync_TimeIsOver_CountsAndWaitsNoMore()
    {
        SessionStoreClient client = Client(new() { FailureThreshold = 2, MaxPendingCalls = 1 });
        TaskCompletionSource<int> silent = new();

        for (int call = 0; call < 2; call++)
        {
            Task joined = client.JoinAsync(silent.Task, CancellationToken.None).AsTask();
            _time.Advance(TimeSpan.FromSeconds(2));
            await Assert.ThatAsync(() => joined, Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<TimeoutException>());
        }

        Assert.That(client.IsPaused, Is.True);
    }

    [Test]
    public async Task JoinAsync_OneMayWait_RefusesTheNext()
    {
        SessionStoreClient client = Client(new() { MaxPendingCalls = 1 });
        TaskCompletionSource<int> shared = new();
        Task<int> first = client.JoinAsync(shared.Task, CancellationToken.None).AsTask();

        await Assert.ThatAsync(() => client.JoinAsync(shared.Task, CancellationToken.None).AsTask(), Throws.TypeOf<SessionStoreException>().With.Message.Contains("MaxPendingCalls"));
        shared.SetResult(7);

        Assert.That(await first, Is.EqualTo(7));
        Assert.That(await client.JoinAsync(shared.Task, CancellationToken.None), Is.EqualTo(7));
    }

    [Test]
    public async Task StartFindAsync_Refused_IsNeitherCountedNorMeasured()
    {
        SessionStoreClient client = Client(new() { FailureThreshold = 1 });
        await FailAsync(client);
        int events = _log.Entries.Count;
        using Tally tally = new(_metrics.StoreDuration);

        ValueTask<SessionRecord?> find = client.StartFindAsync(Id, CancellationToken.None, out CallStart start);
        SessionStoreClient.PendingCall<SessionId, SessionRecord?> pending = client.Pending(find, start, Id, CancellationToken.None);
        SessionStoreException? refusal = await Assert.ThrowsAsync<SessionStoreException>(async () => await pending.Begin());

        Assert.That(pending.Failed(refusal!), Is.Null);
        Assert.That((start.IsPending, tally.Sum, _log.Entries.Count), Is.EqualTo((false, 0L, events)));
    }

    [Test]
    public async Task FindAsync_InMemoryAndCancelled_IsNoFailure()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        SessionStoreClient client = Client(new() { FailureThreshold = 1 }, new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), _time));

        await Assert.ThatAsync(() => client.FindAsync(Id, new CancellationToken(canceled: true)).AsTask(), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(client.IsPaused, Is.False);
    }

    [TestCase(true, "succeeded")]
    [TestCase(false, "failed")]
    public async Task FindAsync_AnsweredLater_IsMeasuredOnce(bool succeeds, string outcome)
    {
        SessionStoreClient client = Client(new());
        _store.Before = async (_, _) =>
        {
            await Task.Yield();
            if (!succeeds)
                throw new InvalidOperationException("down");
        };
        using Tally tally = new(_metrics.StoreDuration);

        await Assert.ThatAsync(() => client.FindAsync(Id, CancellationToken.None).AsTask(), succeeds ? Throws.Nothing : Throws.TypeOf<SessionStoreException>());

        Assert.That(tally.Sum, Is.EqualTo(1));
        Assert.That(string.Join(' ', tally.Tags), Does.Contain("find").And.Contain(outcome));
    }

    /// <summary>A store that limits its time is trusted with it, as long as it does not block threads.</summary>
    [Test]
    public async Task FindAsync_StoreThatLimitsItsTime_IsNotLimitedTwice()
    {
        SessionStoreClient client = Client(new() { Timeout = TimeSpan.FromSeconds(2) }, new TimedStore(_store, TimeSpan.FromSeconds(3)));
        TaskCompletionSource answer = new();
        _store.Before = (_, _) => answer.Task;

        Task<SessionRecord?> call = client.FindAsync(Id, CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromMinutes(1));
        bool hasEnded = call.IsCompleted;
        answer.SetResult();

        Assert.That(hasEnded, Is.False);
        Assert.That(await call, Is.Null);
    }

    private async Task FailAsync(SessionStoreClient client)
    {
        TaskCompletionSource silent = new();
        _store.Before = (_, _) => silent.Task;
        Task call = client.FindAsync(Id, CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>());
    }

    private SessionStoreClient Client(SessionStoreCallOptions options, ISessionStore? store = null)
    {
        ISessionStore used = store ?? _store;
        return new(used, new SessionStoreBreaker(Options.Create(options), used.GetService<ITimedSessionStore>(), _time, _log), _time, _metrics, _log);
    }

    private sealed class TimedStore(ISessionStore inner, TimeSpan limit) : DelegatingSessionStore(inner), ITimedSessionStore
    {
        public TimeSpan CallTimeout => limit;
    }
}
