using System.Diagnostics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>A credential is checked after its store answered: what is counted, reported and limited until then.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionStoreWaitTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SpyRecordStore _store = new();
    private ServiceProvider? _services;

    public void Dispose() => _services?.Dispose();

    /// <summary>A database that opens its first connection blocks the thread. Only the wait after it counts to the operation, which has two seconds for its next call.</summary>
    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_StoreBlocksThenWaits_TheNextCallHasItsTime()
    {
        IAuthStrategy strategy = Open("Session");
        string credential = (await strategy.IssueAsync(SessionFixture.Principal())).Value;
        // The session must be renewed, so a second call follows the look-up.
        _time.Advance(TimeSpan.FromMinutes(20));
        _store.Forget();
        int calls = 0;
        _store.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        };

        AuthResult result = await strategy.AuthenticateAsync(credential);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(_store.Count("replace"), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Authenticate_AfterManyFailedOrCancelledCalls_MayWaitAgain([Values("Session", "Jwt")] string name, [Values] bool cancels)
    {
        IAuthStrategy strategy = Open(name, maxPendingCalls: 1);
        string credential = (await strategy.IssueAsync(SessionFixture.Principal())).Value;
        for (int call = 0; call < 5; call++)
        {
            using CancellationTokenSource caller = new();
            TaskCompletionSource answer = new();
            _store.Before = (_, _) => answer.Task.WaitAsync(caller.Token);
            Task<AuthResult> waiting = strategy.AuthenticateAsync(credential, caller.Token).AsTask();
            if (cancels)
                await caller.CancelAsync();
            else
                answer.SetException(new InvalidOperationException("no connection"));

            await Assert.ThatAsync(() => waiting, cancels ? Throws.InstanceOf<OperationCanceledException>() : Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<InvalidOperationException>());
        }

        _store.Before = async (_, _) => await Task.Yield();

        Assert.That((await strategy.AuthenticateAsync(credential)).Succeeded, Is.True);
    }

    [Test]
    public async Task Authenticate_StoreWaits_IsReportedOnce([Values("Session", "Jwt")] string name, [Values] bool isLive)
    {
        IAuthStrategy strategy = Open(name);
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal());
        if (!isLive)
            _store.Drop(issued.SessionId!.Value);
        _store.Before = async (_, _) => await Task.Yield();
        AuthStrategiesMetrics metrics = _services!.GetRequiredService<AuthStrategiesMetrics>();
        using Tally tally = new(metrics.Authenticated);
        using Tally calls = new(metrics.StoreDuration);

        AuthResult result = await strategy.AuthenticateAsync(issued.Value);

        Assert.That(result.Succeeded, Is.EqualTo(isLive));
        Assert.That(tally.Sum, Is.EqualTo(1));
        Assert.That(calls.Tags, Has.Some.Contains("find").And.None.Contains(", ]"));
    }

    [Test]
    public async Task Authenticate_WithAListenerOfActivities_IsReportedOnce([Values("Session", "Jwt")] string name, [Values] bool isSlow)
    {
        using ActivityListener listener = new() { ShouldListenTo = static source => source.Name == AuthStrategiesTelemetry.ActivitySourceName, Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        IAuthStrategy strategy = Open(name);
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal());
        if (isSlow)
            _store.Before = async (_, _) => await Task.Yield();
        using Tally tally = new(_services!.GetRequiredService<AuthStrategiesMetrics>().Authenticated);

        await strategy.AuthenticateAsync(issued.Value);

        Assert.That(tally.Sum, Is.EqualTo(1));
    }

    [Test]
    public async Task Authenticate_NearCacheAnswers_IsReportedOnceForEachCall()
    {
        IAuthStrategy strategy = Open("Session", more: builder => builder.UseNearCache());
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal());
        await strategy.AuthenticateAsync(issued.Value);
        _store.Forget();
        using Tally tally = new(_services!.GetRequiredService<AuthStrategiesMetrics>().Authenticated);

        for (int call = 0; call < 3; call++)
            Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

        Assert.That((tally.Sum, _store.Count("find")), Is.EqualTo((3, 0)));
    }

    [Test]
    public async Task Authenticate_InMemoryAndCancelled_IsThrownAndNotReported()
    {
        ServiceCollection services = new();
        services.AddLogging().AddAuthStrategy().AddSession();
        _services = services.BuildServiceProvider();
        IAuthStrategy strategy = _services.GetRequiredService<IAuthStrategy>();
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal());
        using Tally tally = new(_services.GetRequiredService<AuthStrategiesMetrics>().Authenticated);

        ValueTask<AuthResult> call = strategy.AuthenticateAsync(issued.Value, new CancellationToken(canceled: true));

        await Assert.ThatAsync(() => call.AsTask(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(tally.Sum, Is.Zero);
    }

    private IAuthStrategy Open(string name, int maxPendingCalls = 100, Action<IAuthStrategyBuilder>? more = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<ISessionStore>(_store);
        IAuthStrategyBuilder builder = services.AddAuthStrategy()
            .AddSession()
            .AddJwt(o =>
            {
                o.Issuer = "https://shop.example";
                o.Audience = "shop";
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
                o.RefreshTokens.Enabled = true;
                o.RequireLiveSession = true;
            })
            .LimitSessionStoreCalls(o => o.MaxPendingCalls = maxPendingCalls);
        more?.Invoke(builder);
        _services = services.BuildServiceProvider();
        return _services.GetRequiredKeyedService<IAuthStrategy>(name);
    }
}
