using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Requests that a refresh token authenticates, and what their responses hand out.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "M-14")]
public sealed class RefreshTokenAuthenticatorTests : IDisposable
{
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);

    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    public async Task Authenticate_CurrentRefreshToken_GivesTheSessionAndIssuesNothing()
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        // Old enough for a rotation; activity is written after six minutes.
        _fixture.Time.Advance(Young);
        SessionRecord before = _fixture.Store.Records.Single();

        AuthResult result = await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);

        Assert.That((result.SessionId, result.AuthenticatedAt, result.Principal!.FindFirst("sub")!.Value), Is.EqualTo((issued.SessionId, SessionScenario.Start, "alice")));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before), "no rotation");
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    public async Task RenewAtHeaders_AtTheAgeOfARotation_HandsARefreshTokenToOneResponse(int ticks, bool rotates)
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        _fixture.Time.Advance(Young + TimeSpan.FromTicks(ticks));
        await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);

        IssuedCredential? first = await api.RenewAtHeadersAsync(issued.RefreshToken!, []);
        IssuedCredential? second = await api.RenewAtHeadersAsync(issued.RefreshToken!, []);

        Assert.That((first!.RefreshToken is not null, second!.RefreshToken), Is.EqualTo((rotates, (string?)null)));
        Assert.That((await ((IAuthStrategy)api).AuthenticateAsync(second.Value)).SessionId, Is.EqualTo(issued.SessionId));
    }

    [Test]
    public async Task RenewAtHeaders_ThatCannotBeDelivered_WritesNothing()
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        _fixture.Time.Advance(Young);
        SessionRecord before = _fixture.Store.Records.Single();

        IssuedCredential? refused = await api.RenewAtHeadersAsync(issued.RefreshToken!, [], _ => false);
        await Assert.ThatAsync(async () => await api.RenewAtHeadersAsync(issued.RefreshToken!, [], _ => throw new FormatException()), Throws.TypeOf<FormatException>());

        Assert.That((refused, _fixture.Store.Records.Single()), Is.EqualTo(((IssuedCredential?)null, before)));
        Assert.That((await api.RenewAtHeadersAsync(issued.RefreshToken!, []))!.RefreshToken, Is.Not.Null);
    }

    [Test]
    public async Task RenewAtHeaders_TokenThatHasBecomeTooOld_HandsNothingAndEndsNothing()
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        string token = issued.RefreshToken!;
        for (int i = 0; i < 2; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(20));
            token = (await ((IAuthStrategy)api).RefreshAsync(token)).Credential!.RefreshToken!;
        }

        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        IssuedCredential? late = await api.RenewAtHeadersAsync(issued.RefreshToken!, []);

        Assert.That((late, _fixture.Store.Records.Count), Is.EqualTo(((IssuedCredential?)null, 1)));
        Assert.That((await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, [])).Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Authenticate_SeveralOfOneSession_TheNewestCounts()
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        string token = issued.RefreshToken!;
        for (int i = 0; i < 2; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(20));
            token = (await ((IAuthStrategy)api).RefreshAsync(token)).Credential!.RefreshToken!;
        }

        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        AuthResult result = await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, [token]);
        IssuedCredential? next = await api.RenewAtHeadersAsync(issued.RefreshToken!, [token]);

        Assert.That((result.Succeeded, next!.RefreshToken is not null), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Authenticate_RefusedByTheApplication_IsRefusedAndSoIsTheRenewal()
    {
        StubRefresher refresher = new();
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync(refresher);
        _fixture.Time.Advance(Young);
        refresher.Says(null);
        SessionRecord before = _fixture.Store.Records.Single();

        AuthResult result = await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);
        IssuedCredential? next = await api.RenewAtHeadersAsync(issued.RefreshToken!, []);

        Assert.That((result.Failure!.Reason, next, refresher.Asked), Is.EqualTo((AuthFailureReason.Refused, (IssuedCredential?)null, 2)));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    public async Task Authenticate_WithOtherClaimsOfTheApplication_GivesThemAndTheRenewalStoresThem()
    {
        StubRefresher refresher = new();
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync(refresher);
        _fixture.Time.Advance(Young);
        refresher.Says(SessionScenario.Principal("alice", new Claim("role", "editor")));

        AuthResult result = await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);
        IssuedCredential next = (await api.RenewAtHeadersAsync(issued.RefreshToken!, []))!;

        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
        Assert.That((await ((IAuthStrategy)api).AuthenticateAsync(next.Value)).Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    public async Task Authenticate_SessionWithoutARequiredClaim_IsRefused()
    {
        IssuedCredential issued = await _fixture.Api().Strategy.IssueAsync(SessionScenario.Principal());
        var api = (IRefreshTokenAuthentication)_fixture.Api(jwt => jwt.RequiredClaims.Add("tenant")).Strategy;

        AuthResult result = await api.AuthenticateRefreshTokenAsync(issued.RefreshToken!, []);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
    }

    [Test]
    public async Task AnyText_ThatIsNoRefreshToken_IsNotApplicable()
    {
        (IRefreshTokenAuthentication api, IssuedCredential issued) = await IssueAsync();
        var stateless = (IRefreshTokenAuthentication)_fixture.Api(SessionScenario.MakeStateless).Strategy;

        foreach (string text in new[] { "", "x", issued.Value, new string('A', 63), new string('=', 64) })
        {
            Assert.That((await api.AuthenticateRefreshTokenAsync(text, [])).IsApplicable, Is.False, text);
            Assert.That(await api.RenewAtHeadersAsync(text, []), Is.Null, text);
        }

        Assert.That((await stateless.AuthenticateRefreshTokenAsync(issued.RefreshToken!, [])).IsApplicable, Is.False);
        Assert.That(await stateless.RenewAtHeadersAsync(issued.RefreshToken!, []), Is.Null);
        Assert.That((await api.AuthenticateRefreshTokenAsync(new string('A', 64), [])).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    public async Task AnyCall_WithNull_Throws()
    {
        (IRefreshTokenAuthentication api, IssuedCredential _) = await IssueAsync();

        await Assert.ThatAsync(async () => await api.AuthenticateRefreshTokenAsync(null!, []), Throws.ArgumentNullException);
        await Assert.ThatAsync(async () => await api.AuthenticateRefreshTokenAsync("x", null!), Throws.ArgumentNullException);
        await Assert.ThatAsync(async () => await api.RenewAtHeadersAsync(null!, []), Throws.ArgumentNullException);
        await Assert.ThatAsync(async () => await api.RenewAtHeadersAsync("x", null!), Throws.ArgumentNullException);
    }

    private async Task<(IRefreshTokenAuthentication Api, IssuedCredential Issued)> IssueAsync(StubRefresher? refresher = null)
    {
        Application application = _fixture.Of(SessionScenario.Jwt, more: services =>
        {
            if (refresher is null)
                return;

            services.AddSingleton(refresher);
            services.AddAuthStrategy().UsePrincipalRefresher<Refresher>();
        });
        return ((IRefreshTokenAuthentication)application.Strategy, await application.Strategy.IssueAsync(SessionScenario.Principal()));
    }
}
