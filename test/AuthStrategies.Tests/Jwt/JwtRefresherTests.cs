using System.Security.Claims;
using AuthStrategies.Tests.Jwt.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt;

/// <summary>What a refresh hands out, and that a refresh that fails changes nothing.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtRefresherTests : IDisposable
{
    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Which strategy explains the refusal of an access token. Nothing of the token is verified.</summary>
    [TestCase("own", AuthFailureReason.NotSupported)]
    [TestCase("forged", AuthFailureReason.NotSupported)]
    [TestCase("other issuer", AuthFailureReason.WrongIssuer)]
    [TestCase("other issuer, encrypted", AuthFailureReason.WrongIssuer)]
    [TestCase("other issuer, too long", AuthFailureReason.NotSupported)]
    public async Task Refresh_OfAnAccessToken_IsRefusedByItsIssuer(string kind, AuthFailureReason reason)
    {
        JwtKey encryption = JwtKey.FromSecret([.. Enumerable.Range(0, 64).Select(i => (byte)i)], "A256CBC-HS512");
        await using ServiceProvider services = Issuer(SessionScenario.Issuer, encryption);
        await using ServiceProvider other = Issuer(kind.StartsWith("other", StringComparison.Ordinal) ? "https://other.example" : SessionScenario.Issuer, kind.Contains("encrypted", StringComparison.Ordinal) ? encryption : null);
        ClaimsPrincipal alice = SessionScenario.Principal("alice", new Claim("x", new string('x', kind.Contains("long", StringComparison.Ordinal) ? 9_000 : 1)));
        string token = (await (kind == "own" ? services : other).GetRequiredService<IAuthStrategy>().IssueAsync(alice)).Value;

        RefreshResult result = await services.GetRequiredService<IAuthStrategy>().RefreshAsync(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(reason));

        static ServiceProvider Issuer(string name, JwtKey? encryption)
        {
            ServiceCollection collection = new();
            collection.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience, options.EncryptionKey) = (name, SessionScenario.Audience, encryption);
                options.MaxTokenLength = name == SessionScenario.Issuer ? 8_192 : 16_384;
                options.SigningKeys.Add(JwtKey.Generate("ES256"));
            });
            return collection.BuildServiceProvider();
        }
    }

    /// <summary>A key store that does not answer delays no refresh of another strategy.</summary>
    [TestCase("of another strategy", 0)]
    [TestCase("of no session", 0)]
    [TestCase("own", 1)]
    public async Task Refresh_BeforeTheKeysAreKnown_AsksForThemOnlyForItsOwnSession(string kind, int loads)
    {
        InMemoryJwtKeyStore shared = new();
        FaultyKeyStore keys = new(shared);
        await using ServiceProvider other = Node(shared);
        await using ServiceProvider node = Node(keys);
        IAuthStrategy issuer = kind == "of another strategy" ? node.GetRequiredKeyedService<IAuthStrategy>("Sessions") : other.GetRequiredService<IAuthStrategy>();
        IssuedCredential issued = await issuer.IssueAsync(SessionScenario.Principal());
        if (kind == "of no session")
            _fixture.Store.Drop(issued.SessionId!.Value);

        RefreshResult result = await node.GetRequiredService<IAuthStrategy>().RefreshAsync(issued.RefreshToken ?? issued.Value);

        Assert.That((keys.Loads > 0 ? 1 : 0, result.Succeeded), Is.EqualTo((loads, kind == "own")));

        ServiceProvider Node(IJwtKeyStore store)
        {
            ServiceCollection services = new();
            services.AddSingleton<TimeProvider>(_fixture.Time);
            services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience) = (SessionScenario.Issuer, SessionScenario.Audience);
                options.RefreshTokens.Enabled = true;
                options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1));
            }).AddSession("Sessions").UseJwtKeyStore(_ => store).UseSessionStore(_ => _fixture.Store);
            return services.BuildServiceProvider();
        }
    }

    [Test]
    public async Task Refresh_EveryTime_MakesAnAccessTokenOfItsOwnForTheSameSession()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal("alice", new Claim("role", "editor")));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        IssuedCredential young = (await api.RefreshAsync(issued.RefreshToken!)).Credential!;
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        RefreshResult late = await api.RefreshAsync(issued.RefreshToken!);

        Assert.That(young.RefreshToken, Is.EqualTo(issued.RefreshToken));
        Assert.That(young.Value, Is.Not.EqualTo(issued.Value), "a fresh one even if the refresh token is handed back");
        Assert.That(young.ExpiresAt, Is.EqualTo(issued.ExpiresAt.AddSeconds(1)));
        Assert.That((await api.AuthenticateAsync(young.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        AuthResult result = await api.AuthenticateAsync(late.Credential!.Value);
        Assert.That((result.SessionId, result.AuthenticatedAt), Is.EqualTo((issued.SessionId, SessionScenario.Start)));
        Assert.That(result.Principal!.IsInRole("editor") && late.Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Refresh_AfterABranch_LeavesTheMomentOfLoginOut()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential first = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));
        IssuedCredential second = (await api.RefreshAsync(first.RefreshToken!)).Credential!;
        await api.RefreshAsync(second.RefreshToken!);
        _fixture.Time.Advance(TimeSpan.FromMinutes(12));

        IssuedCredential branch = (await api.RefreshAsync(first.RefreshToken!)).Credential!;
        string payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(branch.Value.Split('.')[1]));

        Assert.That(payload, Does.Not.Contain("auth_time"));
        Assert.That((await api.AuthenticateAsync(branch.Value)).AuthenticatedAt, Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Refresh_ClaimsThatNoLongerFitIntoAToken_ThrowsAndWhatTheClientHoldsStaysGood(bool byTheRefresher)
    {
        StubRefresher refresher = new();
        ClaimsPrincipal huge = SessionScenario.Principal("alice", new Claim("x", new string('x', 13_000)));
        Application api = _fixture.Of(SessionScenario.Jwt, more: services =>
        {
            services.AddSingleton(refresher);
            services.AddAuthStrategy().UsePrincipalRefresher<Refresher>();
        });
        IssuedCredential issued = await api.Strategy.IssueAsync(SessionScenario.Principal());
        _fixture.Time.Advance(SessionScenario.Window);
        if (byTheRefresher)
            refresher.Says(huge);
        else
            Assert.That(await api.Directory.ReplacePrincipalAsync(issued.SessionId!.Value, huge), Is.True);
        SessionRecord before = _fixture.Store.Records.Single();

        await Assert.ThatAsync(async () => await api.Strategy.RefreshAsync(issued.RefreshToken!), Throws.InvalidOperationException.With.Message.Contains("MaxTokenLength"));

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        refresher.Says(SessionScenario.Principal());
        Assert.That((await api.Strategy.RefreshAsync(issued.RefreshToken!)).Succeeded, Is.True);
    }

    [Test]
    public async Task Refresh_UnderAnotherIssuerOrAudience_IsAnUnknownSession()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Jwt:Issuer"] = SessionScenario.Issuer,
            ["Jwt:Audience"] = SessionScenario.Audience,
            ["Jwt:SigningKeys:0:Algorithm"] = "HS256",
            ["Jwt:SigningKeys:0:Secret"] = Convert.ToBase64String(ForgeKey.Of("HS256").Secret),
            ["Jwt:RefreshTokens:Enabled"] = "true",
        }).Build();
        IAuthStrategy api = _fixture.Application(auth => auth.AddJwt(configuration.GetSection("Jwt"))).Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        SessionRecord before = _fixture.Store.Records.Single();

        foreach (string key in (string[])["Jwt:Issuer", "Jwt:Audience"])
        {
            string? was = configuration[key];
            configuration[key] = "https://elsewhere.test";
            configuration.Reload();
            Assert.That((await api.RefreshAsync(issued.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
            Assert.That((await api.RefreshAsync(SessionFixture.WithOtherSecret(issued.RefreshToken!))).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
            configuration[key] = was;
            configuration.Reload();
        }

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        Assert.That((await api.RefreshAsync(issued.RefreshToken!)).Succeeded, Is.True);
    }
}
