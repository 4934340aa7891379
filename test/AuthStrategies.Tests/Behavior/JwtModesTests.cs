using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>The three settings of one strategy: what each issues, and when a logout is seen.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtModesTests : IDisposable
{
    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    public async Task Stateless_ASession_NeverTouchesTheStore()
    {
        _fixture.Store.Before = (_, _) => throw new IOException("down");
        IAuthStrategy stateless = Stateless().Strategy;

        IssuedCredential issued = await stateless.IssueAsync(SessionScenario.Principal());

        Assert.That((issued.RefreshToken, issued.RefreshTokenExpiresAt, issued.SessionId), Is.EqualTo(((string?)null, (DateTimeOffset?)null, (SessionId?)null)));
        Assert.That((await stateless.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That((await stateless.RefreshAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.NotSupported));
        Assert.That(await stateless.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That((await stateless.AuthenticateAsync(issued.Value)).Succeeded, Is.True, "and so it is");
        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "I-01")]
    [Property("Requirement", "R-07")]
    public async Task WithRefreshTokens_Logout_IsToldHonestly()
    {
        IAuthStrategy api = _fixture.Api().Strategy;

        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        RevokeOutcome outcome = await api.RevokeAsync(issued.RefreshToken!);

        Assert.That(issued.RefreshToken, Has.Length.EqualTo(64));
        Assert.That(issued.RefreshTokenExpiresAt, Is.EqualTo(_fixture.Now + SessionScenario.Idle));
        Assert.That(issued.ExpiresAt, Is.EqualTo(_fixture.Now.AddMinutes(15)));
        Assert.That(outcome, Is.EqualTo(RevokeOutcome.RevokedAtExpiry));
        Assert.That((await api.RefreshAsync(issued.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True, "as the outcome says");
        _fixture.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(10));
        Assert.That((await api.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That(await api.RevokeAsync(issued.RefreshToken!), Is.EqualTo(RevokeOutcome.NotFound));
    }

    [Test]
    public async Task WithoutRequireLiveSession_StoreDown_AccessTokensGoOn()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Before = (_, _) => throw new IOException("down");

        Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Reload_RefreshTokensSwitchedOff_SessionsFromBeforeCanStillBeEnded(bool byAccessToken)
    {
        (Application node, IConfigurationRoot configuration) = Configured();
        IssuedCredential issued = await node.Strategy.IssueAsync(SessionScenario.Principal());
        configuration["Jwt:RefreshTokens:Enabled"] = "false";
        configuration.Reload();

        Assert.That((await node.Strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(await node.Strategy.RefreshAsync(issued.RefreshToken!), Is.EqualTo(RefreshResult.None));
        Assert.That((await node.Strategy.IssueAsync(SessionScenario.Principal())).RefreshToken, Is.Null);
        Assert.That(await node.Strategy.RevokeAsync(byAccessToken ? issued.Value : issued.RefreshToken!), Is.EqualTo(RevokeOutcome.RevokedAtExpiry));
        Assert.That(await node.Strategy.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.NotSupported));

        configuration["Jwt:RefreshTokens:Enabled"] = "true";
        configuration.Reload();
        Assert.That((await node.Strategy.RefreshAsync(issued.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession), "what was ended stays ended");
    }

    [Test]
    public async Task Reload_RefreshTokensSwitchedOffAndOn_SessionsThatWereNotEndedGoOn()
    {
        (Application node, IConfigurationRoot configuration) = Configured();
        IssuedCredential issued = await node.Strategy.IssueAsync(SessionScenario.Principal());

        foreach (string value in (string[])["false", "true"])
        {
            configuration["Jwt:RefreshTokens:Enabled"] = value;
            configuration.Reload();
        }

        Assert.That((await node.Strategy.RefreshAsync(issued.RefreshToken!)).Succeeded, Is.True);
    }

    [Test]
    public async Task Reload_RefreshTokensSwitchedOn_StatelessTokensFromBeforeLiveOut()
    {
        (Application node, IConfigurationRoot configuration) = Configured(enabled: "false");
        IssuedCredential stateless = await node.Strategy.IssueAsync(SessionScenario.Principal());
        configuration["Jwt:RefreshTokens:Enabled"] = "true";
        configuration.Reload();

        Assert.That((await node.Strategy.AuthenticateAsync(stateless.Value)).Succeeded, Is.True);
        Assert.That(await node.Strategy.RevokeAsync(stateless.Value), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That((await node.Strategy.IssueAsync(SessionScenario.Principal())).RefreshToken, Is.Not.Null);
    }

    [Test]
    public async Task VerifyOnlyNode_SharesTheStore_ChecksAndEndsButRefreshesNothing()
    {
        IssuedCredential issued = await _fixture.Api().Strategy.IssueAsync(SessionScenario.Principal());
        IAuthStrategy verifier = _fixture.Api(options =>
        {
            options.VerificationKeys.Add(options.SigningKeys[0]);
            options.SigningKeys.Clear();
            options.RequireLiveSession = true;
        }).Strategy;
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        SessionRecord before = _fixture.Store.Records.Single();

        Assert.That((await verifier.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(await verifier.RefreshAsync(issued.RefreshToken!), Is.EqualTo(RefreshResult.None));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        Assert.That(await verifier.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await verifier.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    private Application Stateless() => _fixture.Api(SessionScenario.MakeStateless);

    private (Application Node, IConfigurationRoot Configuration) Configured(string enabled = "true")
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Jwt:Issuer"] = SessionScenario.Issuer,
            ["Jwt:Audience"] = SessionScenario.Audience,
            ["Jwt:SigningKeys:0:Algorithm"] = "HS256",
            ["Jwt:SigningKeys:0:Secret"] = Convert.ToBase64String(ForgeKey.Of("HS256").Secret),
            ["Jwt:RefreshTokens:Enabled"] = enabled,
        }).Build();
        return (_fixture.Application(auth => auth.AddJwt(configuration.GetSection("Jwt"))), configuration);
    }
}
