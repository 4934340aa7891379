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

    [TestCase("sid")]
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
    public async Task RefreshAsync_SessionWithoutTheClaim_SaysSoAndChangesNothing()
    {
        JwtFixture before = new(options => options.RefreshTokens.Enabled = true);
        IssuedCredential issued = await before.Strategy.IssueAsync(Alice());
        JwtFixture after = new(
            options =>
            {
                options.RefreshTokens.Enabled = true;
                options.RequiredClaims.Add("tenant");
            },
            before.Store);

        Assert.That(async () => await after.Strategy.RefreshAsync(issued.RefreshToken!), Throws.InvalidOperationException.With.Message.Contains("\"tenant\""));
        Assert.That((await before.Strategy.RefreshAsync(issued.RefreshToken!)).Credential, Is.Not.Null);
    }
}
