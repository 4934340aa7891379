using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>A payload is one strict JSON object. Every token here is correctly signed.</summary>
public sealed partial class TokenPayloadReaderTests
{
    private static readonly string Good = "{" + TokenForge.GoodClaims + "}";

    private static IEnumerable<TestCaseData> Payloads() => StrictDocuments.Damaged(Good);

    [TestCaseSource(nameof(Payloads))]
    [Property("Requirement", "T-03")]
    [Property("Requirement", "T-04")]
    public void Authenticate_PayloadNotStrict_IsMalformed(byte[] payload) =>
        Assert.That(new JwtFixture().Reason((TokenForge.Good with { Payload = payload }).Sign()), Is.EqualTo(Malformed));

    private static IEnumerable<TestCaseData> SpacedPayloads() => StrictDocuments.Spaced(Good);

    [TestCaseSource(nameof(SpacedPayloads))]
    [Property("Requirement", "T-03")]
    public void Authenticate_PayloadWithWhiteSpace_IsAccepted(byte[] payload) =>
        Assert.That(new JwtFixture().Reason((TokenForge.Good with { Payload = payload }).Sign()), Is.Null);

    [TestCase("null", "")]
    [TestCase("[]", "")]
    [TestCase("[null]", "")]
    [TestCase("[null,null]", "")]
    [TestCase("[\"a\",null,\"b\"]", "a:string|b:string")]
    [TestCase("[null,1]", "1:integer32")]
    [TestCase("\"null\"", "null:string")]
    [TestCase("[\"null\"]", "null:string")]
    [TestCase("{\"a\":null}", "{\"a\":null}:JSON")]
    [TestCase("{ \"a\" : [ null ] }", "{ \"a\" : [ null ] }:JSON")]
    [TestCase("[{\"a\":null}]", "{\"a\":null}:JSON")]
    [TestCase("[[null]]", "[null]:JSON_ARRAY")]
    [TestCase("[[null],null]", "[null]:JSON_ARRAY")]
    public void Authenticate_PrivateClaimOfNull_IsLeftOutAndNeverAText(string json, string expected)
    {
        AuthResult result = new JwtFixture().Authenticate(TokenForge.WithClaims(("x", json), ("y", "\"after\"")).Sign());

        IEnumerable<string> claims = result.Principal!.FindAll("x").Select(claim => $"{claim.Value}:{claim.ValueType.Split('#')[^1]}");
        Assert.That(string.Join('|', claims), Is.EqualTo(expected));
        Assert.That(result.Principal!.FindFirst("y")!.Value, Is.EqualTo("after"));
    }

    [Test]
    [Property("Requirement", "T-04")]
    public void Authenticate_RegisteredMemberTwice_IsMalformed(
        [Values("iss", "sub", "aud", "exp", "iat", "jti", "nbf", "auth_time", "sid", "nonce", "cnf", "name", "role", "tenant", "private")] string name,
        [Values] bool escaped)
    {
        string value = name is "exp" or "iat" or "nbf" or "auth_time" ? $"{TokenForge.NowSeconds}" : name == "cnf" ? "{}" : "\"x\"";
        string second = escaped ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;

        TokenForge once = TokenForge.WithClaims((name, name == "exp" ? $"{TokenForge.NowSeconds + 9}" : name switch { "iss" => $"\"{TokenForge.Issuer}\"", "aud" => $"\"{TokenForge.Audience}\"", _ => value }));
        TokenForge twice = once with { Payload = [.. once.Payload[..^1], .. TokenForge.Utf8($",\"{second}\":{value}}}")] };

        Assert.That(new JwtFixture().Reason(once.Sign()), Is.Null);
        Assert.That(new JwtFixture().Reason(twice.Sign()), Is.EqualTo(Malformed));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_ManyMembers_TakeLinearWork()
    {
        JwtFixture fixture = new(options => options.MaxTokenLength = 1024 * 1024, Microsoft.Extensions.Logging.LogLevel.None);
        string Token(int members) => TokenForge.WithMembers("\"o\":{" + string.Join(',', Enumerable.Range(0, members).Select(i => $"\"m{i}\":1")) + "}").Sign();
        long Bytes(string token) => JwtProbe.Bytes(() => fixture.Authenticate(token), 4);

        Assert.That(Bytes(Token(20_000)), Is.LessThan(12 * Bytes(Token(2_000))));
    }
}
