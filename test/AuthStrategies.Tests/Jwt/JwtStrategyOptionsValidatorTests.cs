using AuthStrategies.Jwt;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Jwt;

public sealed class JwtStrategyOptionsValidatorTests
{
    private static readonly JwtKey Public = JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk());

    private const string OneForm = "^.+ is .+; it must be .+[.] Write for example .+[.]$";

    private static JwtStrategyOptions Good()
    {
        JwtStrategyOptions options = new() { Issuer = "https://api.example", Audience = "web" };
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        return options;
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        (string Property, Action<JwtStrategyOptions> Make)[] rows =
        [
            ("Issuer", o => o.Issuer = null),
            ("Issuer", o => o.Issuer = ""),
            ("Issuer", o => o.Issuer = " "),
            ("Issuer", o => o.Issuer = new string('x', 1025)),
            ("Issuer", o => o.Issuer = "\uD800"),
            ("Audience", o => o.Audience = null),
            ("Audience", o => o.Audience = ""),
            ("ValidAudiences[0]", o => o.ValidAudiences.Add(null!)),
            ("ValidAudiences[1]", o => { o.ValidAudiences.Add("x"); o.ValidAudiences.Add(""); }),
            ("ValidAudiences", o => { for (int i = 0; i < 101; i++) o.ValidAudiences.Add($"a{i}"); }),
            ("ValidIssuers[0]", o => o.ValidIssuers.Add("")),
            ("ValidIssuers[0]", o => o.ValidIssuers.Add(new string('x', 1025))),
            ("ValidIssuers", o => { for (int i = 0; i < 101; i++) o.ValidIssuers.Add($"i{i}"); }),
            ("RequiredClaims[0]", o => o.RequiredClaims.Add(null!)),
            ("RequiredClaims[1]", o => { o.RequiredClaims.Add("jti"); o.RequiredClaims.Add(" "); }),
            ("RequiredClaims", o => { for (int i = 0; i < 65; i++) o.RequiredClaims.Add($"c{i}"); }),
            ("RequiredClaims[0] is \"cnf\"; it must be a claim that the strategy writes", o => o.RequiredClaims.Add("cnf")),
            ("RequiredClaims[1] is \"nonce\"", o => { o.RequiredClaims.Add("jti"); o.RequiredClaims.Add("nonce"); }),
            ("RequiredClaims[0] is \"at_hash\"", o => o.RequiredClaims.Add("at_hash")),
            ("RequiredClaims[0] is \"as_names\"", o => o.RequiredClaims.Add("as_names")),
            ("RequiredClaims[0] is \"sid\"", o => o.RequiredClaims.Add("sid")),
            ("RequiredClaims[0] is \"nbf\"", o => { o.RequiredClaims.Add("nbf"); o.RefreshTokens.Enabled = true; }),
            ("MaxTokenAge", o => o.MaxTokenAge = TimeSpan.Zero),
            ("MaxTokenAge", o => o.MaxTokenAge = TimeSpan.FromDays(400) + TimeSpan.FromTicks(1)),
            ("MaxTokenAge is 00:14:59; it must be at least AccessTokenLifetime", o => o.MaxTokenAge = new(0, 14, 59)),
            ("SigningKeys is an empty list", o => o.SigningKeys.Clear()),
            ("SigningKeys[1]", o => o.SigningKeys.Add(null!)),
            ("SigningKeys[1]", o => o.SigningKeys.Add(Public)),
            ("VerificationKeys[0]", o => o.VerificationKeys.Add(null!)),
            ("VerificationKeys[0]", o => o.VerificationKeys.Add(ForgeKey.Of("HS256").Key)),
            ("AccessTokenLifetime", o => o.AccessTokenLifetime = TimeSpan.Zero),
            ("AccessTokenLifetime", o => o.AccessTokenLifetime = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1)),
            ("AccessTokenLifetime", o => o.AccessTokenLifetime = TimeSpan.FromHours(24) + TimeSpan.FromTicks(1)),
            ("AccessTokenLifetime", o => o.AccessTokenLifetime = TimeSpan.FromDays(15)),
            ("ClockSkew", o => o.ClockSkew = TimeSpan.FromTicks(-1)),
            ("ClockSkew", o => o.ClockSkew = TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(1)),
            ("TokenType", o => o.TokenType = ""),
            ("TokenType", o => o.TokenType = "at jwt"),
            ("TokenType", o => o.TokenType = "\u00e4"),
            ("TokenType", o => o.TokenType = new string('x', 128)),
            ("Algorithms[0]", o => o.Algorithms.Add(null!)),
            ("Algorithms[0]", o => o.Algorithms.Add("")),
            ("Algorithms[0]", o => o.Algorithms.Add("none")),
            ("Algorithms[0]", o => o.Algorithms.Add("hs256")),
            ("Algorithms[0]", o => o.Algorithms.Add("RS256")),
            ("Algorithms", o => { o.VerificationKeys.Add(Public); o.Algorithms.Add("ES256"); }),
            ("ClaimNaming", o => o.ClaimNaming = (ClaimNaming)7),
            ("NameClaimType", o => o.NameClaimType = ""),
            ("NameClaimType", o => o.NameClaimType = null!),
            ("RoleClaimType", o => o.RoleClaimType = ""),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add(null!)),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add("")),
            ("ArrayClaimTypes[1]", o => { o.ArrayClaimTypes.Add("roles"); o.ArrayClaimTypes.Add(new string('x', 1025)); }),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add("\ud800")),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add("aud")),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add("exp")),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add("sub")),
            ("ArrayClaimTypes[0]", o => o.ArrayClaimTypes.Add(System.Security.Claims.ClaimTypes.NameIdentifier)),
            ("ArrayClaimTypes", o => { for (int i = 0; i < 101; i++) o.ArrayClaimTypes.Add($"a{i}"); }),
            ("CredentialCacheBytes", o => o.CredentialCacheBytes = 65_535),
            ("RefreshTokens.Enabled is false, and RefreshTokens.IdleTimeout is set", o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(1)),
            ("RefreshTokens.Enabled is false, and RefreshTokens.AbsoluteTimeout and RefreshTokens.StrictReuse are set", o => (o.RefreshTokens.AbsoluteTimeout, o.RefreshTokens.StrictReuse) = (TimeSpan.FromDays(60), true)),
            ("RefreshTokens.Enabled is false, and RefreshTokens.ReuseWindow is set", o => o.RefreshTokens.ReuseWindow = TimeSpan.FromSeconds(20)),
            ("RefreshTokens.Enabled is false, and RefreshTokens.MaxSessionsPerSubject is set", o => o.RefreshTokens.MaxSessionsPerSubject = 3),
            ("CredentialCacheBytes", o => o.CredentialCacheBytes = -1),
            ("CredentialCacheBytes", o => o.CredentialCacheBytes = (1L << 40) + 1),
            ("MaxTokenLength", o => o.MaxTokenLength = 255),
            ("MaxTokenLength", o => o.MaxTokenLength = -1),
            ("MaxTokenLength", o => o.MaxTokenLength = (1024 * 1024) + 1),
        ];
        for (int i = 0; i < rows.Length; i++)
            yield return new TestCaseData(rows[i].Property, rows[i].Make).SetArgDisplayNames($"{i}: {rows[i].Property}");
    }

    [TestCaseSource(nameof(Mistakes))]
    [Property("Requirement", "T-05")]
    [Property("Requirement", "C-04")]
    [Property("Requirement", "C-07")]
    [Property("Requirement", "I-02")]
    public void Problems_OneMistake_NamesThePropertyAndWhatToDo(string property, Action<JwtStrategyOptions> make)
    {
        JwtStrategyOptions options = Good();
        make(options);

        string[] problems = [.. JwtStrategyOptionsValidator.Problems(options)];

        Assert.That(problems.Any(problem => problem.Contains(property, StringComparison.Ordinal)), Is.True, string.Join("\n", problems));
        Assert.That(problems, Has.All.Matches(OneForm));
    }

    [Test]
    public void Validate_SeveralMistakes_ReportsAll()
    {
        JwtStrategyOptions options = new() { ClockSkew = TimeSpan.FromDays(1), AccessTokenLifetime = TimeSpan.FromDays(15), MaxTokenLength = 1 };

        ValidateOptionsResult result = new JwtStrategyOptionsValidator().Validate("Jwt", options);

        Assert.That(result.Failures!.Count(), Is.EqualTo(6));
        Assert.That(result.Failures, Has.All.StartsWith("Jwt: "));
    }

    [Test]
    public void Validate_Limits_AreLegal()
    {
        JwtStrategyOptions least = Good();
        (least.AccessTokenLifetime, least.ClockSkew, least.MaxTokenLength, least.TokenType) = (TimeSpan.FromSeconds(1), TimeSpan.Zero, 256, null);
        JwtStrategyOptions most = Good();
        (most.AccessTokenLifetime, most.ClockSkew, most.MaxTokenLength) = (TimeSpan.FromHours(24), TimeSpan.FromMinutes(5), 1024 * 1024);
        JwtStrategyOptions verifying = new() { Issuer = "i", Audience = "a" };
        verifying.VerificationKeys.Add(Public);
        verifying.Algorithms.Add("ES256");
        (least.MaxTokenAge, most.MaxTokenAge, verifying.MaxTokenAge) = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(400), TimeSpan.FromSeconds(1));
        for (int i = 0; i < 64; i++)
            most.RequiredClaims.Add($"c{i}");
        foreach (string name in (string[])["cnf", "nonce", "sid", "nbf", "as_names"])
            verifying.RequiredClaims.Add(name);
        foreach (string name in (string[])["iss", "sub", "aud", "exp", "iat", "jti", "auth_time", "nbf", "tenant"])
            least.RequiredClaims.Add(name);
        for (int i = 0; i < 100; i++)
            most.ValidIssuers.Add($"i{i}");

        foreach (JwtStrategyOptions options in (JwtStrategyOptions[])[Good(), least, most, verifying])
            Assert.That(new JwtStrategyOptionsValidator().Validate(null, options).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "I-02")]
    public void Options_Defaults_AreTheDocumentedOnes()
    {
        JwtStrategyOptions options = new();

        Assert.That(
            (options.AccessTokenLifetime, options.ClockSkew, options.TokenType, options.MaxTokenLength, options.NameClaimType, options.RoleClaimType, options.ClaimNaming, options.Algorithms.Count),
            Is.EqualTo((TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(10), "at+jwt", 16 * 1024, "name", "role", ClaimNaming.Jwt, 0)));
    }
}
