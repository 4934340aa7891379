using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Keys, algorithms and signatures as the strategy sees them.</summary>
public sealed partial class JwtVerifierTests
{
    private static JwtFixture Trusting(params string[] algorithms) => new(options =>
    {
        foreach (string algorithm in algorithms)
            options.VerificationKeys.Add(ForgeKey.Of(algorithm).Key);
    });

    private static TokenForge Token(string algorithm, string? keyId = null) => TokenForge.With(algorithm) with
    {
        Header = TokenForge.Utf8(keyId is null ? $$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""" : $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{keyId}}"}"""),
    };

    [Test]
    [Property("Requirement", "A-01")]
    public void Authenticate_AlgorithmNotTheKeysOwn_IsUnknownKey(
        [ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string ofKey,
        [ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string ofHeader)
    {
        // Validly signed by a key that is trusted, but the header names another key.
        TokenForge token = Token(ofHeader, $"key-{ofKey}");

        Assert.That(JwtFixture.OfAllAlgorithms().Reason(token.Sign()), Is.EqualTo(ofKey == ofHeader ? null : (AuthFailureReason?)UnknownKey));
    }

    [TestCase("RS256", "RS512")]
    [TestCase("RS256", "PS256")]
    [TestCase("PS256", "RS256")]
    [TestCase("ES256", "ES384")]
    [Property("Requirement", "A-01")]
    public void Authenticate_KeyUsedWithAnotherAlgorithm_IsRefused(string ofKey, string used)
    {
        TokenForge token = Token(used, $"key-{ofKey}");

        Assert.That(Trusting(ofKey).Reason(token.Sign()), Is.EqualTo(UnsupportedAlgorithm));
        // The header says what the key says, and the operation was another.
        TokenForge lying = Token(ofKey, $"key-{ofKey}");
        Assert.That(Trusting(ofKey).Reason(lying.Seal(ForgeKey.Of(used).Sign(lying.SigningInput))), Is.EqualTo(BadSignature));
    }

    private static IEnumerable<TestCaseData> PublicKeysAsSecrets()
    {
        RSA rsa = ForgeKey.Rsa;
        ECDsa ec = ForgeKey.Of("ES256").Ec!;
        RSAParameters numbers = rsa.ExportParameters(false);
        ECParameters point = ec.ExportParameters(false);
        (string Name, byte[] Secret)[] rows =
        [
            ("RSA PEM", TokenForge.Utf8(rsa.ExportSubjectPublicKeyInfoPem())),
            ("RSA PEM and line break", TokenForge.Utf8(rsa.ExportSubjectPublicKeyInfoPem() + "\n")),
            ("RSA PEM and blank", TokenForge.Utf8(" " + rsa.ExportSubjectPublicKeyInfoPem())),
            ("RSA PKCS#1 PEM", TokenForge.Utf8(rsa.ExportRSAPublicKeyPem())),
            ("RSA DER", rsa.ExportSubjectPublicKeyInfo()),
            ("RSA PKCS#1 DER", rsa.ExportRSAPublicKey()),
            ("modulus", numbers.Modulus!),
            ("modulus in base64url", TokenForge.Utf8(TokenForge.Part(numbers.Modulus!))),
            ("JWK", TokenForge.Utf8(ForgeKey.Of("RS256").Key.ExportPublicJwk())),
            ("EC PEM", TokenForge.Utf8(ec.ExportSubjectPublicKeyInfoPem())),
            ("EC DER", ec.ExportSubjectPublicKeyInfo()),
            ("point", [4, .. point.Q.X!, .. point.Q.Y!]),
            ("x", point.Q.X!),
            ("empty", []),
            ("zeros", new byte[32]),
            ("key id", TokenForge.Utf8("key-RS256")),
        ];
        foreach ((string name, byte[] secret) in rows)
            yield return new TestCaseData(secret).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(PublicKeysAsSecrets))]
    [Property("Requirement", "A-02")]
    public void Authenticate_PublicKeyAsSecret_IsRefused(byte[] secret)
    {
        foreach (string? keyId in (string?[])[null, "key-HS256", "key-RS256", "key-ES256"])
        {
            TokenForge token = Token("HS256", keyId);
            string text = token.Seal(ForgeKey.Hmac(HashAlgorithmName.SHA256, secret, TokenForge.Utf8(token.SigningInput)));

            Assert.That(Trusting("RS256", "ES256").Reason(text), Is.EqualTo(UnsupportedAlgorithm));
            Assert.That(Trusting("RS256", "ES256", "HS256").Reason(text), Is.EqualTo(keyId is null or "key-HS256" ? BadSignature : UnknownKey));
        }
    }

    private static IEnumerable<TestCaseData> EcSignatures()
    {
        byte[] good = ForgeKey.Of("ES256").Sign(Token("ES256").SigningInput);
        byte[] n = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        byte[] zero = new byte[32];
        byte[] one = [.. new byte[31], 1];
        AsnWriter der = new(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(good.AsSpan(0, 32).TrimStart((byte)0));
            der.WriteIntegerUnsigned(good.AsSpan(32).TrimStart((byte)0));
        }

        (string Name, byte[] Bytes)[] rows =
        [
            ("r = s = 0", [.. zero, .. zero]),
            ("r = 0", [.. zero, .. good[32..]]),
            ("s = 0", [.. good[..32], .. zero]),
            ("r = s = n", [.. n, .. n]),
            ("r = n", [.. n, .. good[32..]]),
            ("s = n", [.. good[..32], .. n]),
            ("r = s = 1", [.. one, .. one]),
            ("DER", der.Encode()),
            ("truncated", good[..63]),
            ("half", good[..32]),
            ("padded behind", [.. good, 0]),
            ("padded before", [0, .. good]),
            ("padded to ES384", [.. new byte[16], .. good[..32], .. new byte[16], .. good[32..]]),
            ("halves swapped", [.. good[32..], .. good[..32]]),
            ("one byte", [1]),
            ("1 KB of zeros", new byte[1024]),
        ];
        foreach ((string name, byte[] bytes) in rows)
            yield return new TestCaseData(bytes).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(EcSignatures))]
    [Property("Requirement", "A-05")]
    public void Authenticate_BadEcdsaSignature_IsRefused(byte[] signature)
    {
        Assert.That(Trusting("ES256").Reason(Token("ES256").Seal(signature)), Is.EqualTo(BadSignature));
    }

    private static IEnumerable<TestCaseData> RsaSignatures()
    {
        foreach (string algorithm in (string[])["RS256", "PS256"])
        {
            string input = Token(algorithm).SigningInput;
            byte[] good = ForgeKey.Of(algorithm).Sign(input);
            byte[] modulus = ForgeKey.Rsa.ExportParameters(false).Modulus!;
            BigInteger sum = new BigInteger(good, true, true) + new BigInteger(modulus, true, true);
            (string Name, byte[] Bytes)[] rows =
            [
                ("one byte short", good[1..]),
                ("last byte missing", good[..^1]),
                ("zero before", [0, .. good]),
                ("zero behind", [.. good, 0]),
                ("s + n", sum.ToByteArray(true, true)),
                ("n", modulus),
                ("zeros", new byte[256]),
                ("one", [.. new byte[255], 1]),
                ("n - 1", (new BigInteger(modulus, true, true) - 1).ToByteArray(true, true)),
                ("the other padding", ForgeKey.Of(algorithm == "RS256" ? "PS256" : "RS256").Sign(input)),
                ("another hash", ForgeKey.Of(algorithm[..2] + "512").Sign(input)),
                ("another key", ForgeKey.StrangerOf(algorithm).Sign(input)),
                ("no salt", Pss(input, 0)),
                ("salt of 20 bytes", Pss(input, 20)),
                ("room left for rubbish (Bleichenbacher)", Bleichenbacher(input)),
            ];
            foreach ((string name, byte[] bytes) in rows)
                yield return new TestCaseData(algorithm, bytes).SetArgDisplayNames(algorithm, name);
        }
    }

    [TestCaseSource(nameof(RsaSignatures))]
    [Property("Requirement", "A-06")]
    public void Authenticate_BadRsaSignature_IsRefused(string algorithm, byte[] signature) =>
        Assert.That(Trusting(algorithm).Reason(Token(algorithm).Seal(signature)), Is.EqualTo(BadSignature));

    [Test]
    [Property("Requirement", "A-06")]
    public void Pss_WithASaltOfTheHashsLength_IsAccepted() =>
        Assert.That(Trusting("PS256").Reason(Token("PS256").Seal(Pss(Token("PS256").SigningInput, 32))), Is.Null);

    [Test]
    [Property("Requirement", "A-07")]
    public void Authenticate_MacOfAnyOtherLength_IsRefused([Values("HS256", "HS384", "HS512")] string algorithm)
    {
        TokenForge token = Token(algorithm);
        byte[] mac = token.Key.Sign(token.SigningInput);
        JwtFixture fixture = Trusting(algorithm);

        Assert.That(fixture.Reason(token.Seal(mac)), Is.Null);
        for (int length = 1; length < mac.Length; length++)
            Assert.That(fixture.Reason(token.Seal(mac[..length])), Is.EqualTo(BadSignature));
        Assert.That(fixture.Reason(token.Seal([.. mac, 0])), Is.EqualTo(BadSignature));
        Assert.That(fixture.Reason(token.Seal([.. mac, .. mac])), Is.EqualTo(BadSignature));
        for (int at = 0; at < mac.Length; at++)
        {
            byte[] flipped = [.. mac];
            flipped[at] ^= 1;
            Assert.That(fixture.Reason(token.Seal(flipped)), Is.EqualTo(BadSignature));
        }
    }

    [Test]
    [Property("Requirement", "A-10")]
    public void Options_NoKeyAtAll_AreRefused()
    {
        JwtStrategyOptions options = new() { Issuer = "i", Audience = "a" };

        Assert.That(AuthStrategies.Jwt.JwtStrategyOptionsValidator.Problems(options), Has.Some.Contains("at least one key"));
    }

    [Test]
    [Property("Requirement", "A-10")]
    public void Authenticate_KeyNotFound_IsNeverTheEmptyKey([Values("HS256", "HS384", "HS512")] string algorithm, [Values(null, "", "nobody")] string? keyId)
    {
        TokenForge token = Token(algorithm, keyId);
        string text = token.Seal(ForgeKey.Hmac(new("SHA" + algorithm[2..]), [], TokenForge.Utf8(token.SigningInput)));

        Assert.That(JwtFixture.OfAllAlgorithms().Reason(text), Is.EqualTo(keyId is null ? BadSignature : UnknownKey));
    }

    [Test]
    [Property("Requirement", "A-01")]
    public void Authenticate_AllowListNarrowerThanTheKeys_Decides()
    {
        JwtFixture fixture = new(options =>
        {
            options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
            options.VerificationKeys.Add(ForgeKey.Of("RS256").Key);
            options.Algorithms.Add("HS256");
        });

        Assert.That(fixture.Reason(Token("HS256").Sign()), Is.Null);
        Assert.That(fixture.Reason(Token("RS256").Sign()), Is.EqualTo(UnsupportedAlgorithm));
    }

    // EMSA-PSS (RFC 8017 §9.1.1) by hand, since the platform signs with the one right salt length only.
    private static byte[] Pss(string input, int saltLength)
    {
        RSAParameters key = ForgeKey.Rsa.ExportParameters(true);
        BigInteger n = new(key.Modulus!, true, true);
        int bits = (int)n.GetBitLength() - 1;
        int length = (bits + 7) / 8;
        byte[] salt = RandomNumberGenerator.GetBytes(saltLength);
        byte[] hash = SHA256.HashData([.. new byte[8], .. SHA256.HashData(Encoding.ASCII.GetBytes(input)), .. salt]);
        byte[] db = [.. new byte[length - saltLength - hash.Length - 2], 1, .. salt];
        byte[] mask = Mask(hash, db.Length);
        for (int i = 0; i < db.Length; i++)
            db[i] ^= mask[i];
        db[0] &= (byte)(0xFF >> ((8 * length) - bits));
        byte[] message = [.. db, .. hash, 0xBC];
        byte[] signature = BigInteger.ModPow(new(message, true, true), new(key.D!, true, true), n).ToByteArray(true, true);
        return [.. new byte[256 - signature.Length], .. signature];
    }

    private static byte[] Mask(byte[] seed, int length)
    {
        List<byte> mask = [];
        for (byte counter = 0; mask.Count < length; counter++)
            mask.AddRange(SHA256.HashData([.. seed, 0, 0, 0, counter]));
        return [.. mask[..length]];
    }

    // PKCS#1 v1.5 with the hash too far left and anything behind it, raised with the private key: lax parsers take it.
    private static byte[] Bleichenbacher(string input)
    {
        RSAParameters key = ForgeKey.Rsa.ExportParameters(true);
        byte[] prefix = Convert.FromHexString("3031300D060960864801650304020105000420");
        byte[] start = [0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, .. prefix, .. SHA256.HashData(Encoding.ASCII.GetBytes(input))];
        byte[] message = [.. start, .. new byte[256 - start.Length]];
        byte[] signature = BigInteger.ModPow(new(message, true, true), new(key.D!, true, true), new(key.Modulus!, true, true)).ToByteArray(true, true);
        return [.. new byte[256 - signature.Length], .. signature];
    }
}
