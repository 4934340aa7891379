using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>What a header may and may not say. Every token here is correctly signed unless a row says otherwise.</summary>
public sealed partial class HeaderReaderTests
{
    [TestCase("""{"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":null,"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":256,"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":true,"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":["HS256"],"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":{"HS256":1},"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"ALG":"HS256","typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":"","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"hs256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"Hs256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"HS256 ","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":" HS256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"HS256\u0000","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"HS384","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"RS256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"ES256K","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"EdDSA","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"dir","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"A256KW","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"\uFF28S256","typ":"at+jwt"}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"\uD800HS256","typ":"at+jwt"}""", Malformed)]
    [Property("Requirement", "T-05")]
    public void Authenticate_AlgorithmNotAllowed_IsRefused(string header, AuthFailureReason reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader(header).Sign()), Is.EqualTo(reason));

    [Test]
    [Property("Requirement", "T-05")]
    [Property("Requirement", "T-06")]
    public void Authenticate_None_IsRefusedInEverySpelling(
        [Values("none", "None", "NONE", "nOnE", "none ", "\\u006eone", "no\u0307ne", "n\u043ene", "")] string algorithm,
        [Values("", "AA", "right")] string signature)
    {
        TokenForge token = TokenForge.WithHeader($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"key-HS256"}""");
        string text = signature == "right" ? token.Sign() : $"{token.SigningInput}.{signature}";

        Assert.That(JwtFixture.OfAllAlgorithms().Reason(text), Is.EqualTo(signature.Length == 0 ? Malformed : UnsupportedAlgorithm));
    }

    [Test]
    [Property("Requirement", "T-06")]
    public void PublicApi_NothingInIt_TurnsTheSignatureOff()
    {
        IEnumerable<string> names = typeof(JwtStrategy).Assembly.GetExportedTypes().SelectMany(type => type.GetMembers()).Select(member => member.Name);

        Assert.That(names.Where(name =>
            name.Contains("None", StringComparison.OrdinalIgnoreCase) && name != nameof(AuthResult.None)
            || name.Contains("RequireSigned", StringComparison.OrdinalIgnoreCase)
            || name.Contains("Unsigned", StringComparison.OrdinalIgnoreCase)
            || name.Contains("SkipSignature", StringComparison.OrdinalIgnoreCase)
            || name.Contains("ValidateSignature", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [TestCase("""
        "crit":[]
        """)]
    [TestCase("""
        "crit":["exp"],"exp":1
        """)]
    [TestCase("""
        "crit":["unknown"],"unknown":true
        """)]
    [TestCase("""
        "crit":["alg"]
        """)]
    [TestCase("""
        "crit":["a","a"],"a":1
        """)]
    [TestCase("""
        "crit":null
        """)]
    [TestCase("""
        "crit":false
        """)]
    [TestCase("""
        "crit":"exp"
        """)]
    [TestCase("""
        "crit":0
        """)]
    [TestCase("""
        "crit":{}
        """)]
    [TestCase("""
        "cr\u0069t":["b64"],"b64":true
        """)]
    [Property("Requirement", "T-07")]
    public void Authenticate_Critical_IsMalformed(string members)
    {
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeaderMembers(members).Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Authenticate(TokenForge.WithHeaderMembers(members).Sign()).Failure!.Detail, Does.Contain("crit"));
    }

    [TestCase("false")]
    [TestCase("true")]
    [TestCase("null")]
    [TestCase("\"false\"")]
    [Property("Requirement", "T-08")]
    public void Authenticate_UnencodedPayload_IsMalformed(string value)
    {
        TokenForge token = TokenForge.WithHeaderMembers($"\"b64\":{value}");
        string header = TokenForge.Part(token.Header);
        string payload = Encoding.UTF8.GetString(token.Payload);

        Assert.That(new JwtFixture().Reason(token.Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason($"{header}.{payload}.{TokenForge.Part(token.Key.Sign($"{header}.{payload}"))}"), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason($"{header}..{TokenForge.Part(token.Key.Sign($"{header}.{payload}"))}"), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason($"{header}..{TokenForge.Part(token.Key.Sign(token.SigningInput))}"), Is.EqualTo(Malformed));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_Compressed_IsMalformed([Values("\"DEF\"", "\"\"", "null", "[]")] string value) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeaderMembers($"\"zip\":{value}").Sign()), Is.EqualTo(Malformed));

    [Test]
    [Property("Requirement", "T-09")]
    public void Authenticate_KeyIdOrContentTypeNoText_IsMalformed([Values("kid", "cty")] string member, [Values("null", "1", "true", "[]", "{}", "[\"key-HS256\"]", "\"\\uDC00\"")] string value) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader($$"""{"alg":"HS256","typ":"at+jwt","{{member}}":{{value}}}""").Sign()), Is.EqualTo(Malformed));

    [TestCase("")]
    [TestCase("KEY-HS256")]
    [TestCase("key-HS256 ")]
    [TestCase("key-HS25")]
    [TestCase("key-HS2566")]
    [TestCase("key-HS256\\u0000")]
    [TestCase("../../../../dev/null")]
    [TestCase("/etc/passwd")]
    [TestCase("x' UNION SELECT 'key';--")]
    [TestCase("key\\r\\nSet-Cookie: a=b")]
    [TestCase("__proto__")]
    [TestCase("constructor")]
    [TestCase("https://evil.test/key")]
    [TestCase("key-ES256")]
    [Property("Requirement", "T-09")]
    [Property("Requirement", "T-11")]
    public void Authenticate_KeyIdOfNoKey_IsUnknown(string keyId)
    {
        string token = TokenForge.WithHeader($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{keyId}}"}""").Sign();

        Assert.That(new JwtFixture().Reason(token), Is.EqualTo(UnknownKey));
        Assert.That(JwtFixture.OfAllAlgorithms().Reason(token), Is.EqualTo(UnknownKey));
    }

    [Test]
    [Property("Requirement", "T-09")]
    public void Authenticate_LongKeyId_IsUnknownOrTooLarge()
    {
        string Token(int length) => TokenForge.WithHeader($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{new string('k', length)}}"}""").Sign();

        Assert.That(new JwtFixture().Reason(Token(129)), Is.EqualTo(UnknownKey));
        Assert.That(new JwtFixture().Reason(Token(5_000)), Is.EqualTo(UnknownKey));
        Assert.That(new JwtFixture().Reason(Token(64 * 1024)), Is.EqualTo(TooLarge));
        Assert.That(new JwtFixture(options => options.MaxTokenLength = 1024 * 1024).Reason(Token(64 * 1024)), Is.EqualTo(TooLarge));
    }

    private static IEnumerable<TestCaseData> KeysInTheHeader()
    {
        RSAParameters attacker = ForgeKey.OtherRsa.ExportParameters(false);
        string jwk = $$"""{"kty":"RSA","alg":"RS256","kid":"key-RS256","e":"{{TokenForge.Part(attacker.Exponent!)}}","n":"{{TokenForge.Part(attacker.Modulus!)}}"}""";
        yield return new TestCaseData($"\"jwk\":{jwk}").SetArgDisplayNames("jwk");
        yield return new TestCaseData($"\"jwk\":{{\"keys\":[{jwk}]}}").SetArgDisplayNames("jwk with keys");
        yield return new TestCaseData("\"jku\":\"https://evil.test/jwks.json\"").SetArgDisplayNames("jku");
        yield return new TestCaseData("\"x5u\":\"https://evil.test/chain.pem\"").SetArgDisplayNames("x5u");
        yield return new TestCaseData($"\"x5c\":[\"{Convert.ToBase64String(ForgeKey.OtherRsa.ExportSubjectPublicKeyInfo())}\"]").SetArgDisplayNames("x5c");
        yield return new TestCaseData("\"x5t\":\"AAAA\",\"x5t#S256\":\"AAAA\"").SetArgDisplayNames("x5t");
        yield return new TestCaseData("\"iss\":\"https://evil.test\",\"openid\":\"https://evil.test/.well-known/openid-configuration\"").SetArgDisplayNames("iss");
    }

    [TestCaseSource(nameof(KeysInTheHeader))]
    [Property("Requirement", "T-10")]
    public void Authenticate_AttackersKeyInTheHeader_IsNeverUsed(string members)
    {
        JwtFixture fixture = JwtFixture.OfAllAlgorithms();
        TokenForge Token(string kid) => TokenForge.With("RS256") with
        {
            Key = ForgeKey.StrangerOf("RS256"),
            Header = TokenForge.Utf8($$"""{"alg":"RS256","typ":"at+jwt",{{kid}}{{members}}}"""),
        };

        Assert.That(fixture.Reason(Token("\"kid\":\"key-RS256\",").Sign()), Is.EqualTo(BadSignature));
        Assert.That(fixture.Reason(Token("").Sign()), Is.EqualTo(BadSignature));
        Assert.That(fixture.Reason(Token("\"kid\":\"evil\",").Sign()), Is.EqualTo(UnknownKey));
        // The same members do no harm where the signature is right.
        Assert.That(fixture.Reason((Token("") with { Key = ForgeKey.Of("RS256") }).Sign()), Is.Null);
    }

    [Test]
    [Property("Requirement", "T-10")]
    public void Assembly_HasNoWayToTheNetwork_SoNoHeaderCanFetchAnything()
    {
        IEnumerable<string?> references = typeof(JwtStrategy).Assembly.GetReferencedAssemblies().Concat(typeof(IAuthStrategy).Assembly.GetReferencedAssemblies()).Select(name => name.Name);

        Assert.That(references, Has.None.StartsWith("System.Net").And.None.EqualTo("System.IO.FileSystem"));
    }

    [Test]
    [Property("Requirement", "T-11")]
    public void Authenticate_KeyIdOfOneKeyAndSignatureOfAnother_IsRefused()
    {
        JwtKey other = JwtKey.FromSecret(ForgeKey.Of("HS384").Secret, "HS256", "other");
        JwtFixture fixture = new(options =>
        {
            options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
            options.VerificationKeys.Add(other);
        });
        TokenForge ByOther(string header) => TokenForge.WithHeader(header);
        string input = ByOther("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256"}""").SigningInput;
        byte[] signature = ForgeKey.Hmac(HashAlgorithmName.SHA256, ForgeKey.Of("HS384").Secret, Encoding.ASCII.GetBytes(input));

        Assert.That(fixture.Reason($"{input}.{TokenForge.Part(signature)}"), Is.EqualTo(BadSignature));
        Assert.That(fixture.Reason(ByOther("""{"alg":"HS256","typ":"at+jwt","kid":"other"}""").Sign()), Is.EqualTo(BadSignature));
        // Two keys could be meant, so none is: never "try all".
        Assert.That(fixture.Reason(ByOther("""{"alg":"HS256","typ":"at+jwt"}""").Sign()), Is.EqualTo(UnknownKey));
        Assert.That(fixture.Reason(ByOther("""{"alg":"HS256","typ":"at+jwt","kid":"third"}""").Sign()), Is.EqualTo(UnknownKey));
    }

    [TestCase("""{"alg":"HS256"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"JWT"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":""}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt "}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt;x=y"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"text/at+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"application/application/at+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"application/"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"logout+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"refresh+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"dpop+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"secevent+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"\u0430t+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","TYP":"at+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":null}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":1}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":["at+jwt"]}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":{}}""", Malformed)]
    [Property("Requirement", "T-12")]
    public void Authenticate_AnotherKindOfToken_IsRefused(string header, AuthFailureReason reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeader(header).Sign()), Is.EqualTo(reason));

    [TestCase("at+jwt", "at+jwt", true)]
    [TestCase("application/at+jwt", "at+jwt", true)]
    [TestCase("application/at+jwt", "APPLICATION/at+jwt", true)]
    [TestCase("JWT", "jwt", true)]
    [TestCase("text/plain", "text/plain", true)]
    [TestCase("text/plain", "application/text/plain", false)]
    [TestCase("JWT", "at+jwt", false)]
    [Property("Requirement", "T-12")]
    public void Authenticate_TypeOfTheOptions_IsTheOneAccepted(string configured, string type, bool accepted) =>
        Assert.That(
            new JwtFixture(options => options.TokenType = configured).Reason(TokenForge.WithHeader($$"""{"alg":"HS256","typ":"{{type}}"}""").Sign()),
            Is.EqualTo(accepted ? null : (AuthFailureReason?)WrongType));

    [TestCase("""{"alg":"HS256"}""", null)]
    [TestCase("""{"alg":"HS256","typ":"anything"}""", null)]
    [TestCase("""{"alg":"HS256","typ":1}""", Malformed)]
    [Property("Requirement", "T-12")]
    public void Authenticate_TypeNotChecked_TakesAnyTextOrNone(string header, AuthFailureReason? reason) =>
        Assert.That(new JwtFixture(options => options.TokenType = null).Reason(TokenForge.WithHeader(header).Sign()), Is.EqualTo(reason));

    [TestCase("""{"alg":"none","typ":1,"crit":[],"kid":1}""", UnsupportedAlgorithm)]
    [TestCase("""{"alg":"HS256","typ":"JWT","crit":[],"kid":1}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","crit":[],"kid":"unknown"}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"unknown"}""", UnknownKey)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256"}""", BadSignature)]
    public void Authenticate_SeveralThingsWrong_TellsTheFirst(string header, AuthFailureReason reason)
    {
        TokenForge token = TokenForge.WithHeader(header) with { Payload = TokenForge.Utf8("not JSON") };

        Assert.That(new JwtFixture().Reason(token.Seal(new byte[32])), Is.EqualTo(reason));
    }
}
