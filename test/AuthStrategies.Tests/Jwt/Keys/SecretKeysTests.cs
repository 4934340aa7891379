using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class SecretKeysTests
{
    [TestCase("HS256", 32, 0)]
    [TestCase("HS256", 32, 1)]
    [TestCase("HS256", 32, 16)]
    [TestCase("HS256", 32, 31)]
    [TestCase("HS384", 48, 32)]
    [TestCase("HS384", 48, 47)]
    [TestCase("HS512", 64, 48)]
    [TestCase("HS512", 64, 63)]
    [Property("Requirement", "A-03")]
    public void FromSecret_TooShort_SaysHowManyAndWhatToType(string algorithm, int needed, int length)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromSecret(KeyFixtures.Secret(length), algorithm))!;

        Assert.That(refusal.ParamName, Is.EqualTo("secret"));
        Assert.That(refusal.Message, Does.Contain($"at least {needed} random bytes, but this secret has {length}").And.Contain("UseFileJwtKeyStore").And.Not.Contain("JwtKey.Generate").And.Contain($"`openssl rand -base64 {needed}`"));
    }

    [TestCase("HS256", 32)]
    [TestCase("HS256", 33)]
    [TestCase("HS256", 200)]
    [TestCase("HS384", 48)]
    [TestCase("HS512", 64)]
    [TestCase("HS512", 1000)]
    [Property("Requirement", "A-03")]
    public void FromSecret_LongEnough_SignsAsThePlatformDoes(string algorithm, int length)
    {
        byte[] secret = KeyFixtures.Secret(length);
        JwtKey key = JwtKey.FromSecret(secret, algorithm);

        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        Assert.That(signature, Is.EqualTo(CryptographicOperations.HmacData(KeyFixtures.HashOf(algorithm), secret, KeyFixtures.Input)));
    }

    [TestCase((byte)0)]
    [TestCase((byte)'a')]
    [TestCase((byte)0xff)]
    [Property("Requirement", "A-03")]
    public void FromSecret_AllBytesEqual_IsRefused(byte value)
    {
        byte[] secret = [.. Enumerable.Repeat(value, 64)];

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromSecret(secret, "HS256"))!;

        Assert.That(refusal.Message, Does.Contain("equal").And.Contain("UseFileJwtKeyStore"));
    }

    [TestCaseSource(nameof(OtherKeys))]
    [Property("Requirement", "A-02")]
    public void FromSecret_KeyOfAnotherKind_IsRefused(byte[] secret)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromSecret(secret, "HS256"))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains("not a secret")), Is.EqualTo(("secret", true)));
    }

    [TestCaseSource(nameof(OtherKeys))]
    [Property("Requirement", "A-02")]
    public void FromBase64_KeyOfAnotherKind_IsRefused(byte[] secret)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromBase64(Convert.ToBase64String(secret), "HS256"))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains("not a secret")), Is.EqualTo(("text", true)));
    }

    [Test]
    [Property("Requirement", "A-02")]
    public void FromBase64_PemOrJwkItself_SaysWhereItBelongs()
    {
        string[] messages =
        [
            Assert.Throws<ArgumentException>(() => JwtKey.FromBase64(" " + KeyFixtures.Rsa.ExportSubjectPublicKeyInfoPem(), "HS256"))!.Message,
            Assert.Throws<ArgumentException>(() => JwtKey.FromBase64(KeyFixtures.Jwk(KeyFixtures.Secret(32)).ToJsonString(), "HS256"))!.Message,
        ];

        Assert.That(messages, Is.EqualTo(new[] { "This is PEM text, not a secret. Use JwtKey.FromPem. (Parameter 'text')", "This is a JWK, not a secret. Use JwtKey.FromJwk. (Parameter 'text')" }));
    }

    [Test]
    [Property("Requirement", "A-03")]
    public void FromSecret_RandomBytesThatBeginLikeDer_AreTaken()
    {
        byte[] secret = [0x30, 30, 0x02, 28, .. KeyFixtures.Secret(28)];

        JwtKey key = JwtKey.FromSecret(secret, "HS256");

        Assert.That(key.IsPrivate);
    }

    [Test]
    [Property("Requirement", "A-03")]
    public void FromSecret_RandomBytesAndTheirTexts_AreTaken()
    {
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] secret = new byte[random.Next(32, 140)];
            random.NextBytes(secret);
            if (i % 2 == 0)
                secret[0] = (byte)(i % 4 == 0 ? 0x30 : 0x04);
            Assert.DoesNotThrow(() => JwtKey.FromSecret(secret, "HS256"), Convert.ToHexString(secret));
            Assert.DoesNotThrow(() => JwtKey.FromSecret(KeyFixtures.Ascii(Convert.ToBase64String(secret)), "HS256"), Convert.ToHexString(secret));
            Assert.DoesNotThrow(() => JwtKey.FromBase64(Convert.ToBase64String(secret), "HS256"), Convert.ToHexString(secret));
        }
    }

    [TestCaseSource(nameof(Spellings))]
    public void FromBase64_AnyUsualSpelling_IsTheSameSecret(string text)
    {
        JwtKey key = JwtKey.FromBase64(text, "HS256");

        Assert.That(key.KeyId, Is.EqualTo(JwtKey.FromSecret(SpelledSecret, "HS256").KeyId));
    }

    [TestCase("")]
    [TestCase("=")]
    [TestCase("not base64!")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8==")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", Description = "loose trailing bits")]
    [TestCase("+/-_AwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Description = "both alphabets")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH%3D")]
    [TestCase("ＡAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\0")]
    [Property("Requirement", "A-03")]
    public void FromBase64_NotBase64_IsRefused(string text)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromBase64(text, "HS256"))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains("openssl rand -base64 32")), Is.EqualTo(("text", true)));
    }

    private static readonly byte[] SpelledSecret = [0xfb, 0xff, 0xbf, .. Enumerable.Range(3, 29).Select(i => (byte)i)];

    private static IEnumerable<string> Spellings()
    {
        string text = Convert.ToBase64String(SpelledSecret);
        string url = KeyFixtures.Text(SpelledSecret);
        return [text, text.TrimEnd('='), url, url + "=", $"  {text}\r\n", $"{text[..20]}\n{text[20..]}\n", $"{url[..10]}\t{url[10..]}"];
    }

    private static byte[] Ssh(string name) => [0, 0, 0, (byte)name.Length, .. KeyFixtures.Ascii(name), 0, 0, 0, 32, .. KeyFixtures.Secret(32)];

    private static byte[] CspBlob(RSA rsa)
    {
        using RSACryptoServiceProvider provider = new();
        provider.ImportParameters(rsa.ExportParameters(false));
        return provider.ExportCspBlob(false);
    }

    private static byte[] Point(ECDsa key, byte[] start)
    {
        ECPoint q = key.ExportParameters(false).Q;
        return [.. start, .. q.X!, .. q.Y!];
    }

    private static IEnumerable<TestCaseData> OtherKeys()
    {
        (RSA rsa, ECDsa ec) = (KeyFixtures.Rsa, KeyFixtures.P256);
        string pem = rsa.ExportSubjectPublicKeyInfoPem();
        (string Name, byte[] Bytes)[] rows =
        [
            ("RSA PEM", KeyFixtures.Ascii(pem)),
            ("PEM behind a blank", KeyFixtures.Ascii(" \n" + pem)),
            ("PEM behind a byte order mark", [0xef, 0xbb, 0xbf, .. KeyFixtures.Ascii(pem)]),
            ("PEM in UTF-16", Encoding.Unicode.GetBytes(pem)),
            ("PKCS#1 PEM", KeyFixtures.Ascii(rsa.ExportRSAPublicKeyPem())),
            ("private PEM", KeyFixtures.Ascii(ec.ExportECPrivateKeyPem())),
            ("RSA SPKI", rsa.ExportSubjectPublicKeyInfo()),
            ("RSA PKCS#1", rsa.ExportRSAPublicKey()),
            ("RSA PKCS#8", rsa.ExportPkcs8PrivateKey()),
            ("RSA private PKCS#1", rsa.ExportRSAPrivateKey()),
            ("EC SPKI", ec.ExportSubjectPublicKeyInfo()),
            ("EC PKCS#8", ec.ExportPkcs8PrivateKey()),
            ("EC SEC 1", ec.ExportECPrivateKey()),
            ("RSA JWK", KeyFixtures.Ascii(JwtKey.From(rsa, "RS256").ExportPublicJwk())),
            ("EC JWK", KeyFixtures.Ascii(" " + KeyFixtures.Jwk(ec, false).ToJsonString())),
            ("SPKI with a line break behind it", [.. rsa.ExportSubjectPublicKeyInfo(), (byte)'\n']),
            ("base64 of SPKI as text", KeyFixtures.Ascii(Convert.ToBase64String(ec.ExportSubjectPublicKeyInfo()))),
            ("base64 of SPKI in lines", KeyFixtures.Ascii(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo(), Base64FormattingOptions.InsertLineBreaks))),
            ("base64url of PKCS#1", KeyFixtures.Ascii(KeyFixtures.Text(rsa.ExportRSAPublicKey()))),
            ("base64 of base64 of SPKI", KeyFixtures.Ascii(Convert.ToBase64String(KeyFixtures.Ascii(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()))))),
            ("hexadecimal SPKI", KeyFixtures.Ascii(Convert.ToHexString(ec.ExportSubjectPublicKeyInfo()))),
            ("hexadecimal SPKI behind a no-break space", Encoding.UTF8.GetBytes("\u00A0" + Convert.ToHexString(ec.ExportSubjectPublicKeyInfo()))),
            ("hexadecimal SPKI in big-endian UTF-16 behind a byte order mark", Encoding.BigEndianUnicode.GetBytes("\uFEFF" + Convert.ToHexString(ec.ExportSubjectPublicKeyInfo()))),
            ("PEM behind a word of another script, in UTF-16", Encoding.Unicode.GetBytes("\u043A\u043B\u044E\u0447\n" + pem)),
            ("hexadecimal with colons", KeyFixtures.Ascii(BitConverter.ToString(ec.ExportSubjectPublicKeyInfo()).Replace('-', ':'))),
            ("base64 of PEM", KeyFixtures.Ascii(Convert.ToBase64String(KeyFixtures.Ascii(pem)))),
            ("percent encoded base64", KeyFixtures.Ascii(Uri.EscapeDataString(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())))),
            ("PEM with written line breaks", KeyFixtures.Ascii('"' + pem.ReplaceLineEndings("\\n") + '"')),
            ("JWK within a JSON text", KeyFixtures.Ascii(System.Text.Json.JsonSerializer.Serialize(KeyFixtures.Jwk(ec, false).ToJsonString()))),
            ("JWK set", KeyFixtures.Ascii($"{{\"keys\":[{KeyFixtures.Jwk(ec, false).ToJsonString()}]}}")),
            ("XML", KeyFixtures.Ascii(rsa.ToXmlString(false))),
            ("XML in UTF-16", Encoding.Unicode.GetBytes(rsa.ToXmlString(false))),
            ("SSH line", KeyFixtures.Ascii("ssh-rsa " + Convert.ToBase64String(Ssh("ssh-rsa")) + " someone@example")),
            ("SSH line with options", KeyFixtures.Ascii("no-pty ecdsa-sha2-nistp256 " + Convert.ToBase64String(Ssh("ecdsa-sha2-nistp256")))),
            ("SSH bytes", Ssh("ssh-ed25519")),
            ("base64 of SSH bytes", KeyFixtures.Ascii(Convert.ToBase64String(Ssh("ssh-ed25519")))),
            ("SSH2", KeyFixtures.Ascii("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----")),
            ("public CSP blob", CspBlob(rsa)),
            ("public CNG blob", [.. KeyFixtures.Ascii("ECS1"), 32, 0, 0, 0, .. KeyFixtures.Secret(64)]),
            ("uncompressed point", Point(ec, [4])),
            ("coordinates", Point(ec, [])),
            ("hexadecimal point", KeyFixtures.Ascii(Convert.ToHexString(Point(ec, [4])))),
            ("certificate request", new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", ec, HashAlgorithmName.SHA256).CreateSigningRequest()),
            ("Ed25519 SPKI", [.. Convert.FromHexString("302a300506032b6570032100"), .. KeyFixtures.Secret(32)]),
            ("oct JWK", KeyFixtures.Ascii(KeyFixtures.Jwk(KeyFixtures.Secret(32)).ToJsonString())),
        ];
        return rows.Select(row => new TestCaseData(row.Bytes).SetArgDisplayNames(row.Name));
    }
}
