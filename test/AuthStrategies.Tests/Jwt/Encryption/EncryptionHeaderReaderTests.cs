using System.Security.Cryptography;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>The header of an encrypted token, in tokens that are otherwise sealed as they should be.</summary>
public sealed class EncryptionHeaderReaderTests
{
    private const string Epk = """{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""";

    private static TestCaseData Row(string header, AuthFailureReason reason) =>
        new TestCaseData(header, reason).SetArgDisplayNames(header.Length > 90 ? header[..90] + "…" : header);

    private static IEnumerable<TestCaseData> Refused()
    {
        foreach (string algorithm in new[]
        {
            "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "A128KW", "A192KW", "A256KW", "A256GCMKW", "ECDH-ES", "ECDH-ES+A256KW", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW",
            "none", "None", "HS512", "HS256", "DIR", "Dir", "dir ", "dir\\u0000", "", "A256CBC-HS512", "http://www.w3.org/2001/04/xmlenc#kw-aes256",
        })
            yield return Row($$"""{"alg":"{{algorithm}}","enc":"A256CBC-HS512","cty":"JWT","kid":"enc-1"}""", UnsupportedAlgorithm);

        foreach (string encryption in new[] { "A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "a256cbc-hs512", "A256CBC-HS512 ", "XC20P", "none", "dir", "" })
            yield return Row($$"""{"alg":"dir","enc":"{{encryption}}","cty":"JWT","kid":"enc-1"}""", UnsupportedAlgorithm);

        foreach (string value in new[] { "null", "1", "true", "[\"dir\"]", "{}", "[]" })
        {
            yield return Row($$"""{"alg":{{value}},"enc":"A256CBC-HS512","kid":"enc-1"}""", Malformed);
            yield return Row($$"""{"alg":"dir","enc":{{value}},"kid":"enc-1"}""", Malformed);
            yield return Row(JweForge.GoodHeader[..^1] + $",\"typ\":{value}}}", Malformed);
            yield return Row($$"""{"alg":"dir","enc":"A256CBC-HS512","cty":{{value}},"kid":"enc-1"}""", Malformed);
            yield return Row($$"""{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":{{value}}}""", Malformed);
        }

        yield return Row("""{"enc":"A256CBC-HS512","cty":"JWT","kid":"enc-1"}""", Malformed);
        yield return Row("""{"alg":"dir","cty":"JWT","kid":"enc-1"}""", Malformed);
        yield return Row("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256"}""", Malformed);
        yield return Row("{}", Malformed);

        foreach (string member in new[]
        {
            "\"zip\":\"DEF\"", "\"zip\":\"GZIP\"", "\"zip\":null", "\"zip\":\"\"", "\"z\\u0069p\":\"DEF\"",
            "\"crit\":[\"exp\"]", "\"crit\":[]", "\"crit\":null", "\"crit\":\"exp\"", "\"crit\":[\"alg\"]", "\"crit\":[\"enc\"],\"exp\":1",
            "\"b64\":false", "\"b64\":true", "\"b64\":null,\"crit\":[\"b64\"]",
            "\"alg\":\"dir\"", "\"\\u0061lg\":\"dir\"", "\"enc\":\"A256CBC-HS512\"", "\"kid\":\"enc-1\"", "\"x\":1,\"x\":1", "\"x\":{\"y\":1,\"y\":2}",
            "\"x\":01", "\"x\":NaN", "\"x\":1,", "\"x\":'a'", "\"x\":\"\\uD800\"", "\"x\":" + new string('[', 40) + new string(']', 40), "\"x\":" + new string('9', 65),
        })
            yield return Row(JweForge.GoodHeader[..^1] + "," + member + "}", Malformed);

        foreach (string type in new[] { "", "json", "at+jwt", "JWE", "JWS", "JWT ", "application/jwt" })
            yield return Row($$"""{"alg":"dir","enc":"A256CBC-HS512","cty":"{{type}}","kid":"enc-1"}""", Malformed);

        foreach (string document in new[] { "", "null", "[]", "\"dir\"", "[" + JweForge.GoodHeader + "]", " ", JweForge.GoodHeader + "\u00A0", JweForge.GoodHeader + " x", JweForge.GoodHeader + "{}", JweForge.GoodHeader + "\0", "\uFEFF" + JweForge.GoodHeader, JweForge.GoodHeader[..^1] })
            yield return Row(document, Malformed);

        foreach (string keyId in new[] { "", "ENC-1", "enc-1 ", "enc-1\\u0000", "nobody", "../enc-1", "__proto__", "' OR 1=1 --", new string('k', 2000), "key-HS256" })
            yield return Row($$"""{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":"{{keyId}}"}""", Undecryptable);

        yield return Row(JweForge.GoodHeader[..^1] + ",\"x\":\"" + new string('x', 9000) + "\"}", TooLarge);
    }

    [TestCaseSource(nameof(Refused))]
    [Property("Requirement", "T-13")]
    public void Authenticate_WrongHeader_IsRefusedWithItsReason(string header, AuthFailureReason reason)
    {
        // An empty header leaves an empty part.
        string token = JweForge.WithHeader(header).Seal();

        Assert.That(JweFixture.Encrypting(options => options.DecryptionKeys.Add(JweForge.OtherKey)).Reason(token), Is.EqualTo(reason));
    }

    private static IEnumerable<TestCaseData> Spaced() => Tokens.StrictDocuments.Spaced(JweForge.GoodHeader);

    [TestCaseSource(nameof(Spaced))]
    public void Authenticate_HeaderWithWhiteSpace_IsAccepted(byte[] header) =>
        Assert.That(JweFixture.Encrypting(options => options.DecryptionKeys.Add(JweForge.OtherKey)).Reason(JweForge.WithHeader(System.Text.Encoding.UTF8.GetString(header)).Seal()), Is.Null);

    [Test]
    public void Authenticate_HeaderThatIsNotUtf8_IsMalformed([Values((byte)0xC0, (byte)0xED, (byte)0xFF)] byte odd)
    {
        byte[] header = [.. TokenForge.Utf8(JweForge.GoodHeader[..^1] + ",\"x\":\""), odd, 0xAF, 0x80, .. "\"}"u8];

        Assert.That(JweFixture.Encrypting().Reason((JweForge.Good with { Header = header }).Seal()), Is.EqualTo(Malformed));
    }

    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":"enc-1"}""")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","cty":"jwt","kid":"enc-1"}""", Description = "RFC 7519 5.2: any case")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","cty":"Jwt","kid":"enc-1"}""")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","kid":"enc-1"}""", Description = "no cty: what is inside shows itself")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512"}""")]
    [TestCase("""{"kid":"enc-1","typ":"JWT","cty":"JWT","enc":"A256CBC-HS512","alg":"dir"}""")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","typ":"anything","cty":"JWT"}""", Description = "the signed token's typ decides")]
    [TestCase("""{ "alg" : "\u0064ir", "\u0065nc" : "A256CBC-HS512", "kid" : "enc\u002d1" }""", Description = "C-10: escapes are spelling")]
    [TestCase("""{"alg":"dir","enc":"A256CBC-HS512","kid":"enc-1","p2c":2147483647,"p2s":"AAAA","epk":{"kty":"EC"},"apu":"x","jku":"https://evil.test/k","jwk":{"kty":"oct","k":"AAAA"}}""", Description = "members of other algorithms mean nothing")]
    [Property("Requirement", "T-13")]
    public void Authenticate_GoodHeader_IsAccepted(string header) =>
        Assert.That(JweFixture.Encrypting().Reason(JweForge.WithHeader(header).Seal()), Is.Null);

    private static IEnumerable<TestCaseData> Foreign()
    {
        byte[] wrapped = ForgeKey.Rsa.Encrypt(JweForge.Secret, RSAEncryptionPadding.OaepSHA1);
        string sealedPart = JweForge.Good.Seal().Split("..")[1];
        TestCaseData Whole(string name, string header, string encryptedKey, AuthFailureReason reason) =>
            new TestCaseData($"{TokenForge.Part(TokenForge.Utf8(header))}.{encryptedKey}.{sealedPart}", reason).SetArgDisplayNames(name);

        // Whole tokens of other algorithms have an encrypted key, and so are no tokens of ours before anything is read.
        yield return Whole("RSA-OAEP to our public signing key", """{"alg":"RSA-OAEP","enc":"A256CBC-HS512","kid":"key-RS256"}""", TokenForge.Part(wrapped), Malformed);
        yield return Whole("A256KW", """{"alg":"A256KW","enc":"A256CBC-HS512","kid":"enc-1"}""", TokenForge.Part(new byte[72]), Malformed);
        yield return Whole("PBES2 with a huge count", """{"alg":"PBES2-HS256+A128KW","p2c":2147483647,"p2s":"AAAAAAAAAAA","enc":"A256CBC-HS512"}""", TokenForge.Part(new byte[72]), Malformed);
        yield return Whole("dir with an encrypted key", JweForge.GoodHeader, TokenForge.Part(new byte[64]), Malformed);
        // The same without an encrypted key get as far as the header, and no further.
        yield return Whole("PBES2 with a huge count, no key", """{"alg":"PBES2-HS256+A128KW","p2c":2147483647,"p2s":"AAAAAAAAAAA","enc":"A256CBC-HS512"}""", "", UnsupportedAlgorithm);
        yield return Whole("PBES2 with a count of 1e400", """{"alg":"PBES2-HS256+A128KW","p2c":1e400,"p2s":"AAAAAAAAAAA","enc":"A256CBC-HS512"}""", "", UnsupportedAlgorithm);
        yield return Whole("ECDH-ES with a point off the curve", $$"""{"alg":"ECDH-ES","epk":{{Epk}},"enc":"A256CBC-HS512","kid":"key-ES256"}""", "", UnsupportedAlgorithm);
    }

    [TestCaseSource(nameof(Foreign))]
    [Property("Requirement", "T-13")]
    [Property("Requirement", "A-04")]
    public void Authenticate_OtherAlgorithms_AreRefusedForLittle(string token, AuthFailureReason reason)
    {
        JwtFixture fixture = JwtFixture.OfAllAlgorithms();
        JwtFixture opens = new(options =>
        {
            foreach (JwtKey key in fixture.Options.SigningKeys.Concat(fixture.Options.VerificationKeys))
                options.SigningKeys.Add(key);
            options.EncryptionKey = JweForge.Key;
        });

        long bytes = JwtProbe.Bytes(() => JwtProbe.Refuse(opens.Policy, token), rounds: 16);

        Assert.That(opens.Reason(token), Is.EqualTo(reason));
        Assert.That(bytes, Is.LessThan((4 * token.Length) + 4096));
    }
}
