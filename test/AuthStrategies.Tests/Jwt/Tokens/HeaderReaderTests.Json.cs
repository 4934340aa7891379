using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>A header is one strict JSON object. Every token here is correctly signed.</summary>
public sealed partial class HeaderReaderTests
{
    private static IEnumerable<TestCaseData> Headers() => StrictDocuments.Damaged("""{"alg":"HS256","typ":"at+jwt"}""");

    [TestCaseSource(nameof(Headers))]
    [Property("Requirement", "T-03")]
    [Property("Requirement", "T-04")]
    public void Authenticate_HeaderNotStrict_IsMalformed(byte[] header) =>
        Assert.That(new JwtFixture().Reason((TokenForge.Good with { Header = header }).Sign()), Is.EqualTo(Malformed));

    private static IEnumerable<TestCaseData> SpacedHeaders() => StrictDocuments.Spaced("""{"alg":"HS256","typ":"at+jwt"}""");

    [TestCaseSource(nameof(SpacedHeaders))]
    [Property("Requirement", "T-03")]
    public void Authenticate_HeaderWithWhiteSpace_IsAccepted(byte[] header) =>
        Assert.That(new JwtFixture().Reason((TokenForge.Good with { Header = header }).Sign()), Is.Null);

    [Test]
    [Property("Requirement", "T-04")]
    public void Authenticate_HeaderMemberTwice_IsMalformed([Values("alg", "typ", "kid", "cty", "x5t")] string name, [Values] bool escaped)
    {
        string second = escaped ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;
        string header = """{"alg":"HS256","typ":"at+jwt","kid":"key-HS256","cty":"x","x5t":"y"}""";

        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader(header).Sign()), Is.Null);
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader(header[..^1] + $",\"{second}\":\"HS256\"}}").Sign()), Is.EqualTo(Malformed));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_TokenInsideAToken_IsMalformed()
    {
        TokenForge nested = TokenForge.WithHeaderMembers("\"cty\":\"JWT\"") with { Payload = TokenForge.Utf8(TokenForge.Good.Sign()) };
        TokenForge unsaid = TokenForge.Good with { Payload = TokenForge.Utf8(TokenForge.Good.Sign()) };

        Assert.That(new JwtFixture().Reason(nested.Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason(unsaid.Sign()), Is.EqualTo(Malformed));
    }

    [TestCase("""{"alg":"RSA-OAEP","enc":"A256GCM"}""")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512"}""")]
    [TestCase("""{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2c":2147483647,"p2s":"AAAA"}""")]
    [TestCase("""{"alg":"none","enc":"A256GCM","zip":"DEF"}""")]
    [Property("Requirement", "T-13")]
    public void Authenticate_EncryptedToken_IsMalformedWithoutADecryptionKey(string header)
    {
        string part = TokenForge.Part(TokenForge.Utf8(header));

        Assert.That(new JwtFixture().Reason($"{part}.AAAA.AAAA.AAAA.AAAA"), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason($"{part}..AAAA.AAAA.AAAA"), Is.EqualTo(Malformed));
    }
}
