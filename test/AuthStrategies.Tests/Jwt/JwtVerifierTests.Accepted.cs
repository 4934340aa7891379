using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Several issuers, required claims, the greatest age, and the facts about a token. Every token here is correctly signed.</summary>
public sealed partial class JwtVerifierTests
{
    private const string Former = "https://former.test";

    [TestCase("\"https://issuer.test\"", null)]
    [TestCase("\"https://former.test\"", null)]
    [TestCase("\"https://\\u0066ormer.test\"", null)]
    [TestCase("\"https://former.test/\"", WrongIssuer)]
    [TestCase("\"https://Former.test\"", WrongIssuer)]
    [TestCase("\"https://former.test,https://issuer.test\"", WrongIssuer)]
    [TestCase("\"\"", WrongIssuer)]
    [TestCase("[\"https://former.test\"]", Malformed)]
    [TestCase("null", Malformed)]
    [TestCase(null, MissingClaim)]
    [Property("Requirement", "C-06")]
    public async Task Authenticate_SeveralIssuers_AcceptsEachExactlyAsMicrosoftsHandler(string? json, AuthFailureReason? reason)
    {
        JwtFixture fixture = new(options => options.ValidIssuers.Add(Former));
        string token = TokenForge.WithClaims(("iss", json)).Sign();

        Assert.That(fixture.Reason(token), Is.EqualTo(reason));
        Assert.That(await MicrosoftAcceptsAsync(token, parameters => parameters.ValidIssuers = [TokenForge.Issuer, Former]), Is.EqualTo(reason is null));
    }

    [Test]
    public void Authenticate_NoneOfSeveralIssuers_NamesAllOfThem()
    {
        JwtFixture fixture = new(options => options.ValidIssuers.Add(Former));

        AuthFailure? failure = fixture.Authenticate(TokenForge.WithClaims(("iss", "\"https://x.test\"")).Sign()).Failure;

        Assert.That(failure!.Detail, Does.Contain(TokenForge.Issuer).And.Contain(Former).And.Not.Contain("x.test"));
    }

    [Test]
    public async Task Authenticate_IssuerRenamed_KeepsTheSessionAndRefreshesUnderTheNewName()
    {
        JwtFixture former = new(options => (options.Issuer, options.RefreshTokens.Enabled, options.RequireLiveSession) = (Former, true, true));
        IssuedCredential issued = await former.Strategy.IssueAsync(Alice);
        JwtFixture renamed = new(
            options =>
            {
                (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
                options.ValidIssuers.Add(Former);
            },
            former.Store);

        AuthResult before = await renamed.Strategy.AuthenticateAsync(issued.Value);
        RefreshResult refreshed = await renamed.Strategy.RefreshAsync(issued.RefreshToken!);
        AuthResult after = await renamed.Strategy.AuthenticateAsync(refreshed.Credential!.Value);

        Assert.That((before.SessionId, after.SessionId), Is.EqualTo((issued.SessionId, issued.SessionId)));
        Assert.That(new JsonWebToken(refreshed.Credential.Value).Issuer, Is.EqualTo(TokenForge.Issuer));
    }

    private static IEnumerable<TestCaseData> Required()
    {
        (string Name, string Json, bool Accepted)[] rows =
        [
            ("jti", "\"x\"", true), ("jti", "\"\"", true), ("tenant", "\"x\"", true), ("tenant", "\"\"", true), ("tenant", "0", true),
            ("tenant", "false", true), ("tenant", "{}", true), ("tenant", "[]", false), ("tenant", "[null]", false), ("tenant", "[null,null]", false), ("tenant", "[null,0]", true), ("tenant", "[[]]", true), ("tenant", "null", false),
            ("nbf", "0", true), ("auth_time", "0", true), ("sid", "\"x\"", true), ("cnf", "{\"x5t#S256\":\"x\"}", true), ("cnf", "{}", true),
            ("nonce", "\"n\"", true), ("nonce", "null", false), ("iat", $"{Now}", true), ("email", "\"a@b\"", true), ("email", "null", false),
        ];
        foreach ((string name, string json, bool accepted) in rows)
            yield return new TestCaseData(name, json, accepted);
    }

    [TestCaseSource(nameof(Required))]
    [Property("Requirement", "C-08")]
    public void Authenticate_RequiredClaim_MustHaveAValue(string name, string json, bool accepted)
    {
        // It only verifies: a strategy that signs refuses names that it never writes.
        JwtFixture fixture = new(options =>
        {
            options.VerificationKeys.Add(ForgeKey.Of("HS256").Key);
            options.RequiredClaims.Add(name);
        });

        AuthFailure? given = fixture.Authenticate(TokenForge.WithClaims((name, json)).Sign()).Failure;
        AuthFailure? missing = fixture.Authenticate(TokenForge.WithClaims((name, null)).Sign()).Failure;

        Assert.That(given?.Reason, Is.EqualTo(accepted ? null : (AuthFailureReason?)MissingClaim));
        Assert.That(missing?.Reason, Is.EqualTo(MissingClaim));
        Assert.That(missing!.Detail, Does.Contain($"\"{name}\""));
    }

    [TestCase("tenant", "Tenant")]
    [TestCase("Tenant", "tenant")]
    [TestCase("tenant", "tenant ")]
    public void Authenticate_RequiredClaimInOtherSpelling_IsMissing(string required, string given) =>
        Assert.That(new JwtFixture(options => options.RequiredClaims.Add(required)).Reason(TokenForge.WithClaims((given, "\"x\"")).Sign()), Is.EqualTo(MissingClaim));

    [Test]
    public void Authenticate_RequiredClaimByEitherName_IsFoundUnderEither([Values("email", ClaimTypes.Email)] string required, [Values("email", ClaimTypes.Email)] string given)
    {
        JwtFixture fixture = new(options => options.RequiredClaims.Add(required));

        Assert.That(fixture.Reason(TokenForge.WithClaims((given, "\"a@b\"")).Sign()), Is.Null);
        Assert.That(fixture.Reason(TokenForge.Good.Sign()), Is.EqualTo(MissingClaim));
    }

    [Test]
    public void Authenticate_LastOfManyRequiredClaims_IsMissed()
    {
        JwtFixture fixture = new(options =>
        {
            for (int i = 0; i < 64; i++)
                options.RequiredClaims.Add($"c{i}");
        });
        (string, string?)[] all = [.. Enumerable.Range(0, 64).Select(i => ($"c{i}", (string?)"1"))];

        Assert.That(fixture.Reason(TokenForge.WithClaims(all).Sign()), Is.Null);
        Assert.That(fixture.Authenticate(TokenForge.WithClaims(all[..63]).Sign()).Failure!.Detail, Does.Contain("\"c63\""));
    }

    private static IEnumerable<TestCaseData> Ages()
    {
        foreach (int skew in (int[])[0, 10])
        {
            long edge = TimeSpan.FromSeconds(60 + skew).Ticks;
            foreach (long age in (long[])[0, 1, edge - 1, edge, edge + 1, edge * 100])
                yield return new TestCaseData(skew, age, age < edge ? (AuthFailureReason?)null : Expired);
            foreach (long ahead in (long[])[TimeSpan.FromSeconds(skew).Ticks, TimeSpan.FromSeconds(skew).Ticks + 1, TimeSpan.FromHours(1).Ticks])
                yield return new TestCaseData(skew, -ahead, ahead <= TimeSpan.FromSeconds(skew).Ticks ? (AuthFailureReason?)null : NotYetValid);
        }
    }

    [TestCaseSource(nameof(Ages))]
    [Property("Requirement", "C-09")]
    public void Authenticate_MaxTokenAge_BoundsAFarExpiry(int skew, long age, AuthFailureReason? reason)
    {
        JwtFixture fixture = Verifying(options => (options.MaxTokenAge, options.ClockSkew) = (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(skew)));
        string token = TokenForge.WithClaims(("exp", "253402300799")).Sign();
        fixture.Time.AdjustTime(TokenForge.Now.AddTicks(age));

        AuthResult result = fixture.Authenticate(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(reason));
        Assert.That(result.ExpiresAt, Is.EqualTo(reason is null ? TokenForge.Now.AddMinutes(1) : (DateTimeOffset?)null));
    }

    [Test]
    [Property("Requirement", "C-09")]
    public void Authenticate_CachedTokenReachesItsGreatestAge_IsRefused()
    {
        JwtFixture fixture = Verifying(options => (options.MaxTokenAge, options.ClockSkew) = (TimeSpan.FromMinutes(1), TimeSpan.Zero));
        string token = TokenForge.Good.Sign();
        Assert.That(fixture.Reason(token), Is.Null);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(fixture.Reason(token), Is.EqualTo(Expired));
    }

    [TestCase(null, 30, MissingClaim)]
    [TestCase("0", 30, Expired)]
    [TestCase("253402300799", 30, NotYetValid)]
    public void Authenticate_MaxTokenAge_NeedsAnHonestIssueTime(string? issuedAt, int minutes, AuthFailureReason reason)
    {
        JwtFixture fixture = Verifying(options => options.MaxTokenAge = TimeSpan.FromMinutes(minutes));

        Assert.That(fixture.Reason(TokenForge.WithClaims(("iat", issuedAt)).Sign()), Is.EqualTo(reason));
    }

    [Test]
    public void Authenticate_ExpiryBeforeTheGreatestAge_Counts()
    {
        JwtFixture fixture = Verifying(options => options.MaxTokenAge = TimeSpan.FromHours(1));

        Assert.That(fixture.Authenticate(TokenForge.Good.Sign()).ExpiresAt, Is.EqualTo(TokenForge.Now.AddSeconds(600)));
    }

    [Test]
    public void Authenticate_Token_TellsItsIdItsTimeAndItsKey()
    {
        AuthResult result = new JwtFixture().Authenticate(TokenForge.Good.Sign());
        AuthResult bare = new JwtFixture().Authenticate(TokenForge.WithClaims(("jti", null), ("iat", null)).Sign());

        Assert.That((result.TokenId, result.IssuedAt, result.KeyId), Is.EqualTo(("a1b2", (DateTimeOffset?)TokenForge.Now, "key-HS256")));
        Assert.That((bare.TokenId, bare.IssuedAt, bare.KeyId), Is.EqualTo(((string?)null, (DateTimeOffset?)null, "key-HS256")));
        Assert.That(result.Principal!.FindFirst("jti"), Is.Null);
    }

    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "alice")], "password"));

    private static JwtFixture Verifying(Action<JwtStrategyOptions> configure) => new(options =>
    {
        options.VerificationKeys.Add(ForgeKey.Of("ES256").Key);
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        options.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        configure(options);
    });

    private static async Task<bool> MicrosoftAcceptsAsync(string token, Action<TokenValidationParameters> configure)
    {
#pragma warning disable CA5404 // The clock of these tests stands still.
        TokenValidationParameters parameters = new() { ValidAudience = TokenForge.Audience, ValidateLifetime = false, IssuerSigningKey = HandlerOracle.KeyOf(ForgeKey.Of("HS256")) };
#pragma warning restore CA5404
        configure(parameters);
        return (await new JsonWebTokenHandler().ValidateTokenAsync(token, parameters)).IsValid;
    }
}
