using System.Globalization;
using System.Security.Claims;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Good tokens: a reader that refuses everything is strict, too.</summary>
public sealed partial class JwtVerifierTests
{
    private static readonly string[] Members =
    [
        """
        "a":null
        """,
        """
        "nested":{"a":{"b":[1,2,{"c":"d"}]},"e":""}
        """,
        """
        "list":[[1,2],[3]],"empty":[],"mixed":[1,"a",true,null,{"x":1}]
        """,
        """
        "n":1,"f":1.50,"e":1e3,"big":123456789012345678901234567890,"t":true,"neg":-0
        """,
        """
        "name":"Ünïcödé 🎉","emoji\uD83C\uDF89":"\uD83C\uDF89","nul":"\u0000","slash":"\/"
        """,
        """
        "nbf":0,"auth_time":1,"sid":"not a session id of ours"
        """,
        """
        "nbf":1.5e9,"auth_time":1700000000.123456789
        """,
        """
        "cnf":{"x5t#S256":"x"},"nonce":"n","at_hash":1
        """,
        """
        "Exp":"a claim of its own","ISS":1,"role ":"r"
        """,
        """
        "":"a name may be empty"
        """,
    ];

    private static IEnumerable<string> Payloads()
    {
        foreach (string members in Members)
            yield return "{" + TokenForge.GoodClaims + "," + members + "}";

        long now = TokenForge.NowSeconds;
        yield return $$"""{"\u0069ss":"https:\/\/issuer.test","s\u0075b":"\u0061lice","aud":"\u0061pi","\u0065xp":{{now + 9}}}""";
        yield return $$"""{"iss":"https://issuer.test","sub":"alice","aud":["api"],"exp":{{now + 9}}}""";
        yield return $$"""{"iss":"https://issuer.test","sub":"alice","aud":["x","\u0061pi","y"],"exp":{{now + 9}}}""";
        yield return $$"""{"iss":"https://issuer.test","sub":"alice","aud":"api","exp":{{now}}.5}""";
        yield return $$"""{"iss":"https://issuer.test","sub":"alice","aud":"api","exp":{{now}}00000.1e-5}""";
        yield return """{"iss":"https://issuer.test","sub":"alice","aud":"api","exp":253402300799}""";
        yield return """{"iss":"https://issuer.test","sub":"alice","aud":"api","exp":2.5e11}""";
        yield return $$"""  {  "iss" : "https://issuer.test" , "sub":"alice", "aud":"api","exp":{{now + 9}} , "iat":{{now + 299}}}""";
        yield return "{" + TokenForge.GoodClaims + ",\"role\":[" + string.Join(",", Enumerable.Range(0, 500).Select(i => $"\"r{i}\"")) + "]}";
        yield return "{" + TokenForge.GoodClaims + ",\"deep\":" + new string('[', 31) + new string(']', 31) + "}";
        yield return "{" + TokenForge.GoodClaims + "," + string.Join(",", Enumerable.Range(0, 994).Select(i => $"\"c{i}\":1")) + "}";
    }

    [TestCaseSource(nameof(Payloads))]
    [Property("Requirement", "C-11")]
    [Property("Requirement", "C-10")]
    public void Authenticate_UnusualButGoodPayload_Accepts(string payload)
    {
        AuthResult result = new JwtFixture().Authenticate(TokenForge.WithPayload(payload).Sign());

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That(result.Principal.Claims.Any(claim => AuthStrategies.Claims.ClaimNames.IsProtocol(claim.Type)), Is.False);
    }

    [TestCaseSource(nameof(Payloads))]
    [SetCulture("tr-TR")]
    [Property("Requirement", "C-10")]
    public void Authenticate_UnusualButGoodPayloadInTurkey_Accepts(string payload)
    {
        Assert.That(CultureInfo.CurrentCulture.Name, Is.EqualTo("tr-TR"));
        Assert.That(new JwtFixture().Reason(TokenForge.WithPayload(payload).Sign()), Is.Null);
    }

    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256"}""")]
    [TestCase("""{"kid":"key-HS256","alg":"HS256","typ":"AT+JWT"}""")]
    [TestCase("""{"alg":"HS256","typ":"application/at+jwt","kid":"key-HS256"}""")]
    [TestCase("""{"alg":"HS256","typ":"Application/At+Jwt","kid":"key-HS256"}""")]
    [TestCase("""{"alg":"HS256","typ":"at+jwt"}""")]
    [TestCase("""{"\u0061lg":"HS\u003256","t\u0079p":"\u0061t+jwt","kid":"key\u002dHS256"}""")]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256","cty":"x","x5t":"abc","x5c":["MIIB"],"jwk":{"kty":"oct"},"foo":[1,{"a":null}]}""")]
    [TestCase(""" { "alg" : "HS256" , "typ" : "at+jwt" }""")]
    [SetCulture("tr-TR")]
    [Property("Requirement", "T-12")]
    public void Authenticate_UnusualButGoodHeader_Accepts(string header) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader(header).Sign()), Is.Null);

    [Test]
    [Property("Requirement", "A-01")]
    public void Authenticate_EveryAlgorithmWithAndWithoutKeyId_Accepts(
        [ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string algorithm,
        [Values] bool withKeyId)
    {
        TokenForge token = TokenForge.With(algorithm);
        if (!withKeyId)
            token = token with { Header = TokenForge.Utf8($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""") };

        Assert.That(JwtFixture.OfAllAlgorithms().Reason(token.Sign()), Is.Null);
    }

    [Test]
    public void Authenticate_GoodToken_TellsWhatItSays()
    {
        const string Sid = "AAECAwQFBgcICQoLDA0ODw";
        string token = TokenForge.WithMembers($$"""
            "auth_time":{{TokenForge.NowSeconds - 7}}.25,"sid":"{{Sid}}","name":"Alice","role":["admin","user"],"n":3,"ok":true,"j":{"a":1}
            """).Sign();

        AuthResult result = new JwtFixture().Authenticate(token);

        Assert.That(result.ExpiresAt, Is.EqualTo(TokenForge.Now.AddSeconds(600)));
        Assert.That(result.AuthenticatedAt, Is.EqualTo(TokenForge.Now.AddSeconds(-6.75)));
        Assert.That(result.SessionId, Is.EqualTo(SessionId.Parse(Sid)));
        ClaimsPrincipal principal = result.Principal!;
        Assert.That(principal.Identity!.Name, Is.EqualTo("Alice"));
        Assert.That(principal.Identity.AuthenticationType, Is.EqualTo("Jwt"));
        Assert.That(principal.IsInRole("user"), Is.True);
        Assert.That(
            principal.Claims.Select(claim => (claim.Type, claim.Value, claim.ValueType)),
            Is.EqualTo(new[]
            {
                ("sub", "alice", ClaimValueTypes.String),
                ("name", "Alice", ClaimValueTypes.String),
                ("role", "admin", ClaimValueTypes.String),
                ("role", "user", ClaimValueTypes.String),
                ("n", "3", ClaimValueTypes.Integer32),
                ("ok", "true", ClaimValueTypes.Boolean),
                ("j", """{"a":1}""", "JSON"),
            }));
        Assert.That(principal.Claims, Has.All.Property(nameof(Claim.Subject)).SameAs(principal.Identity));
    }

    [Test]
    public void Authenticate_TwiceTheSame_HandsOutPrincipalsOfTheirOwn()
    {
        JwtFixture fixture = new();
        string token = TokenForge.Good.Sign();

        AuthResult first = fixture.Authenticate(token);
        ((ClaimsIdentity)first.Principal!.Identity!).AddClaim(new Claim("role", "admin"));
        AuthResult second = fixture.Authenticate(token);

        Assert.That(second.Principal!.IsInRole("admin"), Is.False);
    }

    [Test]
    public void Authenticate_LongNames_NameAndRoleStillWork()
    {
        JwtFixture fixture = new(options => options.ClaimNaming = ClaimNaming.DotNet);

        ClaimsPrincipal principal = fixture.Authenticate(TokenForge.WithMembers("""
            "name":"Alice","role":"admin"
            """).Sign()).Principal!;

        Assert.That(principal.FindFirst(ClaimTypes.NameIdentifier)!.Value, Is.EqualTo("alice"));
        Assert.That(principal.Identity!.Name, Is.EqualTo("Alice"));
        Assert.That(principal.IsInRole("admin"), Is.True);
    }

    [TestCase("")]
    [TestCase("no dot in it")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Authenticate_NoDot_IsNotApplicable(string text) =>
        Assert.That(new JwtFixture().Authenticate(text), Is.EqualTo(AuthResult.None));

    [Test]
    public void Authenticate_NoDotInAMillionCharacters_IsNotApplicable() =>
        Assert.That(new JwtFixture().Authenticate(new string('A', 1_000_000)), Is.EqualTo(AuthResult.None));
}
