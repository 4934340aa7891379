using System.Security.Claims;

namespace AuthStrategies.Tests.Jwt;

public sealed class RequiredClaimsTests
{
    private static ClaimsPrincipal Alice(params Claim[] claims) => new(new ClaimsIdentity([new("sub", "alice"), .. claims], "password"));

    private static JwtFixture Requiring(string name, bool refreshTokens = false) => new(options =>
    {
        options.RequiredClaims.Add(name);
        options.RefreshTokens.Enabled = refreshTokens;
    });

    [TestCase("iss", false)]
    [TestCase("sub", false)]
    [TestCase("aud", false)]
    [TestCase("exp", false)]
    [TestCase("iat", false)]
    [TestCase("jti", false)]
    [TestCase("auth_time", false)]
    [TestCase("sid", true)]
    [TestCase("tenant", false)]
    [TestCase(ClaimTypes.Email, false)]
    public async Task IssueAsync_TokenWithTheClaim_IsAcceptedByItsStrategy(string name, bool refreshTokens)
    {
        JwtFixture fixture = Requiring(name, refreshTokens);

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(new Claim("tenant", "t"), new Claim("email", "e")));

        Assert.That((await fixture.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [TestCase("nbf")]
    [TestCase("tenant")]
    [TestCase("Email")]
    public void IssueAsync_TokenWithoutTheClaim_IsRefused(string name) =>
        Assert.That(
            async () => await Requiring(name).Strategy.IssueAsync(Alice(new Claim("email", "e"))),
            Throws.ArgumentException.With.Message.Contains($"\"{name}\"").And.Message.Contains("RequiredClaims").And.Property("ParamName").EqualTo("principal"));

    [Test]
    public async Task IssueAsync_NotBeforeRequired_IsWrittenByTheOption()
    {
        JwtFixture fixture = Requiring("nbf");

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(), new() { NotBefore = TokenForge.Now });

        Assert.That((await fixture.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    public void IssueAsync_ClaimIsJsonNull_IsRefused() =>
        Assert.That(
            async () => await Requiring("tenant").Strategy.IssueAsync(Alice(new Claim("tenant", "null", "JSON"))),
            Throws.ArgumentException.With.Message.Contains("\"tenant\""));

    [TestCase(false)]
    [TestCase(true)]
    public void IssueAsync_NoMomentOfLoginAndRequired_IsRefusedWithTheOptionThatGivesIt(bool refreshTokens) =>
        Assert.That(
            async () => await Requiring("auth_time", refreshTokens).Strategy.IssueAsync(Alice(), new() { AuthenticatedAt = DateTimeOffset.UnixEpoch }),
            Throws.ArgumentException.With.Message.Contains("IssueOptions.AuthenticatedAt"));

    [TestCase("tenant")]
    [TestCase("auth_time")]
    public async Task RefreshAsync_SessionWithoutTheClaim_FailsAndChangesNothing(string name)
    {
        JwtFixture before = new(options => options.RefreshTokens.Enabled = true);
        IssuedCredential issued = await before.Strategy.IssueAsync(Alice(), new() { AuthenticatedAt = DateTimeOffset.UnixEpoch });
        JwtFixture after = new(
            options =>
            {
                options.RefreshTokens.Enabled = true;
                options.RequiredClaims.Add(name);
            },
            before.Store);

        AuthFailure? failure = (await after.Strategy.RefreshAsync(issued.RefreshToken!)).Failure;

        Assert.That(failure?.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That(failure!.Detail, Does.Contain($"\"{name}\"").And.Contain("new login"));
        Assert.That((await before.Strategy.RefreshAsync(issued.RefreshToken!)).Credential, Is.Not.Null);
    }
}
