using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Two JWT strategies that read one header: each token is decided by the strategy whose key, issuer and audience it has.</summary>
[TestFixture]
[Property("Requirement", "M-01")]
public sealed class StrategyListTests
{
    private static readonly JwtKey OwnKey = JwtKey.Generate("ES256", "own");
    private static readonly JwtKey PartnerKey = JwtKey.Generate("ES256", "partner");

    /// <summary>What an application's own tokens and those of its partner can differ in, beside the issuer and the key.</summary>
    private static readonly (string Name, Action<JwtStrategyOptions> Own, Action<JwtStrategyOptions> Partner)[] Differences =
    [
        ("nothing else", _ => { }, _ => { }),
        ("algorithm RS256", _ => { }, o => Sign(o, JwtKey.Generate("RS256", "partner"))),
        ("algorithm HS256", _ => { }, o => Sign(o, JwtKey.Generate("HS256", "partner"))),
        ("own algorithm HS512", o => Sign(o, JwtKey.Generate("HS512", "own")), o => Sign(o, JwtKey.Generate("PS256", "partner"))),
        ("type JWT", _ => { }, o => o.TokenType = "JWT"),
        ("any type", _ => { }, o => o.TokenType = null),
        ("own any type", o => o.TokenType = null, o => o.TokenType = "JWT"),
        ("algorithm and type", _ => { }, o => { Sign(o, JwtKey.Generate("RS256", "partner")); o.TokenType = "JWT"; }),
        ("the same key id", _ => { }, o => Sign(o, JwtKey.Generate("ES256", "own"))),
        ("the same key", _ => { }, o => Sign(o, OwnKey)),
        ("the same key and issuer", _ => { }, o => { Sign(o, OwnKey); o.Issuer = "https://own.example"; o.Audience = "partner"; }),
        ("the same secret", o => Sign(o, Secret("own")), o => Sign(o, Secret("own"))),
        ("the same secret, another algorithm", o => Sign(o, Secret("own")), o => Sign(o, Secret("own", "HS512"))),
        ("the same issuer and audience", _ => { }, o => { o.Issuer = "https://own.example"; o.Audience = "own"; }),
        ("the same audience", _ => { }, o => o.Audience = "own"),
        ("length", o => o.MaxTokenLength = 600, _ => { }),
        ("length of the partner", _ => { }, o => o.MaxTokenLength = 600),
        ("clock skew", o => o.ClockSkew = TimeSpan.Zero, o => o.ClockSkew = TimeSpan.FromMinutes(2)),
        ("greatest age", o => o.MaxTokenAge = TimeSpan.FromMinutes(15), o => o.AccessTokenLifetime = TimeSpan.FromMinutes(19)),
        ("required claims", o => o.RequiredClaims.Add("jti"), _ => { }),
        ("encryption", _ => { }, o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", "partner")),
        ("own encryption", o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", "own"), _ => { }),
        ("two encryptions", o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", "one"), o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", "one")),
        ("refresh tokens", o => o.RefreshTokens.Enabled = true, _ => { }),
        ("live sessions", o => { o.RefreshTokens.Enabled = true; o.RequireLiveSession = true; }, _ => { }),
    ];

    private static IEnumerable<TestCaseData> Pairs =>
        from difference in Differences
        from ownFirst in new[] { true, false }
        select new TestCaseData(difference.Own, difference.Partner, ownFirst).SetArgDisplayNames(difference.Name, ownFirst ? "own first" : "partner first");

    [TestCaseSource(nameof(Pairs))]
    public async Task Token_OfEitherStrategy_IsDecidedByItsOwn(Action<JwtStrategyOptions> own, Action<JwtStrategyOptions> partner, bool ownFirst)
    {
        await using TestHost host = await StartAsync(own, partner, ownFirst);
        List<string> decided = [];
        foreach (string name in new[] { "Own", "Partner" })
        {
            AuthTokenResponse token = await host.LogInForTokenAsync("alice", $"?scheme={name}");
            RawAnswer answer = await host.SendAsync("GET /auth/session", $"Authorization: Bearer {token.AccessToken}");
            decided.Add(answer.Status == 200 ? JsonDocument.Parse(answer.Body).RootElement.GetProperty("strategy").GetString()! : answer.Body);
        }

        Assert.That(decided, Is.EqualTo(new[] { "Own", "Partner" }));
    }

    [TestCaseSource(nameof(Pairs))]
    public async Task Token_Expired_IsRefusedForThisReason(Action<JwtStrategyOptions> own, Action<JwtStrategyOptions> partner, bool ownFirst)
    {
        await using TestHost host = await StartAsync(own, partner, ownFirst);
        List<string> reasons = [];
        foreach (string name in new[] { "Own", "Partner" })
        {
            AuthTokenResponse token = await host.LogInForTokenAsync("alice", $"?scheme={name}");
            host.App.Time.Advance(TimeSpan.FromMinutes(20));
            reasons.Add((await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}")).Body);
        }

        Assert.That(reasons, Has.All.Contains("\"Expired\""));
    }

    [TestCaseSource(nameof(Pairs))]
    public async Task Token_ChangedAfterItWasSigned_IsRefused(Action<JwtStrategyOptions> own, Action<JwtStrategyOptions> partner, bool ownFirst)
    {
        await using TestHost host = await StartAsync(own, partner, ownFirst);
        List<int> statuses = [];
        foreach (string name in new[] { "Own", "Partner" })
        {
            string token = (await host.LogInForTokenAsync("alice", $"?scheme={name}")).AccessToken!;
            string[] parts = token.Split('.');
            string changed = string.Join('.', [.. parts[..^1], new string(parts[^1].Reverse().ToArray())]);
            statuses.Add((await host.SendAsync("GET /me", $"Authorization: Bearer {changed}")).Status);
        }

        Assert.That(statuses, Is.All.EqualTo(401));
    }

    [TestCase(8, 200)]
    [TestCase(9, 401)]
    public async Task Credential_OfTheLastOfManyStrategies_CostsAtMostEightSignatures(int count, int expected)
    {
        // One issuer and key id for all: only the signature tells them apart.
        await using TestHost host = await TestHost.StartAsync(b =>
        {
            for (int i = 1; i <= count; i++)
                b.AddJwt($"Issuer{i}", o => Options(o, "https://own.example", "own", JwtKey.Generate("ES256", "the same")));
        });
        AuthTokenResponse token = await host.LogInForTokenAsync("alice", $"?scheme=Issuer{count}");

        Assert.That((await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}")).Status, Is.EqualTo(expected));
    }

    private static Task<TestHost> StartAsync(Action<JwtStrategyOptions> own, Action<JwtStrategyOptions> partner, bool ownFirst)
    {
        return TestHost.StartAsync(
            b => _ = ownFirst ? Partner(Own(b)) : Own(Partner(b)),
            environment: "Development");

        IAuthStrategyBuilder Own(IAuthStrategyBuilder builder) => builder.AddJwt("Own", o =>
        {
            Options(o, "https://own.example", "own", OwnKey);
            own(o);
        });

        IAuthStrategyBuilder Partner(IAuthStrategyBuilder builder) => builder.AddJwt("Partner", o =>
        {
            Options(o, "https://partner.example", "partner", PartnerKey);
            partner(o);
        });
    }

    private static void Options(JwtStrategyOptions options, string issuer, string audience, JwtKey key)
    {
        options.Issuer = issuer;
        options.Audience = audience;
        options.SigningKeys.Add(key);
    }

    private static void Sign(JwtStrategyOptions options, JwtKey key)
    {
        options.SigningKeys.Clear();
        options.SigningKeys.Add(key);
    }

    private static JwtKey Secret(string keyId, string algorithm = "HS256") =>
        JwtKey.FromSecret([.. Enumerable.Range(0, 64).Select(i => (byte)(i * 7))], algorithm, keyId);
}
