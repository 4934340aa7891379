using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>One operation waits for its store as long as one call may, however many calls it makes.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "F-06")]
public sealed class SessionStoreOperationTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>In real time: another thread notes that the time is over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Operations =
        ["login", "login that replaces", "login above the limit", "authenticate", "authenticate and renew", "refresh", "refresh with a new principal", "logout", "list", "find", "revoke all", "revoke everything", "revoke one", "replace the principal", "set the lifetime", "clear the items", "touch"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SpyRecordStore _store = new();
    private volatile Task _wait = Task.CompletedTask;
    private ServiceProvider? _services;

    public void Dispose() => _services?.Dispose();

    [Test]
    public async Task AnyOperation_StoreAnswersSlowly_EndsWithinTheTimeOfOneCall(
        [ValueSource(nameof(Operations))] string operation,
        [Values("Session", "Jwt")] string strategy,
        [Values(100, 950, 1_600, 10_000)] int milliseconds,
        [Values] bool limitsItsTime)
    {
        Open(limitsItsTime);
        IssuedCredential credential = await LogInAsync(strategy);
        // The number of calls, while the store is fast.
        Task dry = RunAsync(operation, strategy, credential);
        await dry;
        int calls = _store.Calls.Count;
        IssuedCredential next = await LogInAsync(strategy);
        TimeSpan latency = TimeSpan.FromMilliseconds(milliseconds);
        _store.Before = (_, _) => WaitAsync(latency);

        Task call = RunAsync(operation, strategy, next);
        TimeSpan took = await TimeOfAsync(call);

        Assert.That(took, Is.LessThanOrEqualTo(LimitOf(calls)));
        if (latency * calls < Limit / 2)
            await call;
        // The reason of an end is written only if there is time left.
        else if (latency * calls > Limit && operation is not ("revoke one" or "revoke all"))
            await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>());
    }

    /// <summary>The list and the creation are answered, what follows is not: no session may be left without a client.</summary>
    [Test]
    public async Task Issue_TimeIsOverAfterTheCreation_StillRemovesTheNewSession()
    {
        Open(limitsItsTime: false);
        IssuedCredential first = await LogInAsync("Session");
        _store.Forget();
        _store.Before = (_, _) => WaitAsync(TimeSpan.FromMilliseconds(600));
        Task<IssuedCredential> login = LogInAsync("Session");
        await TimeOfAsync(login);
        await Assert.ThatAsync(() => login, Throws.TypeOf<SessionStoreException>());

        _time.Advance(TimeSpan.FromSeconds(1));

        await Until.TrueAsync(() => _store.Records.Where(record => record.Subject == "alice").All(record => record.Id == first.SessionId));
        Assert.That(_store.Calls, Is.EqualTo(new[] { "find", "list", "create", "list", "remove" }));
    }

    [Test]
    public async Task Begin_SeveralOperations_ShareOneLimit()
    {
        Open(limitsItsTime: false);
        IssuedCredential credential = await LogInAsync("Session");
        _store.Before = (_, _) => WaitAsync(TimeSpan.FromMilliseconds(800));

        Task together = TogetherAsync();
        TimeSpan took = await TimeOfAsync(together);

        await Assert.ThatAsync(() => together, Throws.TypeOf<SessionStoreException>());
        Assert.That(took, Is.LessThanOrEqualTo(LimitOf(3)));

        async Task TogetherAsync()
        {
            using IDisposable? operation = SessionStoreOperation.Begin();
            Assert.That(SessionStoreOperation.Begin(), Is.Null, "the outer one goes on");
            for (int i = 0; i < 10; i++)
                await Strategy("Session").AuthenticateAsync(credential.Value);
        }
    }

    /// <summary>The limit is about how long the operation waits, not about how many calls it makes at one time.</summary>
    [Test]
    public async Task Begin_CallsAtOneTime_CountOnce()
    {
        Open(limitsItsTime: false);
        IssuedCredential credential = await LogInAsync("Session");
        _store.Before = (_, _) => WaitAsync(TimeSpan.FromMilliseconds(600));

        Task<bool> together = TogetherAsync();
        await TimeOfAsync(together);

        Assert.That(await together, Is.True);

        async Task<bool> TogetherAsync()
        {
            using IDisposable? operation = SessionStoreOperation.Begin();
            AuthResult[] several = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Strategy("Session").AuthenticateAsync(credential.Value).AsTask()));
            AuthResult last = await Strategy("Session").AuthenticateAsync(credential.Value);
            return last.Succeeded && several.All(result => result.Succeeded);
        }
    }

    [Test]
    public async Task Begin_OperationHasEnded_WorkInTheBackgroundHasItsOwnTime()
    {
        Open(limitsItsTime: false);
        IssuedCredential credential = await LogInAsync("Session");
        TaskCompletionSource ended = new();
        Task<AuthResult> background;
        using (SessionStoreOperation.Begin())
        {
            background = BackgroundAsync();
            _store.Before = (_, _) => WaitAsync(TimeSpan.FromMilliseconds(1_900));
            Task<AuthResult> call = Strategy("Session").AuthenticateAsync(credential.Value).AsTask();
            await TimeOfAsync(call);
            await call;
        }

        ended.SetResult();
        await TimeOfAsync(background);
        Assert.That((await background).Succeeded, Is.True);

        async Task<AuthResult> BackgroundAsync()
        {
            await ended.Task;
            return await Strategy("Session").AuthenticateAsync(credential.Value);
        }
    }

    /// <summary>Time that the application takes between two calls is not the store's.</summary>
    [Test]
    public async Task Refresh_ApplicationIsSlow_GoesOn()
    {
        Open(limitsItsTime: false, services => services.AddSingleton<IPrincipalRefresher>(new SlowApplication(WaitAsync)));
        IssuedCredential credential = await LogInAsync("Session");
        _time.Advance(TimeSpan.FromMinutes(6));
        _store.Before = (_, _) => WaitAsync(TimeSpan.FromMilliseconds(600));

        Task<RefreshResult> refresh = Strategy("Session").RefreshAsync(credential.Value).AsTask();
        TimeSpan took = await TimeOfAsync(refresh, TimeSpan.FromSeconds(10));

        Assert.That((await refresh).Succeeded, Is.True);
        Assert.That(took, Is.GreaterThan(Limit));
    }

    private void Open(bool limitsItsTime, Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<ISessionStore>(limitsItsTime ? new LimitedStore(_store, _time) : _store);
        more?.Invoke(services);
        services.AddAuthStrategy()
            .AddSession("Session", o => o.MaxSessionsPerSubject = 3)
            .AddJwt("Jwt", o =>
            {
                o.Issuer = "https://shop.example";
                o.Audience = "shop";
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
                o.RefreshTokens.Enabled = true;
                o.RefreshTokens.MaxSessionsPerSubject = 3;
                o.RequireLiveSession = true;
            });
        _services = services.BuildServiceProvider();
    }

    private IAuthStrategy Strategy(string name) => _services!.GetRequiredKeyedService<IAuthStrategy>(name);

    private async Task<IssuedCredential> LogInAsync(string strategy) => await Strategy(strategy).IssueAsync(SessionFixture.Principal());

    private async Task RunAsync(string operation, string name, IssuedCredential credential)
    {
        IAuthStrategy strategy = Strategy(name);
        ISessionDirectory directory = _services!.GetRequiredService<ISessionDirectory>();
        SessionId id = credential.SessionId!.Value;
        string renewal = credential.RefreshToken ?? credential.Value;
        if (operation is "authenticate and renew" or "refresh" or "touch")
            _time.Advance(TimeSpan.FromMinutes(6));
        else
            // The copy of the generation is too old.
            _time.Advance(TimeSpan.FromSeconds(10));
        if (operation == "login above the limit")
        {
            Func<string, int, Task>? slow = _store.Before;
            _store.Before = null;
            for (int i = 0; i < 3; i++)
                await LogInAsync(name);
            _store.Before = slow;
        }

        _store.Forget();
        switch (operation)
        {
            case "login" or "login above the limit":
                await LogInAsync(name);
                break;
            case "login that replaces":
                await strategy.IssueAsync(SessionFixture.Principal(), new() { Replaces = renewal });
                break;
            case "authenticate" or "authenticate and renew":
                await strategy.AuthenticateAsync(credential.Value);
                break;
            case "refresh":
                await strategy.RefreshAsync(renewal);
                break;
            case "refresh with a new principal":
                await ((ICookieRotation)strategy).RefreshAsync(renewal, new() { Principal = SessionFixture.Principal() });
                break;
            case "logout":
                await strategy.RevokeAsync(credential.Value);
                break;
            case "list":
                await directory.ListAsync("alice");
                break;
            case "find":
                await directory.FindAsync(id);
                break;
            case "revoke everything":
                await directory.RevokeEverythingAsync(name);
                break;
            case "revoke all":
                await directory.RevokeAllAsync("alice");
                break;
            case "revoke one":
                await directory.RevokeAsync("alice", id);
                break;
            case "replace the principal":
                await directory.ReplacePrincipalAsync(id, SessionFixture.Principal());
                break;
            case "set the lifetime":
                await directory.SetLifetimeAsync(id, TimeSpan.FromHours(1));
                break;
            case "clear the items":
                await directory.ClearItemsAsync(id);
                break;
            default:
                await directory.TouchAsync(id);
                break;
        }
    }

    /// <summary>The clock may move once between each call of the store and the start of its limit.</summary>
    private static TimeSpan LimitOf(int calls) => Limit + (calls * Step);

    private Task WaitAsync(TimeSpan time) => _wait = Task.Delay(time, _time);

    /// <summary>Moves the clock until the call ends. It stands still while the call waits for nothing, because then it is about to go on or to end.</summary>
    private async Task<TimeSpan> TimeOfAsync(Task call, TimeSpan? limit = null)
    {
        DateTimeOffset start = _time.GetUtcNow();
        while (!call.IsCompleted && _time.GetUtcNow() - start < TimeSpan.FromMinutes(1))
        {
            _time.Advance(Step);
            // From the limit on, only the end of the call is expected.
            if (_time.GetUtcNow() - start >= (limit ?? Limit))
                await Task.WhenAny(call, Task.Delay(Patience));
            else
                await Until.TrueAsync(() => call.IsCompleted || !_wait.IsCompleted);
        }

        Assert.That(call.IsCompleted, Is.True);
        return _time.GetUtcNow() - start;
    }

    /// <summary>A store that limits each of its calls itself.</summary>
    private sealed class LimitedStore(ISessionStore inner, TimeProvider time) : DelegatingSessionStore(inner), ITimedSessionStore
    {
        public TimeSpan CallTimeout => Limit;

        public override async ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => await InTimeAsync(base.TryCreateAsync(record, cancellationToken));

        public override async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => await InTimeAsync(base.FindAsync(id, cancellationToken));

        public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => await InTimeAsync(base.TryReplaceAsync(record, cancellationToken));

        public override async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => await InTimeAsync(base.RemoveAsync(id, ifVersion, cancellationToken));

        public override async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => await InTimeAsync(base.ListAsync(subject, cancellationToken));

        public override async ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => await InTimeAsync(base.RemoveAllAsync(subject, except, cancellationToken));

        private async Task<T> InTimeAsync<T>(ValueTask<T> call) => await call.AsTask().WaitAsync(Limit, time);
    }

    private sealed class SlowApplication(Func<TimeSpan, Task> wait) : IPrincipalRefresher
    {
        public async ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken)
        {
            await wait(TimeSpan.FromSeconds(1.5));
            return principal;
        }
    }
}
