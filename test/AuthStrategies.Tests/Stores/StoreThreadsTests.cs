using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>A store whose methods block costs a bounded number of threads; all other callers get an answer.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "F-06")]
public sealed class StoreThreadsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ManualResetEventSlim _released = new();
    private readonly SpyRecordStore _store = new();
    private readonly LogCapture _log = new();
    private ServiceProvider? _services;

    public void Dispose()
    {
        _released.Set();
        _services?.Dispose();
        _log.Dispose();
        _released.Dispose();
    }

    [Test]
    public async Task EveryCall_StoreBlocksForGood_OneThreadAnd32OthersWaitAndTheOthersAreAnswered()
    {
        IAuthStrategy strategy = await OpenAsync(o => o.FailureThreshold = 0);
        using BlockedCall first = await BlockAsync(strategy);
        // It has been in there for longer than any call may.
        _time.Advance(TimeSpan.FromSeconds(1));

        Task<AuthResult>[] later = [.. Enumerable.Range(0, 200).Select(_ => strategy.AuthenticateAsync(first.Credential).AsTask())];
        int refusedAtOnce = later.Count(call => call.IsFaulted);
        await Until.TrueAsync(() => first.Inside == 1 + StoreThreads.Max);
        _time.Advance(TimeSpan.FromSeconds(1));
        Task<AuthResult>[] last = [.. Enumerable.Range(0, 200).Select(_ => strategy.AuthenticateAsync(first.Credential).AsTask())];
        int refusedThen = last.Count(call => call.IsFaulted);
        _time.Advance(TimeSpan.FromSeconds(1));

        foreach (Task<AuthResult> call in later.Concat(last))
            await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>());
        Assert.That((refusedAtOnce, refusedThen), Is.EqualTo((0, last.Length)), "the calls of a moment ago may return soon; those of a second ago have not");
        Assert.That(first.Inside, Is.EqualTo(1 + StoreThreads.Max), "threads");
    }

    [Test]
    public async Task EveryCall_StoreBlocksForGood_OpensTheBreaker()
    {
        IAuthStrategy strategy = await OpenAsync();
        using BlockedCall first = await BlockAsync(strategy);
        _time.Advance(TimeSpan.FromSeconds(1));
        Task<AuthResult>[] later = [.. Enumerable.Range(0, 20).Select(_ => strategy.AuthenticateAsync(first.Credential).AsTask())];
        await Until.TrueAsync(() => first.Inside == 21);
        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (Task<AuthResult> call in later)
            await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<TimeoutException>());

        SessionStoreException? refused = await Assert.ThrowsAsync<SessionStoreException>(async () => await strategy.AuthenticateAsync(first.Credential));

        Assert.That(refused!.Message, Does.Contain("BreakDuration"));
        Assert.That(first.Inside, Is.EqualTo(21));
    }

    [Test]
    public async Task EveryCall_StoreGoesOn_IsMadeOnTheCallersThreadAgain()
    {
        IAuthStrategy strategy = await OpenAsync();
        BlockedCall first = await BlockAsync(strategy);
        _time.Advance(TimeSpan.FromSeconds(1));
        Task<AuthResult> waits = strategy.AuthenticateAsync(first.Credential).AsTask();
        first.Dispose();
        Assert.That((await waits).Succeeded, Is.True);
        Assert.That((await first.Call).Succeeded, Is.True, "its caller got the late answer");
        int own = Environment.CurrentManagedThreadId;
        int thread = own;
        _store.Before = (_, _) =>
        {
            thread = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        };
        _ = await strategy.AuthenticateAsync(first.Credential);
        Assert.That(thread, Is.Not.EqualTo(own), "still with caution");

        _time.Advance(TimeSpan.FromSeconds(11));
        own = Environment.CurrentManagedThreadId;
        _ = await strategy.AuthenticateAsync(first.Credential);

        Assert.That(thread, Is.EqualTo(own));
    }

    /// <summary>The other threads are for a store that blocks: while its calls return, no call is refused because many are made.</summary>
    [Test]
    public async Task EveryCall_StoreBlockedForAMomentAndTheOthersAreOccupied_IsMadeOnTheCallersThreadWhileCallsReturn()
    {
        IAuthStrategy strategy = await OpenAsync();
        BlockedCall first = await BlockAsync(strategy);
        _time.Advance(TimeSpan.FromSeconds(1));
        first.Dispose();
        await first.Call;
        using ManualResetEventSlim signal = new();
        int inside = 0;
        int thread = 0;
        _store.Before = (_, _) =>
        {
            if (Interlocked.Increment(ref inside) <= StoreThreads.Max)
                signal.Wait();
            else
                thread = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        };
        Task<AuthResult>[] occupied = [.. Enumerable.Range(0, StoreThreads.Max).Select(_ => strategy.AuthenticateAsync(first.Credential).AsTask())];
        await Until.TrueAsync(() => Volatile.Read(ref inside) == StoreThreads.Max);

        int own = Environment.CurrentManagedThreadId;
        ValueTask<AuthResult> another = strategy.AuthenticateAsync(first.Credential);
        Assert.That((another.IsCompletedSuccessfully, thread), Is.EqualTo((true, own)));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThatAsync(() => strategy.AuthenticateAsync(first.Credential).AsTask(), Throws.TypeOf<SessionStoreException>(), "none has returned for a second");

        signal.Set();
        foreach (Task<AuthResult> call in occupied)
            Assert.That((await call).Succeeded, Is.True);
    }

    /// <summary>All places are taken, by calls that return in a moment: the others wait for one of them.</summary>
    [Test]
    public async Task EveryCall_MoreThanAllThreadsAndCallsReturn_WaitsAndIsMade([Values] bool oneNeverReturns)
    {
        IAuthStrategy strategy = await OpenAsync();
        BlockedCall first = await BlockAsync(strategy);
        _time.Advance(TimeSpan.FromSeconds(oneNeverReturns ? 60 : 1));
        if (!oneNeverReturns)
        {
            first.Dispose();
            await first.Call;
        }

        using ManualResetEventSlim signal = new();
        int inside = 0;
        _store.Before = (_, _) =>
        {
            Interlocked.Increment(ref inside);
            signal.Wait();
            return Task.CompletedTask;
        };
        // On the callers' threads too, as far as they are free.
        Task<AuthResult>[] calls = [.. Enumerable.Range(0, 200).Select(_ => Task.Factory.StartNew(() => strategy.AuthenticateAsync(first.Credential).AsTask(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];
        await Until.TrueAsync(() => Volatile.Read(ref inside) >= StoreThreads.Max - 1);

        signal.Set();

        foreach (Task<AuthResult> call in calls)
            Assert.That((await call).Succeeded, Is.True);
        Assert.That(inside, Is.InRange(calls.Length, calls.Length + 1), "the generation is read as well");
    }

    /// <summary>Its caller has been told that the store did not answer.</summary>
    [Test]
    public async Task EveryCall_WaitedForAThreadTooLong_IsNotMade()
    {
        IAuthStrategy strategy = await OpenAsync(o => o.FailureThreshold = 0);
        using BlockedCall first = await BlockAsync(strategy);
        _time.Advance(TimeSpan.FromSeconds(1));
        Task<AuthResult>[] calls = [.. Enumerable.Range(0, StoreThreads.Max + 10).Select(_ => strategy.AuthenticateAsync(first.Credential).AsTask())];
        await Until.TrueAsync(() => first.Inside == 1 + StoreThreads.Max);
        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (Task<AuthResult> call in calls)
            await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>());

        first.Dispose();
        await first.Call;
        _store.Before = null;
        Assert.That((await strategy.AuthenticateAsync(first.Credential)).Succeeded, Is.True);

        Assert.That(first.Inside, Is.InRange(1 + StoreThreads.Max, 2 + StoreThreads.Max), "the first call goes on, and lets the generation be read");
    }

    [Test]
    public async Task Host_StoreBlocksForGood_StopsNevertheless()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<ISessionStore>(_store);
        builder.Services.AddAuthStrategy().AddSession();
        builder.Services.AddHostedService<LogsInAgainAndAgain>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        int inside = 0;
        _store.Before = (_, _) =>
        {
            Interlocked.Increment(ref inside);
            _released.Wait();
            return Task.CompletedTask;
        };
        using IHost host = builder.Build();
        await host.StartAsync();
        await Until.TrueAsync(() => Volatile.Read(ref inside) > 1);

        try
        {
            await host.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // The time-out of the host: it reports the service that was still waiting.
        }

        Assert.That(_released.IsSet, Is.False);
        Assert.That(inside, Is.LessThanOrEqualTo(2 * StoreThreads.Max));
    }

    [Test]
    public async Task EveryCall_StoreAnswersAtOnce_StaysOnTheCallersThread()
    {
        IAuthStrategy strategy = await OpenAsync();
        string credential = (await strategy.IssueAsync(SessionFixture.Principal())).Value;
        int thread = 0;
        _store.Before = (_, _) =>
        {
            thread = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        };
        for (int i = 0; i < 100; i++)
        {
            int own = Environment.CurrentManagedThreadId;
            await strategy.AuthenticateAsync(credential);
            Assert.That(thread, Is.EqualTo(own));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<IAuthStrategy> OpenAsync(Action<SessionStoreCallOptions>? limits = null)
    {
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<ISessionStore>(_store);
        services.AddAuthStrategy().AddSession().LimitSessionStoreCalls(limits ?? (_ => { }));
        _services = services.BuildServiceProvider();
        return await Task.FromResult(_services.GetRequiredService<IAuthStrategy>());
    }

    /// <summary>A call whose thread is in the store.</summary>
    private async Task<BlockedCall> BlockAsync(IAuthStrategy strategy)
    {
        string credential = (await strategy.IssueAsync(SessionFixture.Principal())).Value;
        await strategy.AuthenticateAsync(credential);
        BlockedCall blocked = new(credential, _released);
        _store.Before = (_, _) =>
        {
            blocked.Enter();
            return Task.CompletedTask;
        };
        blocked.Call = Task.Factory.StartNew(() => strategy.AuthenticateAsync(credential).AsTask(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await Until.TrueAsync(() => blocked.Inside == 1);
        return blocked;
    }

    private sealed class BlockedCall(string credential, ManualResetEventSlim released) : IDisposable
    {
        private int _inside;

        public string Credential => credential;

        public int Inside => Volatile.Read(ref _inside);

        public Task<AuthResult> Call { get; set; } = null!;

        public void Enter()
        {
            Interlocked.Increment(ref _inside);
            released.Wait();
        }

        public void Dispose() => released.Set();
    }

    /// <summary>A service of an application: a hundred users log in at once, and each waits for its answer.</summary>
    private sealed class LogsInAgainAndAgain(IAuthStrategy strategy) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => strategy.IssueAsync(SessionFixture.Principal(), cancellationToken: stoppingToken).AsTask(), stoppingToken)));
    }
}
