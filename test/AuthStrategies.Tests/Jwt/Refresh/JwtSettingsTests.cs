using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt.Refresh;

/// <summary>The three settings of one strategy: what each issues, and when a logout is seen.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtSettingsTests : IDisposable
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
    [Property("Requirement", "V-02")]
    [Property("Requirement", "V-04")]
    [Property("Requirement", "R-07")]
    public async Task WithCheckSession_LogoutOnAnotherNode_IsSeenAtOnceAndUntilTheEnd()
    {
        IAuthStrategy here = Checking().Strategy;
        IAuthStrategy there = Checking().Strategy;
        IssuedCredential issued = await here.IssueAsync(SessionScenario.Principal());
        Assert.That((await there.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

        RevokeOutcome outcome = await here.RevokeAsync(issued.RefreshToken!);

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        // Refused up to the last tick in which the token itself would still pass, skew included.
        _fixture.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(10) - SessionScenario.Tick);
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        _fixture.Time.Advance(SessionScenario.Tick);
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    public async Task WithCheckSession_EveryAccessTokenOfTheSession_EndsWithIt()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        List<string> tokens = [issued.Value];
        string refreshToken = issued.RefreshToken!;
        for (int i = 0; i < 5; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(2));
            IssuedCredential next = (await api.RefreshAsync(refreshToken)).Credential!;
            refreshToken = next.RefreshToken!;
            tokens.Add(next.Value);
        }

        foreach (string token in tokens)
            Assert.That((await api.AuthenticateAsync(token)).Succeeded, Is.True);
        await api.RevokeAsync(refreshToken);

        foreach (string token in tokens)
            Assert.That((await api.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    public async Task WithCheckSession_Authenticate_ReadsOnceAndNeverWrites()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        SessionRecord before = _fixture.Store.Records.Single();
        _fixture.Store.Forget();

        for (int i = 0; i < 14; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        }

        Assert.That(_fixture.Store.Calls, Has.Count.EqualTo(14).And.All.EqualTo("find"));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before), "only a refresh slides the idle end");
    }

    [Test]
    public async Task WithCheckSession_RefusedTokens_NeverReachTheStore()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Forget();

        await api.AuthenticateAsync(issued.Value[..^4] + "AAAA");
        await api.AuthenticateAsync(issued.RefreshToken!);
        await api.AuthenticateAsync("a.b.c");
        _fixture.Time.Advance(TimeSpan.FromMinutes(16));
        await api.AuthenticateAsync(issued.Value);

        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "V-03")]
    [Property("Requirement", "F-36")]
    [Property("Requirement", "L-05")]
    public async Task WithCheckSession_StoreDown_IsNeitherYesNorNo(bool answersLater)
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Before = async (_, _) =>
        {
            if (answersLater)
                await Task.Yield();
            throw new IOException("down");
        };

        await Assert.ThatAsync(async () => await api.AuthenticateAsync(issued.Value), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<IOException>());
        await Assert.ThatAsync(async () => await api.RevokeAsync(issued.Value), Throws.TypeOf<SessionStoreException>());
        await Assert.ThatAsync(async () => await api.RefreshAsync(issued.RefreshToken!), Throws.TypeOf<SessionStoreException>());
        _fixture.Store.Before = null;
        Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True, "recovers without a restart");
    }

    [Test]
    public async Task WithoutCheckSession_StoreDown_AccessTokensGoOn()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Before = (_, _) => throw new IOException("down");

        Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task WithCheckSession_RecordThatCannotBeRead_IsRevokedAndLeftAsItIs()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        SessionRecord future = UnreadableRecords.Future(_fixture.Store.Records.Single());
        _fixture.Store.Put(future);

        Assert.That((await api.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(future));
        Assert.That(_fixture.Log.Count(10), Is.Positive);
    }

    [Test]
    public async Task WithCheckSession_TokenWithoutASession_IsMissingAClaim()
    {
        IAuthStrategy api = Checking().Strategy;

        Assert.That((await api.AuthenticateAsync(TokenForge.Good.Sign())).Failure!.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That((await api.AuthenticateAsync(TokenForge.WithMembers("\"sid\":\"not one of ours\"").Sign())).Failure!.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That((await api.AuthenticateAsync(TokenForge.WithMembers($"\"sid\":\"{default(SessionId)}\"").Sign())).Succeeded, Is.False);
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task WithCheckSession_TheftOfTheRefreshToken_EndsAccessTokensToo()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());

        await api.RefreshAsync(SessionFixture.WithOtherSecret(issued.RefreshToken!));

        Assert.That((await api.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
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
    public async Task Reload_RefreshTokensSwitchedOffAndOn_SessionsThatNobodyEndedGoOn()
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

    [Test]
    public async Task CheckSession_WithValidAudiences_TakesTheSessionOfAnyThatIsAccepted()
    {
        Application mobile = _fixture.Api(options => options.Audience = "mobile");
        IssuedCredential issued = await mobile.Strategy.IssueAsync(SessionScenario.Principal());
        IAuthStrategy both = _fixture.Api(options =>
        {
            options.ValidAudiences.Add("mobile");
            options.RequireLiveSession = true;
        }).Strategy;

        Assert.That((await both.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That((await both.RefreshAsync(issued.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession), "a refresh token buys for its own audience only");
        Assert.That(await both.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await both.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    private Application Stateless() => _fixture.Api(options => options.RefreshTokens.Enabled = false);

    private Application Checking() => _fixture.Api(options => options.RequireLiveSession = true);

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
