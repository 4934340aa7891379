using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Jwt;

public sealed class JwtRenewerTests
{
    private static ClaimsPrincipal User(string subject = "alice", string role = "user") => new(new ClaimsIdentity([new("sub", subject), new("role", role)], "password"));

    private static JwtFixture Fixture() => new(options => (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true));

    [Test]
    public async Task RenewAccessTokenAsync_LiveSession_GivesNewClaimsUntilTheSameEndAndKeepsTheRefreshToken()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        fixture.Time.Advance(TimeSpan.FromMinutes(10));

        RefreshResult renewed = await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User(role: "admin"));

        AuthResult result = await fixture.Strategy.AuthenticateAsync(renewed.Credential!.Value);
        Assert.That((renewed.Credential.ExpiresAt, renewed.Credential.RefreshToken, renewed.Credential.SessionId), Is.EqualTo((issued.ExpiresAt, (string?)null, issued.SessionId)));
        Assert.That((result.Principal!.IsInRole("admin"), result.Principal.IsInRole("user"), result.AuthenticatedAt), Is.EqualTo((true, false, (DateTimeOffset?)TokenForge.Now)));
        RefreshResult refreshed = await fixture.Strategy.RefreshAsync(issued.RefreshToken!);
        Assert.That(refreshed.Principal!.IsInRole("admin"), Is.True);
    }

    // The cause is the issuer, as in AuthenticateAsync and RefreshAsync, and not what follows from it.
    [Test]
    public async Task RenewAccessTokenAsync_TokenOfAnotherIssuer_IsOfAnotherIssuer()
    {
        JwtFixture other = new(options => (options.RefreshTokens.Enabled, options.Issuer) = (true, "https://other.test"));
        IssuedCredential issued = await other.Strategy.IssueAsync(User());
        string token = issued.Value[..issued.Value.LastIndexOf('.')] + ".AAAA";

        RefreshResult renewed = await Fixture().Strategy.RenewAccessTokenAsync(token, User());

        Assert.That(renewed.Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongIssuer));
    }

    [Test]
    public async Task RenewAccessTokenAsync_LoginTimeRequiredAndSessionBranched_Fails()
    {
        JwtFixture fixture = new(options =>
        {
            options.RefreshTokens.Enabled = true;
            options.RequiredClaims.Add("auth_time");
        });
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        SessionRecord record = fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(record);
        payload = payload with { Rotation = payload.Rotation with { HasBranched = true } };
        fixture.Store.Put(SessionFixture.With(record, record.ExpiresAt, payload));

        RefreshResult renewed = await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User());

        Assert.That(renewed.Failure?.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That(renewed.Failure!.Detail, Does.Contain("new login"));
    }

    [Test]
    public async Task RenewAccessTokenAsync_AgainAndAgain_ProlongsNothing()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        string token = issued.Value;
        for (int minute = 0; minute < 14; minute++)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            token = (await fixture.Strategy.RenewAccessTokenAsync(token, User())).Credential!.Value;
        }

        fixture.Time.Advance(TimeSpan.FromSeconds(70));
        RefreshResult late = await fixture.Strategy.RenewAccessTokenAsync(token, User());

        Assert.That(late.Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [TestCase(900)]
    [TestCase(899.5)]
    [TestCase(909)]
    public async Task RenewAccessTokenAsync_AtTheEndOfTheToken_GivesTheSessionTheClaimsAndNoToken(double seconds)
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));

        RefreshResult renewed = await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User(role: "admin"));

        Assert.That((renewed.IsUnchanged, renewed.Credential), Is.EqualTo((true, (IssuedCredential?)null)));
        Assert.That((await fixture.Strategy.RefreshAsync(issued.RefreshToken!)).Principal!.IsInRole("admin"), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task RenewAccessTokenAsync_ThatCannotBeDelivered_ThrowsAndChangesNothing(bool throws)
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        SessionRecord before = fixture.Store.Records.Single();

        Assert.That(
            async () => await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User(role: "admin"), token => throws ? throw new InvalidOperationException(token.RefreshToken) : false),
            Throws.InvalidOperationException);
        Assert.That(fixture.Store.Records.Single().Version, Is.EqualTo(before.Version));
    }

    [Test]
    public async Task RenewAccessTokenAsync_SessionEnded_IsRefusedAndDoesNotComeBack()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        await fixture.Strategy.RevokeAsync(issued.RefreshToken!);

        Assert.That((await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User())).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That(fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task RenewAccessTokenAsync_OtherSubject_ThrowsAndChangesNothing()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());

        Assert.That(async () => await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User("bob")), Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));
        Assert.That(fixture.Store.Records.Single().Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RenewAccessTokenAsync_ClaimsThatDoNotFit_ThrowsAndChangesNothing()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());

        Assert.That(async () => await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User(role: new string('x', 16_000))), Throws.ArgumentException);
        Assert.That(fixture.Store.Records.Single().Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RenewAccessTokenAsync_OtherTexts_AreNotApplicableOrRefused()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        JwtFixture stateless = new();
        string token = (await stateless.Strategy.IssueAsync(User())).Value;

        Assert.That((await fixture.Strategy.RenewAccessTokenAsync(issued.RefreshToken!, User())).IsApplicable, Is.False);
        Assert.That((await fixture.Strategy.RenewAccessTokenAsync("a.b", User())).Failure!.Reason, Is.EqualTo(AuthFailureReason.Malformed));
        Assert.That((await fixture.Strategy.RenewAccessTokenAsync(token, User())).Failure!.Reason, Is.EqualTo(AuthFailureReason.NotSupported));
        Assert.That((await stateless.Strategy.RenewAccessTokenAsync(token, User())).Failure!.Reason, Is.EqualTo(AuthFailureReason.NotSupported));
    }

    [Test]
    public async Task RenewAccessTokenAsync_RacesWithRefresh_LosesNeither()
    {
        JwtFixture fixture = Fixture();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(User());
        fixture.Time.Advance(TimeSpan.FromMinutes(6));

        Task<RefreshResult> renewal = Task.Run(async () => await fixture.Strategy.RenewAccessTokenAsync(issued.Value, User(role: "admin")));
        Task<RefreshResult> refresh = Task.Run(async () => await fixture.Strategy.RefreshAsync(issued.RefreshToken!));
        await Task.WhenAll(renewal, refresh);

        RefreshResult next = await fixture.Strategy.RefreshAsync((await refresh).Credential!.RefreshToken!);
        Assert.That(((await renewal).Failure, next.Failure, next.Principal!.IsInRole("admin")), Is.EqualTo(((AuthFailure?)null, (AuthFailure?)null, true)));
    }
}
