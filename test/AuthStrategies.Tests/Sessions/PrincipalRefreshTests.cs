using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The application's say at refresh, the same for both strategies.</summary>
[TestFixture(SessionScenario.Session)]
[TestFixture(SessionScenario.Jwt)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PrincipalRefreshTests(string kind) : IDisposable
{
    private static readonly ClaimsPrincipal Editor = SessionScenario.Principal("alice", new Claim("role", "editor"));

    private readonly SessionScenario _fixture = new();
    private readonly StubRefresher _refresher = new();

    private static readonly TimeSpan OldEnough = TimeSpan.FromMinutes(5);

    public void Dispose() => _fixture.Dispose();

    [TestCase(0)]
    [TestCase(300)]
    public async Task Refresh_FreshClaims_AreInTheResultTheCredentialAndTheRecord(int seconds)
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        _refresher.Says(SessionScenario.Principal("alice", new Claim(ClaimTypes.Role, "editor"), new Claim("level", "7", ClaimValueTypes.Integer)));

        RefreshResult result = await Node().RefreshAsync(token);

        long version = _fixture.Store.Records.Single().Version;
        AuthResult authenticated = await Node().AuthenticateAsync(result.Credential!.Value);
        foreach (ClaimsPrincipal principal in (ClaimsPrincipal[])[result.Principal!, authenticated.Principal!])
        {
            Assert.That(principal.Claims.Select(claim => (claim.Type, claim.Value)), Is.EqualTo(((string, string)[])[("sub", "alice"), ("role", "editor"), ("level", "7")]));
            Assert.That(principal.IsInRole("editor"), Is.True);
        }

        Assert.That(_fixture.PayloadOf(token).Claims.Entries.Length, Is.EqualTo(2));
        Assert.That(version, Is.EqualTo(2), "rotated and told in one write");
    }

    [Test]
    public async Task Refresh_TheRefresher_SeesTheSessionAsItIs()
    {
        IssuedCredential issued = await Node().IssueAsync(SessionScenario.Principal("alice", new Claim("role", "reader")), new() { Label = "Firefox" });
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        ClaimsPrincipal? seen = null;
        SessionInfo? found = null;
        _refresher.Answer = (principal, session, _) =>
        {
            (seen, found) = (principal, session);
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("role", "mine to change"));
            return new(SessionScenario.Principal("alice", new Claim("role", "reader")));
        };

        RefreshResult result = await Node().RefreshAsync(SessionScenario.Lasting(issued));

        Assert.That(seen!.IsInRole("reader"), Is.True);
        Assert.That(seen.Identity!.AuthenticationType, Is.EqualTo(kind));
        Assert.That((found!.Id, found.Subject, found.Strategy, found.Label, found.CreatedAt), Is.EqualTo((issued.SessionId!.Value, "alice", kind, "Firefox", SessionScenario.Start)));
        Assert.That(result.Principal!.IsInRole("mine to change"), Is.False);
    }

    [TestCase(0)]
    [TestCase(40)]
    [TestCase(100)]
    public async Task Refresh_TheRefresherSaysNo_IsRefusedWithNothingWritten(int seconds)
    {
        string token = await LogInAsync();
        string presented = token;
        if (seconds == 100)
        {
            // Refused also for a token that was replaced a moment ago.
            _fixture.Time.Advance(OldEnough);
            token = SessionScenario.Lasting((await Node().RefreshAsync(token)).Credential!);
        }
        else
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        SessionRecord before = _fixture.Store.Records.Single();
        _refresher.Says(null);

        RefreshResult result = await Node().RefreshAsync(presented);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.Refused));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        _refresher.Answer = (principal, _, _) => new(principal);
        Assert.That((await Node().RefreshAsync(token)).Succeeded, Is.True, "a refusal ends nothing");
    }

    [Test]
    public async Task Refresh_RefusedTokens_NeverReachTheApplication()
    {
        string token = await LogInAsync();
        await Node().RefreshAsync(OpaqueToken.New().Text);
        await Node().RefreshAsync(SessionFixture.WithOtherSecret(token));
        string expired = await LogInAsync();
        _fixture.Time.Advance(SessionScenario.Idle);
        await Node().RefreshAsync(expired);

        Assert.That(_refresher.Asked, Is.Zero);
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(1));
    }

    [Test]
    public async Task Refresh_EachRefresh_HasAScopeOfItsOwnThatIsDisposed()
    {
        Application node = Application();
        string token = SessionScenario.Lasting(await node.Strategy.IssueAsync(SessionScenario.Principal()));

        await node.Strategy.RefreshAsync(token);
        await node.Strategy.RefreshAsync(token);
        _refresher.Answer = (_, _, _) => throw new TimeoutException("the database");
        await Assert.ThatAsync(async () => await node.Strategy.RefreshAsync(token), Throws.TypeOf<TimeoutException>());

        Assert.That(_refresher.Made, Has.Count.EqualTo(3).And.Unique);
        Assert.That(_refresher.Disposed, Is.EqualTo(_refresher.Made));
    }

    [Test]
    public async Task Refresh_TheRefresherThrows_IsThrownWithNothingWritten()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        SessionRecord before = _fixture.Store.Records.Single();
        _refresher.Answer = (_, _, _) => throw new TimeoutException("the database");

        await Assert.ThatAsync(async () => await Node().RefreshAsync(token), Throws.TypeOf<TimeoutException>());

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    [Property("Requirement", "F-45")]
    public async Task Refresh_CancelledWhileTheApplicationThinks_IsCancelledWithNothingWritten()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        SessionRecord before = _fixture.Store.Records.Single();
        using var source = new CancellationTokenSource();
        _refresher.Answer = async (principal, _, cancellationToken) =>
        {
            await source.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return principal;
        };

        await Assert.ThatAsync(async () => await Node().RefreshAsync(token, source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        Assert.That(_refresher.Disposed, Has.Count.EqualTo(1));
    }

    public static IEnumerable<TestCaseData> BadAnswers()
    {
        (string Name, ClaimsPrincipal Answer, string Says)[] rows =
        [
            ("another subject", SessionScenario.Principal("bob"), "another subject"),
            ("the subject in another case", SessionScenario.Principal("Alice"), "another subject"),
            ("nobody", new ClaimsPrincipal(), "no authenticated identity"),
            ("nobody in particular", new ClaimsPrincipal(new ClaimsIdentity([], "password")), "no subject"),
            ("half a character", SessionScenario.Principal("alice", new Claim("x", "\ud800")), "Unicode"),
            ("a library of claims", SessionScenario.Principal("alice", new Claim("x", new string('x', SessionPayloadCodec.MaxSize))), "session record"),
        ];
        return rows.Select(row => new TestCaseData(row.Answer, row.Says).SetArgDisplayNames(row.Name));
    }

    [TestCaseSource(nameof(BadAnswers))]
    public async Task Refresh_AnAnswerThatCannotBeIssuedFor_ThrowsWithNothingWritten(ClaimsPrincipal answer, string says)
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        SessionRecord before = _fixture.Store.Records.Single();
        _refresher.Says(answer);

        await Assert.ThatAsync(async () => await Node().RefreshAsync(token), Throws.InvalidOperationException.With.Message.Contains("IPrincipalRefresher").And.Message.Contains(says));

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    public async Task Refresh_ProtocolClaimsInTheAnswer_AreLeftOutAndNamedInTheLog()
    {
        string token = await LogInAsync();
        _refresher.Says(SessionScenario.Principal("alice", new Claim("sid", "x"), new Claim("role", "editor")));

        RefreshResult result = await Node().RefreshAsync(token);

        Assert.That(result.Principal!.Claims.Select(claim => claim.Type), Is.EqualTo((string[])["sub", "role"]));
        Assert.That(_fixture.Log.Lines, Has.Some.Contains("protocol claims were left out").And.Contains("sid"));
    }

    [TestCase(0)]
    [TestCase(300)]
    public async Task Refresh_PrincipalReplacedWhileTheApplicationThinks_IsAskedAnewAndNothingStaleIsWritten(int seconds)
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        Application elsewhere = Application();
        _refresher.Answer = async (principal, session, cancellationToken) =>
        {
            if (!principal.IsInRole("replaced"))
                await elsewhere.Directory.ReplacePrincipalAsync(session.Id, SessionScenario.Principal("alice", new Claim("role", "replaced")), cancellationToken);
            // An answer about what the principal was when it was asked.
            return SessionScenario.Principal("alice", [.. principal.FindAll("role"), new Claim("seen", "yes")]);
        };

        RefreshResult result = await Node().RefreshAsync(token);

        Assert.That(_refresher.Asked, Is.EqualTo(2));
        Assert.That(result.Principal!.IsInRole("replaced"), Is.True);
        Assert.That((await Node().AuthenticateAsync(result.Credential!.Value)).Principal!.IsInRole("replaced"), Is.True);
        Assert.That(_fixture.PayloadOf(token).Claims.Entries.ToArray().Select(claim => claim.Value), Is.EqualTo((string[])["replaced", "yes"]));
    }

    [Test]
    [Property("Requirement", "F-17")]
    public async Task Refresh_AHundredAtOnceWithFreshClaims_RotateOnceAndAgree()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        _refresher.Answer = async (_, _, _) =>
        {
            await Task.Yield();
            return Editor;
        };
        IAuthStrategy[] nodes = [Node(), Node()];

        RefreshResult[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await nodes[i % 2].RefreshAsync(token))));

        Assert.That(all.Select(result => result.Principal!.IsInRole("editor")), Has.All.True);
        Assert.That(all.Count(result => Handed(result) is not null), Is.EqualTo(1));
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "F-17")]
    public async Task Refresh_AHundredAtOnceAndNoTwoAnswersAlike_AllSucceedWithOneSuccessor()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        int count = 0;
        _refresher.Answer = async (_, _, _) =>
        {
            await Task.Yield();
            return SessionScenario.Principal("alice", new Claim("nonsense", $"{Interlocked.Increment(ref count)}"), new Claim("role", "editor"));
        };
        _fixture.Store.Before = async (_, _) => await Task.Yield();
        IAuthStrategy[] nodes = [Node(), Node()];

        RefreshResult[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await nodes[i % 2].RefreshAsync(token))));

        Assert.That(all.Select(result => result.Principal!.IsInRole("editor")), Has.All.True);
        Assert.That(all.Count(result => Handed(result) is not null), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "R-03")]
    public async Task Refresh_TheApplicationTakesLongerThanTheWindow_TheReplacedTokenHasAWholeWindowStill()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        _refresher.Answer = (principal, _, _) =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(45));
            return new(principal);
        };
        string successor = SessionScenario.Lasting((await Node().RefreshAsync(token)).Credential!);
        _refresher.Answer = (principal, _, _) => new(principal);
        _fixture.Time.Advance(SessionScenario.Window - SessionScenario.Tick);

        RefreshResult lost = await Node().RefreshAsync(token);

        Assert.That((lost.Failure, Handed(lost)), Is.EqualTo(((AuthFailure?)null, (string?)null)));
        _fixture.Time.Advance(SessionScenario.Tick);
        Assert.That(Handed(await Node().RefreshAsync(token)), Is.Not.Null.And.Not.EqualTo(successor));
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task Refresh_TheTokenIsReplacedTwiceWhileTheApplicationThinks_HandsOutNothing()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        IAuthStrategy owner = _fixture.Of(kind).Strategy;
        _refresher.Answer = async (principal, _, cancellationToken) =>
        {
            string successor = SessionScenario.Lasting((await owner.RefreshAsync(token, cancellationToken)).Credential!);
            await owner.AuthenticateAsync(successor, cancellationToken);
            _fixture.Time.Advance(OldEnough);
            await owner.RefreshAsync(successor, cancellationToken);
            return principal;
        };

        RefreshResult thief = await Node().RefreshAsync(token);

        // A refresh token was still the current one when it was presented, and counts by that time.
        bool isRefreshToken = kind == SessionScenario.Jwt;
        Assert.That(Handed(thief), Is.Null);
        Assert.That(thief.Failure?.Reason, Is.EqualTo(isRefreshToken ? null : AuthFailureReason.Reused));
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(isRefreshToken ? 0 : 1));
    }

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "F-22")]
    public async Task Refresh_RevokedWhileTheApplicationThinks_IsRefusedAndStaysGone()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(OldEnough);
        _refresher.Answer = async (_, session, cancellationToken) =>
        {
            await Application().Directory.RevokeAllAsync(session.Subject, except: null, cancellationToken: cancellationToken);
            return Editor;
        };

        RefreshResult result = await Node().RefreshAsync(token);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Refresh_NoRefresher_OpensNoScope()
    {
        CountingScopes? scopes = null;
        Application node = _fixture.Of(kind, more: services => services.AddSingleton(provider => new PrincipalRefresh(
            scopes = new CountingScopes(provider.GetRequiredService<IServiceScopeFactory>()), provider.GetRequiredService<IServiceProviderIsService>())));
        string token = SessionScenario.Lasting(await node.Strategy.IssueAsync(SessionScenario.Principal()));
        _fixture.Time.Advance(OldEnough);

        RefreshResult result = await node.Strategy.RefreshAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(scopes!.Opened, Is.Zero);
    }

    [Test]
    public async Task Refresh_ContainerThatCannotTell_LooksAndFindsNone()
    {
        Application node = _fixture.Of(kind, more: services => services.AddSingleton(provider => new PrincipalRefresh(provider.GetRequiredService<IServiceScopeFactory>(), services: null)));
        string token = SessionScenario.Lasting(await node.Strategy.IssueAsync(Editor));
        _fixture.Time.Advance(OldEnough);

        RefreshResult result = await node.Strategy.RefreshAsync(token);

        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    public void UsePrincipalRefresher_Twice_TheLastOneCounts()
    {
        ServiceCollection services = new();
        services.AddSingleton(_refresher);
        services.AddAuthStrategy().AddSession().UsePrincipalRefresher<Refresher>().UsePrincipalRefresher<Refresher>();

        Assert.That(services.Where(service => service.ServiceType == typeof(IPrincipalRefresher)).Select(service => service.Lifetime), Is.EqualTo((ServiceLifetime[])[ServiceLifetime.Scoped]));
        Assert.That(() => AuthStrategyBuilderExtensions.UsePrincipalRefresher<Refresher>(null!), Throws.ArgumentNullException);
    }

    private Application Application() => _fixture.Of(kind, more: services =>
    {
        services.AddSingleton(_refresher);
        services.AddAuthStrategy().UsePrincipalRefresher<Refresher>();
    });

    private IAuthStrategy Node() => Application().Strategy;

    private async Task<string> LogInAsync() => SessionScenario.Lasting(await Node().IssueAsync(SessionScenario.Principal()));

    private string? Handed(RefreshResult result) => kind == SessionScenario.Jwt ? result.Credential?.RefreshToken : result.Credential?.Value;

    private sealed class CountingScopes(IServiceScopeFactory scopes) : IServiceScopeFactory
    {
        public int Opened { get; private set; }

        public IServiceScope CreateScope()
        {
            Opened++;
            return scopes.CreateScope();
        }
    }
}
