using System.Numerics;
using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed partial class JwtKeyTests
{
    private static readonly string[] PssAlgorithms = ["PS256", "PS384", "PS512"];

    [TestCase("RS256", "RS384")]
    [TestCase("RS256", "RS512")]
    [TestCase("RS256", "PS256")]
    [TestCase("PS256", "RS256")]
    [TestCase("PS256", "PS384")]
    [TestCase("PS512", "PS256")]
    [TestCase("RS512", "PS512")]
    [Property("Requirement", "A-01")]
    public void Verify_SignatureOfTheSameKeyByAnotherAlgorithm_IsFalse(string own, string other)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, own);
        byte[] signature = KeyFixtures.Sign(JwtKey.From(KeyFixtures.Rsa, other), KeyFixtures.Input);

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified, Is.False);
    }

    [TestCaseSource(nameof(PublicKeysAsSecrets))]
    [Property("Requirement", "A-02")]
    public void Verify_MacKeyedWithThePublicKey_IsFalse(string algorithm, byte[] secret)
    {
        JwtKey key = algorithm == "RS256" ? JwtKey.From(KeyFixtures.Rsa, "RS256") : JwtKey.From(KeyFixtures.P256, "ES256");
        byte[] mac = HMACSHA256.HashData(secret, KeyFixtures.Input);
        byte[] fitted = new byte[key.SignatureSize];
        mac.CopyTo(fitted, fitted.Length - mac.Length);

        bool[] verified = [key.Verify(KeyFixtures.Input, mac), key.Verify(KeyFixtures.Input, fitted), key.Verify(KeyFixtures.Input, HMACSHA512.HashData(secret, KeyFixtures.Input))];

        Assert.That(verified, Has.None.True);
    }

    [Test]
    [Property("Requirement", "A-06")]
    public void Verify_CubeRootForgeryAgainstExponentThree_IsFalse()
    {
        JwtKey key = JwtKey.From(KeyFixtures.CubeRsa, "RS256");
        byte[] forged = Forgery.CubeRoot(KeyFixtures.Input, 256);
        byte[] cube = KeyFixtures.Number(BigInteger.Pow(KeyFixtures.Number(forged), 3), 256);
        Assume.That(cube.AsSpan().StartsWith(Forgery.CubeHead(KeyFixtures.Input)), "a careless verifier would be deceived");

        bool verified = key.Verify(KeyFixtures.Input, forged);

        Assert.That(verified, Is.False);
    }

    [TestCase((byte)0xff, (byte)1, true)]
    [TestCase((byte)0xfe, (byte)1, false)]
    [TestCase((byte)0x00, (byte)1, false)]
    [TestCase((byte)0xff, (byte)2, false)]
    [TestCase((byte)0xff, (byte)0, false)]
    [Property("Requirement", "A-06")]
    public void Verify_Pkcs1BlockMadeByHand_OnlyTheExactOneIsTrue(byte filling, byte blockType, bool expected)
    {
        JwtKey key = JwtKey.From(KeyFixtures.CubeRsa, "RS256");
        byte[] signature = Forgery.Pkcs1(KeyFixtures.CubeRsa, KeyFixtures.Input, filling, blockType);

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified, Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.RsaAlgorithms))]
    [Property("Requirement", "A-06")]
    public void Verify_SignaturePlusModulus_IsFalse(string algorithm)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, algorithm);
        BigInteger modulus = KeyFixtures.Number(KeyFixtures.Rsa.ExportParameters(false).Modulus);
        (byte[] input, BigInteger sum) = Enumerable.Range(0, 10_000)
            .Select(i => BitConverter.GetBytes(i))
            .Select(input => (input, KeyFixtures.Number(KeyFixtures.Sign(key, input)) + modulus))
            .First(pair => pair.Item2.GetBitLength() <= 2048);

        bool[] verified = [key.Verify(input, KeyFixtures.Number(sum - modulus, 256)), key.Verify(input, KeyFixtures.Number(sum, 256))];

        Assert.That(verified, Is.EqualTo(new[] { true, false }));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.RsaAlgorithms))]
    [Property("Requirement", "A-06")]
    public void Verify_RsaNumberOutOfRangeOrLength_IsFalse(string algorithm)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        byte[] modulus = KeyFixtures.Rsa.ExportParameters(false).Modulus!;
        byte[][] wrong = [signature[1..], signature[..^1], [0, .. signature], [.. signature, 0], [], new byte[256], [.. new byte[255], 1], modulus, [.. Enumerable.Repeat((byte)0xff, 256)]];

        bool[] verified = [.. wrong.Select(candidate => key.Verify(KeyFixtures.Input, candidate))];

        Assert.That(verified, Has.None.True);
    }

    [TestCaseSource(nameof(PssAlgorithms))]
    [Property("Requirement", "A-06")]
    public void Verify_PssMadeByHandAsTheStandardSays_IsTrue(string algorithm)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, algorithm);
        HashAlgorithmName hash = KeyFixtures.HashOf(algorithm);
        byte[] signature = Forgery.Pss(KeyFixtures.Rsa, KeyFixtures.Input, hash, hash, KeyFixtures.HashSizeOf(algorithm));

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified);
    }

    [Test]
    [Property("Requirement", "A-06")]
    public void Verify_PssWithAnotherSaltLength_IsFalse([ValueSource(nameof(PssAlgorithms))] string algorithm, [Values(0, 1, 20, 31, 33, 47, 65, 94)] int saltSize)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, algorithm);
        HashAlgorithmName hash = KeyFixtures.HashOf(algorithm);
        byte[] signature = Forgery.Pss(KeyFixtures.Rsa, KeyFixtures.Input, hash, hash, saltSize);

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified, Is.False);
    }

    [TestCase("PS256", "SHA256", "SHA1", 32)]
    [TestCase("PS256", "SHA256", "SHA384", 32)]
    [TestCase("PS256", "SHA1", "SHA1", 20)]
    [TestCase("PS256", "SHA384", "SHA384", 48)]
    [TestCase("PS384", "SHA384", "SHA1", 48)]
    [TestCase("PS384", "SHA384", "SHA256", 48)]
    [TestCase("PS512", "SHA512", "SHA1", 64)]
    [TestCase("PS512", "SHA256", "SHA512", 64)]
    [Property("Requirement", "A-06")]
    public void Verify_PssWithAnotherHashInside_IsFalse(string algorithm, string hash, string maskHash, int saltSize)
    {
        JwtKey key = JwtKey.From(KeyFixtures.Rsa, algorithm);
        byte[] signature = Forgery.Pss(KeyFixtures.Rsa, KeyFixtures.Input, new(hash), new(maskHash), saltSize);

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified, Is.False);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.EcAlgorithms))]
    [Property("Requirement", "A-05")]
    public void Verify_EcNumberZeroOrOrder_IsFalse(string algorithm)
    {
        JwtKey key = JwtKey.Generate(algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        (byte[] r, byte[] s) = (signature[..(signature.Length / 2)], signature[(signature.Length / 2)..]);
        byte[] n = KeyFixtures.Number(OrderOf(algorithm), r.Length);
        byte[] one = KeyFixtures.Number(BigInteger.One, r.Length);
        byte[] top = [.. Enumerable.Repeat((byte)0xff, r.Length)];
        byte[] zero = new byte[r.Length];
        byte[][] wrong = [[.. zero, .. zero], [.. zero, .. s], [.. r, .. zero], [.. n, .. n], [.. n, .. s], [.. r, .. n], [.. zero, .. one], [.. one, .. zero], [.. one, .. one], [.. top, .. top], [.. n, .. one], [.. s, .. r]];

        bool[] verified = [.. wrong.Select(candidate => key.Verify(KeyFixtures.Input, candidate))];

        Assert.That(verified, Has.None.True);
    }

    [Test]
    [Property("Requirement", "A-05")]
    public void Verify_EcNumberPlusOrder_IsFalse()
    {
        JwtKey key = JwtKey.Generate("ES512");
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        BigInteger order = OrderOf("ES512");
        byte[] more = KeyFixtures.Number(KeyFixtures.Number(signature.AsSpan(66)) + order, 66);
        byte[] moreR = KeyFixtures.Number(KeyFixtures.Number(signature.AsSpan(0, 66)) + order, 66);

        bool[] verified = [key.Verify(KeyFixtures.Input, [.. signature[..66], .. more]), key.Verify(KeyFixtures.Input, [.. moreR, .. signature[66..]])];

        Assert.That(verified, Has.None.True);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.EcAlgorithms))]
    [Property("Requirement", "A-05")]
    public void Verify_EcSignatureOfAnotherShape_IsFalse(string algorithm)
    {
        using ECDsa ec = KeyFixtures.Ec(algorithm);
        JwtKey key = JwtKey.From(ec, algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        byte[][] ders = [.. Enumerable.Range(0, 50).Select(_ => ec.SignData(KeyFixtures.Input, KeyFixtures.HashOf(algorithm), DSASignatureFormat.Rfc3279DerSequence))];
        byte[][] fitted = [.. ders.Select(der => der.Concat(new byte[8]).Take(signature.Length).ToArray())];
        byte[][] wrong = [.. ders, .. fitted, signature[1..], signature[..^1], [0, .. signature], [.. signature, 0], []];

        bool[] verified = [.. wrong.Select(candidate => key.Verify(KeyFixtures.Input, candidate))];

        Assert.That(verified, Has.None.True);
    }

    private static IEnumerable<TestCaseData> PublicKeysAsSecrets()
    {
        RSA rsa = KeyFixtures.Rsa;
        (string Name, byte[] Secret)[] rsaTexts =
        [
            ("PEM", KeyFixtures.Ascii(rsa.ExportSubjectPublicKeyInfoPem())),
            ("PEM and a line end", KeyFixtures.Ascii(rsa.ExportSubjectPublicKeyInfoPem() + "\n")),
            ("PKCS#1 PEM", KeyFixtures.Ascii(rsa.ExportRSAPublicKeyPem())),
            ("DER", rsa.ExportSubjectPublicKeyInfo()),
            ("PKCS#1 DER", rsa.ExportRSAPublicKey()),
            ("JWK", KeyFixtures.Ascii(JwtKey.From(rsa, "RS256").ExportPublicJwk())),
            ("modulus", rsa.ExportParameters(false).Modulus!),
            ("nothing", []),
        ];
        (string Name, byte[] Secret)[] ecTexts =
        [
            ("PEM", KeyFixtures.Ascii(KeyFixtures.P256.ExportSubjectPublicKeyInfoPem())),
            ("DER", KeyFixtures.P256.ExportSubjectPublicKeyInfo()),
            ("JWK", KeyFixtures.Ascii(JwtKey.From(KeyFixtures.P256, "ES256").ExportPublicJwk())),
            ("x", KeyFixtures.P256.ExportParameters(false).Q.X!),
            ("nothing", []),
        ];

        return rsaTexts.Select(text => new TestCaseData("RS256", text.Secret).SetArgDisplayNames("RS256", text.Name))
            .Concat(ecTexts.Select(text => new TestCaseData("ES256", text.Secret).SetArgDisplayNames("ES256", text.Name)));
    }

    private static BigInteger OrderOf(string algorithm)
    {
        using ECDsa ec = KeyFixtures.Ec(algorithm);
        return KeyFixtures.Number(ec.ExportExplicitParameters(false).Curve.Order);
    }
}
