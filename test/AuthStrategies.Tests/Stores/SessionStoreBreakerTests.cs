using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>A store that is slow, silent or down costs its callers a bounded time, in bounded number, and then none.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionStoreBreakerTests : IDisposable
{
    private const int FailureThreshold = 20;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SpyRecordStore _store = new();
    private readonly TaskCompletionSource _released = new();
    private readonly LogCapture _log = new();
    private ServiceProvider? _services;

    public void Dispose()
    {
        _released.TrySetResult();
        _services?.Dispose();
        _log.Dispose();
    }

    [TestCase("issue")]
    [TestCase("authenticate")]
    [TestCase("refresh")]
    [TestCase("revoke")]
    [TestCase("list")]
    [TestCase("revoke all")]
    [Property("Requirement", "F-06")]
    public async Task AnyVerb_StoreSilent_CannotTellAfterTheTimeout(string verb)
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;

        Task call = CallAsync(verb, strategy, credential);
        _time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        bool endedEarly = call.IsCompleted;
        _time.Advance(TimeSpan.FromTicks(1));

        SessionStoreException? exception = await Assert.ThrowsAsync<SessionStoreException>(() => call);
        Assert.That(endedEarly, Is.False);
        Assert.That(exception!.InnerException, Is.InstanceOf<TimeoutException>());
        Assert.That(exception.InnerException!.Message, Does.Contain("SessionStoreCallOptions.Timeout"));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_StoreSilentAndIgnoresCancellation_EndsAtTheTimeout()
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;
        using var patience = new CancellationTokenSource();

        Task call = strategy.AuthenticateAsync(credential, patience.Token).AsTask();
        await patience.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<SessionStoreException>(() => call);
    }

    [Test]
    [Property("Requirement", "F-07")]
    public async Task Refresh_AnsweredAfterTheTimeout_CountsAsRotatedAndNeverAsTheft()
    {
        IAuthStrategy strategy = Strategy();
        string first = await LogInAsync(strategy);
        // A younger token is handed back.
        _time.Advance(TimeSpan.FromMinutes(5));
        _store.After = (operation, _) => operation == "replace" ? _released.Task : Task.CompletedTask;
        Task<RefreshResult> late = strategy.RefreshAsync(first).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<SessionStoreException>(() => late);
        _store.After = null;
        _released.SetResult();

        RefreshResult retry = await strategy.RefreshAsync(first);
        _time.Advance(TimeSpan.FromMinutes(1));
        RefreshResult again = await strategy.RefreshAsync(first);

        Assert.That(retry.IsUnchanged, Is.True);
        Assert.That(again.Credential!.Value, Is.Not.EqualTo(first));
        Assert.That((await strategy.AuthenticateAsync(again.Credential.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_MoreThanMayWait_AreNotMade()
    {
        IAuthStrategy strategy = Strategy(o => o.MaxPendingCalls = 10);
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;
        _store.Forget();
        Task<AuthResult>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => strategy.AuthenticateAsync(credential).AsTask())];

        SessionStoreException? refused = await Assert.ThrowsAsync<SessionStoreException>(async () => await strategy.AuthenticateAsync(credential));
        _store.Before = null;
        _released.SetResult();
        AuthResult[] answered = await Task.WhenAll(waiting);
        AuthResult later = await strategy.AuthenticateAsync(credential);

        Assert.That(refused!.Message, Does.Contain("SessionStoreCallOptions.MaxPendingCalls"));
        Assert.That(answered.Append(later).All(result => result.Succeeded), Is.True);
        Assert.That(_store.Count("find"), Is.EqualTo(11));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_ManyFailuresInARow_TheCircuitOpensThenOneCallAtATimeIsTried()
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;
        await FailAsync(strategy, credential);
        _store.Forget();

        SessionStoreException? whileBroken = await Assert.ThrowsAsync<SessionStoreException>(async () => await strategy.AuthenticateAsync(credential));
        int askedWhileBroken = _store.Count("find");
        _time.Advance(TimeSpan.FromSeconds(1));
        Task[] later = [.. Enumerable.Range(0, 50).Select(_ => strategy.AuthenticateAsync(credential).AsTask())];
        int askedLater = _store.Count("find");
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(whileBroken!.Message, Does.Contain("SessionStoreCallOptions.BreakDuration"));
        Assert.That(askedWhileBroken, Is.Zero);
        Assert.That(askedLater, Is.EqualTo(1));
        foreach (Task call in later)
            await Assert.ThrowsAsync<SessionStoreException>(() => call);
        Assert.That(_log.Lines, Has.One.StartsWith("[17] Error"));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_StoreBack_TheFirstAnswerLetsAllThrough()
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;
        await FailAsync(strategy, credential);
        _store.Before = null;
        _time.Advance(TimeSpan.FromSeconds(1));

        for (int request = 0; request < 10; request++)
            Assert.That((await strategy.AuthenticateAsync(credential)).Succeeded, Is.True);

        Assert.That(_log.Lines, Has.One.StartsWith("[18] Information"));
    }

    [Test]
    [Property("Requirement", "F-27")]
    public async Task Issue_RefusedAtOnceAgainAndAgain_OtherVerbsGoOn()
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        _store.Before = (operation, _) => operation == "create" ? throw new SessionStoreException("Full.") : Task.CompletedTask;
        for (int call = 0; call < 3 * FailureThreshold; call++)
            await Assert.ThrowsAsync<SessionStoreException>(async () => await LogInAsync(strategy));

        AuthResult result = await strategy.AuthenticateAsync(credential);
        RevokeOutcome outcome = await strategy.RevokeAsync(credential);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_AnAnswerBetween_TheCircuitStaysClosed()
    {
        IAuthStrategy strategy = Strategy();
        string credential = await LogInAsync(strategy);
        for (int round = 0; round < 3; round++)
        {
            _store.Before = Silent;
            await FailAsync(strategy, credential, FailureThreshold - 1);
            _store.Before = null;
            Assert.That((await strategy.AuthenticateAsync(credential)).Succeeded, Is.True);
        }

        Assert.That(_log.Lines, Has.None.StartsWith("[17]"));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_BreakerOff_IsAskedEachTime()
    {
        IAuthStrategy strategy = Strategy(o => o.FailureThreshold = 0);
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;
        await FailAsync(strategy, credential, 3 * FailureThreshold);
        _store.Before = null;

        AuthResult result = await strategy.AuthenticateAsync(credential);

        Assert.That(result.Succeeded, Is.True);
    }

    [Test]
    public async Task Authenticate_StoreKeepsItsOwnTime_IsWaitedFor()
    {
        IAuthStrategy strategy = Strategy(store: new PatientStore(_store));
        string credential = await LogInAsync(strategy);
        _store.Before = Silent;

        Task<AuthResult> call = strategy.AuthenticateAsync(credential).AsTask();
        _time.Advance(TimeSpan.FromSeconds(30));
        bool ended = call.IsCompleted;
        _released.SetResult();

        Assert.That(ended, Is.False);
        Assert.That((await call).Succeeded, Is.True);
    }

    [TestCase("Timeout", "00:00:00.0499999")]
    [TestCase("Timeout", "00:01:00.0000001")]
    [TestCase("MaxPendingCalls", "0")]
    [TestCase("MaxPendingCalls", "1000001")]
    [TestCase("FailureThreshold", "-1")]
    [TestCase("FailureThreshold", "1000001")]
    [TestCase("BreakDuration", "00:00:00.0499999")]
    [TestCase("BreakDuration", "00:01:00.0000001")]
    public async Task FirstUse_OptionOutsideItsRange_SaysWhatIsLegal(string property, string value)
    {
        IAuthStrategy strategy = Strategy(o => typeof(SessionStoreCallOptions).GetProperty(property)!.SetValue(
            o, property is "Timeout" or "BreakDuration" ? TimeSpan.Parse(value, null) : int.Parse(value, null)));

        Exception? exception = await Assert.CatchAsync(async () => await LogInAsync(strategy));

        Assert.That(exception, Is.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>());
        Assert.That(exception!.Message, Does.Contain($"SessionStoreCallOptions.{property}").And.Contain("must be from").And.Contain("Write for example"));
    }

    private Task Silent(string operation, int call) => _released.Task;

    private IAuthStrategy Strategy(Action<SessionStoreCallOptions>? limits = null, ISessionStore? store = null)
    {
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(store ?? _store);
        services.AddAuthStrategy().AddSession(o => o.ReuseWindow = TimeSpan.FromMinutes(1)).LimitSessionStoreCalls(limits ?? (_ => { }));
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<IAuthStrategy>();
    }

    private static async Task<string> LogInAsync(IAuthStrategy strategy) => (await strategy.IssueAsync(SessionFixture.Principal())).Value;

    private async Task FailAsync(IAuthStrategy strategy, string credential, int calls = FailureThreshold)
    {
        Task[] waiting = [.. Enumerable.Range(0, calls).Select(_ => strategy.AuthenticateAsync(credential).AsTask())];
        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (Task call in waiting)
            await Assert.ThrowsAsync<SessionStoreException>(() => call);
    }

    private async Task CallAsync(string verb, IAuthStrategy strategy, string credential)
    {
        ISessionDirectory directory = _services!.GetRequiredService<ISessionDirectory>();
        switch (verb)
        {
            case "issue":
                await LogInAsync(strategy);
                break;
            case "authenticate":
                await strategy.AuthenticateAsync(credential);
                break;
            case "refresh":
                await strategy.RefreshAsync(credential);
                break;
            case "revoke":
                await strategy.RevokeAsync(credential);
                break;
            case "list":
                await directory.ListAsync("alice");
                break;
            default:
                await directory.RevokeAllAsync("alice");
                break;
        }
    }

    /// <summary>A store that limits its calls itself.</summary>
    private sealed class PatientStore(ISessionStore inner) : DelegatingSessionStore(inner), ITimedSessionStore
    {
        public TimeSpan CallTimeout => TimeSpan.FromMinutes(1);
    }
}
