using AuthStrategies.Tests.Stores.NearCache;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Both strategies on two nodes with near caches: only a yes comes from a cache entry.</summary>
[TestFixture(SessionScenario.Session)]
[TestFixture(SessionScenario.Jwt)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NearCacheTwoNodesTests : IDisposable
{
    // Longer than the reuse window, so that an old cache entry lasts longer than the token that it accepts.
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromMinutes(1);

    private readonly SessionScenario _scenario = new();
    private readonly MessageBus _bus = new();
    private readonly string _kind;
    private readonly Application _here;
    private readonly Application _there;

    public NearCacheTwoNodesTests(string kind)
    {
        _kind = kind;
        _here = Node();
        _there = Node();
    }

    public void Dispose() => _scenario.Dispose();

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Authenticate_EntryCached_MakesNoCallAndGivesTheSame()
    {
        IssuedCredential issued = await LoginAsync();
        AuthResult first = await _there.Strategy.AuthenticateAsync(issued.Value);
        _scenario.Store.Forget();

        AuthResult second = await _there.Strategy.AuthenticateAsync(issued.Value);

        Assert.That(_scenario.Store.Calls, Is.Empty);
        Assert.That(second.Succeeded, Is.True);
        Assert.That((second.SessionId, second.ExpiresAt, second.AuthenticatedAt, second.Principal!.Identity!.Name), Is.EqualTo((first.SessionId, first.ExpiresAt, first.AuthenticatedAt, first.Principal!.Identity!.Name)));
        Assert.That(second.Principal, Is.Not.SameAs(first.Principal));
    }

    [Test]
    [Property("Requirement", "F-38")]
    [Property("Requirement", "V-04")]
    public async Task Revoke_HereByEitherWay_IsRefusedOnBothNodesAtOnce([Values] bool all)
    {
        IssuedCredential issued = await AcceptedOnBothAsync();

        if (all)
            await _here.Directory.RevokeAllAsync("alice");
        else
            await _here.Strategy.RevokeAsync(issued.Value);

        Assert.That((await _here.Strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(Gone));
        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(Gone));
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Revoke_MessageLost_IsRefusedThereWithinMaxStalenessAndHereAtOnce()
    {
        _bus.LosesMessages = true;
        IssuedCredential issued = await AcceptedOnBothAsync();
        await _here.Strategy.RevokeAsync(issued.Value);

        AuthResult here = await _here.Strategy.AuthenticateAsync(issued.Value);
        AuthResult within = await _there.Strategy.AuthenticateAsync(issued.Value);
        _scenario.Time.Advance(MaxStaleness);
        AuthResult after = await _there.Strategy.AuthenticateAsync(issued.Value);

        Assert.That(here.Failure!.Reason, Is.EqualTo(Gone));
        Assert.That(within.Succeeded, Is.True, "or the test would show nothing");
        Assert.That(after.Failure!.Reason, Is.EqualTo(Gone));
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Revoke_WhileTheSubscriptionIsCut_IsRefusedAtOnce()
    {
        IssuedCredential issued = await AcceptedOnBothAsync();
        _bus.LosesMessages = true;
        _bus.Interrupt();

        await _here.Strategy.RevokeAsync(issued.Value);

        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(Gone));
        _bus.Restore();
        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(Gone));
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task Refresh_SuccessorOverAnOldCacheEntry_IsNeverTheft([Values] bool lost)
    {
        _bus.LosesMessages = lost;
        IssuedCredential issued = await LoginAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

        IssuedCredential successor = (await _here.Strategy.RefreshAsync(SessionScenario.Lasting(issued))).Credential!;
        AuthResult authenticated = await _there.Strategy.AuthenticateAsync(successor.Value);
        RefreshResult refreshed = await _there.Strategy.RefreshAsync(SessionScenario.Lasting(successor));

        Assert.That(SessionScenario.Lasting(successor), Is.Not.EqualTo(SessionScenario.Lasting(issued)));
        Assert.That(authenticated.Succeeded, Is.True);
        Assert.That(refreshed.Succeeded, Is.True);
        Assert.That(_scenario.Store.Records, Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task Refresh_OldTokenWhileACacheEntryCallsItCurrent_IsDecidedByTheStore()
    {
        _bus.LosesMessages = true;
        IssuedCredential issued = await LoginAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));
        IssuedCredential successor = (await _here.Strategy.RefreshAsync(SessionScenario.Lasting(issued))).Credential!;
        await _here.Strategy.AuthenticateAsync(successor.Value);
        _scenario.Time.Advance(TimeSpan.FromMinutes(5) - SessionScenario.Window);
        await _there.NearCache.FindAsync(issued.SessionId!.Value, default);
        _scenario.Time.Advance(SessionScenario.Window);
        await _here.Strategy.RefreshAsync(SessionScenario.Lasting(successor));
        _scenario.Time.Advance(SessionScenario.Window);

        RefreshResult old = await _there.Strategy.RefreshAsync(SessionScenario.Lasting(issued));

        Assert.That(old.Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(_scenario.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-38")]
    public async Task ReplacePrincipal_Here_ShowsThereAtOnce()
    {
        IssuedCredential issued = await AcceptedOnBothAsync();

        await _here.Directory.ReplacePrincipalAsync(issued.SessionId!.Value, SessionScenario.Principal("alice", new System.Security.Claims.Claim("role", "editor")));
        RefreshResult refreshed = await _there.Strategy.RefreshAsync(SessionScenario.Lasting(issued));
        AuthResult result = await _there.Strategy.AuthenticateAsync(refreshed.Credential!.Value);

        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    public async Task Authenticate_PastItsTimeByTheCacheEntryAndRenewedElsewhere_IsAccepted()
    {
        // Authenticate never renews what is behind a JWT, whose own time ends before.
        bool isRenewable = _kind == SessionScenario.Session;
        _bus.LosesMessages = true;
        IssuedCredential issued = await LoginAsync();
        _scenario.Time.Advance(SessionScenario.Idle - TimeSpan.FromSeconds(1));
        await _there.NearCache.FindAsync(issued.SessionId!.Value, default);
        await _here.Strategy.AuthenticateAsync(issued.Value);
        _scenario.Time.Advance(TimeSpan.FromSeconds(1));

        AuthResult result = await _there.Strategy.AuthenticateAsync(issued.Value);

        Assert.That(result.Succeeded, Is.EqualTo(isRenewable));
    }

    [Test]
    public async Task Authenticate_RenewalDue_IsWrittenThoughACacheEntryIsThere()
    {
        IssuedCredential issued = await LoginAsync();
        _scenario.Time.Advance(SessionScenario.Idle / 10);
        await _here.NearCache.FindAsync(issued.SessionId!.Value, default);

        AuthResult result = await _here.Strategy.AuthenticateAsync(issued.Value);

        // Authenticate never renews what is behind a JWT.
        bool isRenewable = _kind == SessionScenario.Session;
        Assert.That(result.Succeeded, Is.True);
        Assert.That(_scenario.Store.Count("replace"), Is.EqualTo(isRenewable ? 1 : 0));
    }

    [Test]
    [Property("Requirement", "F-38")]
    public async Task Authenticate_Refused_IsNeverCachedAsANo()
    {
        IssuedCredential issued = await AcceptedOnBothAsync();
        SessionRecord record = _scenario.Store.Records.Single();
        _scenario.Store.Drop(record.Id);
        _scenario.Time.Advance(MaxStaleness);
        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.False);

        _scenario.Store.Put(record);

        Assert.That((await _there.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task Authenticate_Cancelled_IsCancelledThoughACacheEntryIsThere()
    {
        IssuedCredential issued = await AcceptedOnBothAsync();
        _scenario.Store.Before = (_, _) => throw new OperationCanceledException(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _there.Strategy.AuthenticateAsync(issued.Value, new(canceled: true)));
    }

    private AuthFailureReason Gone => _kind == SessionScenario.Session ? AuthFailureReason.UnknownSession : AuthFailureReason.Revoked;

    private async Task<IssuedCredential> LoginAsync() => await _here.Strategy.IssueAsync(SessionScenario.Principal());

    private async Task<IssuedCredential> AcceptedOnBothAsync()
    {
        IssuedCredential issued = await LoginAsync();
        foreach (Application node in new[] { _here, _there })
        {
            Assert.That((await node.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
            Assert.That(node.NearCache.TryFindCached(issued.SessionId!.Value, out _), Is.True);
        }

        return issued;
    }

    private Application Node() => _scenario.Of(_kind, more: services =>
    {
        services.AddSingleton<ISessionInvalidations>(_bus);
        services.Configure<JwtStrategyOptions>(SessionScenario.Jwt, options => options.RequireLiveSession = true);
        services.AddAuthStrategy().UseNearCache(options => options.MaxStaleness = MaxStaleness);
    });
}
