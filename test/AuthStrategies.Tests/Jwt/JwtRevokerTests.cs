using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Ending a session by one of its credentials. A JWT's <c>sid</c> is a public name, so it needs the rest of the token to mean anything.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtRevokerTests : IDisposable
{
    private readonly SessionScenario _scenario = new();
    private IAuthStrategy _api = null!;
    private IssuedCredential _alice = null!;

    [SetUp]
    public async Task LogIn()
    {
        _api = _scenario.Api(options => options.RequireLiveSession = true).Strategy;
        _alice = await _api.IssueAsync(SessionScenario.Principal());
    }

    [TearDown]
    public void Dispose() => _scenario.Dispose();

    [TestCase(0)]
    [TestCase(16)]
    [TestCase(59)]
    [Property("Requirement", "V-01")]
    public async Task Revoke_ByAnAccessTokenExpiredOrNot_EndsItsSession(int minutes)
    {
        _scenario.Time.Advance(TimeSpan.FromMinutes(minutes));

        RevokeOutcome outcome = await _api.RevokeAsync(_alice.Value);

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(_scenario.Store.Records, Is.Empty);
        Assert.That((await _api.RefreshAsync(_alice.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(await _api.RevokeAsync(_alice.Value), Is.EqualTo(RevokeOutcome.NotFound));
    }

    [TestCase(false, TestName = "Revoke_ByATokenWithoutANewlyRequiredClaim_EndsItsSession")]
    [TestCase(true, TestName = "Revoke_ByATokenWithoutIssueTime_EndsItsSession")]
    [Property("Requirement", "V-01")]
    public async Task Tightened(bool withoutIssueTime)
    {
        JwtFixture before = new(options => options.RefreshTokens.Enabled = true);
        IssuedCredential issued = await before.Strategy.IssueAsync(SessionScenario.Principal());
        JwtFixture after = new(
            options =>
            {
                (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
                options.RequiredClaims.Add("tenant");
                options.MaxTokenAge = TimeSpan.FromHours(1);
            },
            before.Store);
        string token = withoutIssueTime ? TokenForge.WithClaims(("iat", null), ("sub", "\"alice\""), ("sid", $"\"{issued.SessionId}\"")).Sign() : issued.Value;

        Assert.That(after.Reason(token), Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That(await after.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(before.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Revoke_ByAnAccessTokenFromBeforeARotation_EndsItsSession()
    {
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));
        await _api.RefreshAsync(_alice.RefreshToken!);

        Assert.That(await _api.RevokeAsync(_alice.Value), Is.EqualTo(RevokeOutcome.Revoked));
    }

    [Test]
    public async Task Revoke_ByARefreshTokenReplacedLongAgo_EndsItsSessionAndIsNotTheft()
    {
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));
        await _api.RefreshAsync(_alice.RefreshToken!);
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.That(await _api.RevokeAsync(_alice.RefreshToken!), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(_scenario.Log.Count(7), Is.Zero);
    }

    [Test]
    [Property("Requirement", "V-01")]
    public async Task Revoke_ByAnotherTokenThatGivesTheSame_EndsTheSessionNotTheText()
    {
        string spelledAnew = Forged(("sid", Sid));
        Assert.That(spelledAnew, Is.Not.EqualTo(_alice.Value));

        Assert.That(await _api.RevokeAsync(spelledAnew), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await _api.AuthenticateAsync(_alice.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    private string Sid => $"\"{_alice.SessionId}\"";

    public static IEnumerable<TestCaseData> Forgeries()
    {
        (string Name, Func<string, string> Token)[] rows =
        [
            ("another key", sid => (TokenForge.WithClaims(("sid", sid)) with { Key = ForgeKey.Of("HS512") }).Sign()),
            ("the signature of another token", sid => TokenForge.WithClaims(("sid", sid)).Seal(Convert.FromHexString(new string('0', 64)))),
            ("no signature worth the name", sid => TokenForge.WithClaims(("sid", sid)).Seal([1])),
            ("alg none", sid => (TokenForge.WithHeader("""{"alg":"none","typ":"at+jwt"}""") with { Payload = TokenForge.WithClaims(("sid", sid)).Payload }).Sign()),
            ("an unknown key id", sid => (TokenForge.WithHeader("""{"alg":"HS256","typ":"at+jwt","kid":"x"}""") with { Payload = TokenForge.WithClaims(("sid", sid)).Payload }).Sign()),
            ("another type", sid => (TokenForge.WithHeader("""{"alg":"HS256","typ":"JWT","kid":"key-HS256"}""") with { Payload = TokenForge.WithClaims(("sid", sid)).Payload }).Sign()),
            ("no expiry", sid => TokenForge.WithClaims(("sid", sid), ("exp", null)).Sign()),
            ("not yet valid", sid => TokenForge.WithClaims(("sid", sid), ("nbf", $"{TokenForge.NowSeconds + 600}")).Sign()),
            ("another issuer", sid => TokenForge.WithClaims(("sid", sid), ("iss", "\"https://evil.test\"")).Sign()),
            ("no issuer", sid => TokenForge.WithClaims(("sid", sid), ("iss", null)).Sign()),
            ("another audience", sid => TokenForge.WithClaims(("sid", sid), ("aud", "\"web\"")).Sign()),
            ("no subject", sid => TokenForge.WithClaims(("sid", sid), ("sub", null)).Sign()),
            ("another subject", sid => TokenForge.WithClaims(("sid", sid), ("sub", "\"bob\"")).Sign()),
            ("the subject in another case", sid => TokenForge.WithClaims(("sid", sid), ("sub", "\"Alice\"")).Sign()),
            ("the sid alone", sid => sid.Trim('"')),
            ("the sid between dots", sid => $".{sid.Trim('"')}."),
            ("the sid twice", sid => TokenForge.WithMembers($"\"sid\":{sid},\"sid\":{sid}").Sign()),
        ];
        return rows.Select(row => new TestCaseData(row.Token).SetArgDisplayNames(row.Name));
    }

    [TestCaseSource(nameof(Forgeries))]
    [Property("Requirement", "V-01")]
    public async Task EveryVerb_ATokenThatIsNotThisSessions_DoesNothingToIt(Func<string, string> forge)
    {
        string forged = forge(Sid);
        SessionRecord before = _scenario.Store.Records.Single();

        AuthResult authenticated = await _api.AuthenticateAsync(forged);
        RefreshResult refreshed = await _api.RefreshAsync(forged);
        RevokeOutcome revoked = await _api.RevokeAsync(forged);
        IssuedCredential issued = await _api.IssueAsync(SessionScenario.Principal("mallory"), new() { Replaces = forged });

        Assert.That(authenticated.Succeeded, Is.False);
        Assert.That(refreshed.Succeeded, Is.False);
        Assert.That(revoked, Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(_scenario.Store.Peek(_alice.SessionId!.Value), Is.SameAs(before));
        Assert.That(issued.SessionId, Is.Not.Null);
        Assert.That(_scenario.Log.Count(7), Is.Zero);
    }

    [Test]
    [Property("Requirement", "V-01")]
    public async Task RequireLiveSession_TamperedSid_IsRefusedUnlessTheSessionIsTheSubjectsOwn()
    {
        IssuedCredential bob = await _api.IssueAsync(SessionScenario.Principal("bob"));
        await _api.RevokeAsync(_alice.RefreshToken!);

        // Signed with our key, as no client can. Another subject's live session still does not count.
        AuthResult borrowed = await _api.AuthenticateAsync(Forged(("sid", $"\"{bob.SessionId}\"")));
        AuthResult ended = await _api.AuthenticateAsync(Forged(("sid", Sid)));
        AuthResult never = await _api.AuthenticateAsync(Forged(("sid", $"\"{OpaqueToken.New().Id}\"")));

        Assert.That(((AuthResult[])[borrowed, ended, never]).Select(result => result.Failure!.Reason), Has.All.EqualTo(AuthFailureReason.Revoked));
        Assert.That((await _api.AuthenticateAsync(bob.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "I-04")]
    public async Task RequireLiveSession_SidOfAServerSession_IsRefused()
    {
        Application both = _scenario.Application(auth => auth.AddSession().AddJwt(options =>
        {
            SessionScenario.Configure(options);
            options.RequireLiveSession = true;
        }));
        IssuedCredential session = await both[SessionScenario.Session].IssueAsync(SessionScenario.Principal());
        string forged = Forged(("sid", $"\"{session.SessionId}\""));

        Assert.That((await both[SessionScenario.Jwt].AuthenticateAsync(forged)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That(await both[SessionScenario.Jwt].RevokeAsync(forged), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That((await both[SessionScenario.Session].AuthenticateAsync(session.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task Revoke_GenuineTokenWithoutASession_IsNotSupported()
    {
        Assert.That(await _api.RevokeAsync(TokenForge.Good.Sign()), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That(_scenario.Store.Records, Has.Count.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("hello")]
    [TestCase("a.b.c")]
    [TestCase("....")]
    public async Task Revoke_TextOfNoKind_IsNotFoundAndNeverReachesTheStore(string text)
    {
        _scenario.Store.Forget();

        Assert.That(await _api.RevokeAsync(text), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(_scenario.Store.Calls, Is.Empty);
    }

    [Test]
    public async Task Revoke_TwiceAtOnceByBothTokens_IsRevokedExactlyOnce()
    {
        _scenario.Store.Before = async (_, _) => await Task.Yield();

        RevokeOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => await _api.RevokeAsync(i % 2 == 0 ? _alice.Value : _alice.RefreshToken!))));

        Assert.That(outcomes.Count(outcome => outcome == RevokeOutcome.Revoked), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome == RevokeOutcome.NotFound), Is.EqualTo(9));
    }

    private static string Forged(params (string Name, string? Json)[] changes) => TokenForge.WithClaims(changes).Sign();
}
