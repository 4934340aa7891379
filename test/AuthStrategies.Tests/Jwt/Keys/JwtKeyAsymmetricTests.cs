using System.Numerics;
using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class JwtKeyAsymmetricTests
{
    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.RsaAlgorithms))]
    [Property("Requirement", "A-04")]
    public void From_RsaTooShort_SaysHowManyBitsAndWhatToType(string algorithm)
    {
        using RSA rsa = RSA.Create(1024);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, algorithm))!;

        Assert.That(refusal.ParamName, Is.EqualTo("key"));
        Assert.That(refusal.Message, Does.Contain("2048 to 16384 bits, but this key has 1024").And.Contain($"JwtKey.Generate(\"{algorithm}\")").And.Contain("`openssl genrsa 3072`"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void FromPem_RsaTooShortToVerify_IsRefusedToo()
    {
        using RSA rsa = RSA.Create(1024);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem(), "RS256"))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains("1024")), Is.EqualTo(("pem", true)));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_RsaOneBitShort_IsRefused()
    {
        byte[] modulus = KeyFixtures.Rsa.ExportParameters(false).Modulus!;
        modulus[0] &= 0x7f;
        using LooseRsa rsa = new(new() { Modulus = modulus, Exponent = [1, 0, 1] });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!;

        Assert.That(refusal.Message, Does.Contain("bits, but this key has 204"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_RsaBeyondWhatPlatformsVerify_IsRefused()
    {
        byte[] modulus = [1, .. new byte[2047], 1];
        using LooseRsa rsa = new(new() { Modulus = modulus, Exponent = [1, 0, 1] });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!;

        Assert.That(refusal.Message, Does.Contain("but this key has 16385"));
    }

    [TestCase(new byte[] { }, TestName = "From_RsaExponent_Missing_IsRefused")]
    [TestCase(new byte[] { 0 }, TestName = "From_RsaExponent_Zero_IsRefused")]
    [TestCase(new byte[] { 1 }, TestName = "From_RsaExponent_One_IsRefused")]
    [TestCase(new byte[] { 0, 0, 1 }, TestName = "From_RsaExponent_OneWithZeros_IsRefused")]
    [TestCase(new byte[] { 2 }, TestName = "From_RsaExponent_Two_IsRefused")]
    [TestCase(new byte[] { 1, 0, 0 }, TestName = "From_RsaExponent_65536_IsRefused")]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1 }, TestName = "From_RsaExponent_NineBytes_IsRefused")]
    [Property("Requirement", "A-04")]
    public void From_RsaExponent(byte[] exponent)
    {
        using LooseRsa rsa = new(KeyFixtures.Rsa.ExportParameters(false) with { Exponent = exponent });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!;

        Assert.That(refusal.Message, Does.Contain("an odd number, at least 3"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_RsaModulusEven_IsRefused()
    {
        byte[] modulus = KeyFixtures.Rsa.ExportParameters(false).Modulus!;
        modulus[^1] ^= 1;
        using LooseRsa rsa = new(new() { Modulus = modulus, Exponent = [1, 0, 1] });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "PS256"))!;

        Assert.That(refusal.Message, Does.Contain("modulus"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_RsaExponentThree_IsTaken()
    {
        JwtKey key = JwtKey.From(KeyFixtures.CubeRsa, "RS256");

        Assert.That(key.Verify(KeyFixtures.Input, KeyFixtures.Sign(key, KeyFixtures.Input)));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_RsaPrivateNumberOfAnotherKey_IsRefused([Values("D", "P", "Q", "DP", "DQ", "InverseQ")] string which, [Values] bool missing)
    {
        RSAParameters stranger = KeyFixtures.CubeRsa.ExportParameters(true);
        RSAParameters key = KeyFixtures.Rsa.ExportParameters(true);
        RSAParameters mixed = which switch
        {
            "D" => key with { D = stranger.D },
            "P" => key with { P = missing ? null : stranger.P },
            "Q" => key with { Q = missing ? null : stranger.Q },
            "DP" => key with { DP = missing ? null : stranger.DP },
            "DQ" => key with { DQ = missing ? null : stranger.DQ },
            _ => key with { InverseQ = missing ? null : stranger.InverseQ },
        };
        using LooseRsa rsa = new(mixed);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!;

        Assert.That((refusal.ParamName, refusal.Message.StartsWith("The private part")), Is.EqualTo(("key", true)));
    }

    [TestCase("ES256", "ES384")]
    [TestCase("ES256", "ES512")]
    [TestCase("ES384", "ES256")]
    [TestCase("ES384", "ES512")]
    [TestCase("ES512", "ES256")]
    [TestCase("ES512", "ES384")]
    [Property("Requirement", "A-04")]
    public void From_EcOnAnotherCurve_SaysWhichOne(string algorithm, string other)
    {
        using ECDsa ec = KeyFixtures.Ec(other);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, algorithm))!;

        Assert.That(refusal.ParamName, Is.EqualTo("key"));
        Assert.That(refusal.Message, Does.Contain($"{algorithm} needs a key on the named curve P-{algorithm switch { "ES256" => "256", "ES384" => "384", _ => "521" }}").And.Contain($"JwtKey.Generate(\"{algorithm}\")"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_EcOnACurveOfTheSameSize_IsRefused()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, "ES256"))!;

        Assert.That(refusal.Message, Does.Contain("P-256"));
    }

    [Test]
    [Property("Requirement", "A-04")]
    public void From_EcCurveWrittenOut_IsRefused()
    {
        using LooseEc ec = new(KeyFixtures.P256.ExportExplicitParameters(true));

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, "ES256"))!;

        Assert.That(refusal.Message, Does.Contain("explicit parameters"));
    }

    [TestCaseSource(nameof(BadPoints))]
    [Property("Requirement", "A-04")]
    public void From_EcPointNotOnTheCurve_IsRefused(string algorithm, byte[] x, byte[] y)
    {
        using LooseEc ec = new(new() { Curve = KeyFixtures.CurveOf(algorithm), Q = new() { X = x, Y = y } });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, algorithm))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains("its point is not on")), Is.EqualTo(("key", true)));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.EcAlgorithms))]
    [Property("Requirement", "A-04")]
    public void From_EcPrivateNumberOfAnotherKey_IsRefused(string algorithm)
    {
        using ECDsa own = KeyFixtures.Ec(algorithm);
        using ECDsa stranger = KeyFixtures.Ec(algorithm);
        using LooseEc ec = new(own.ExportParameters(true) with { D = stranger.ExportParameters(true).D });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, algorithm))!;

        Assert.That(refusal.Message, Does.Contain("private part does not belong"));
    }

    [TestCase(0)]
    [TestCase(0xff)]
    [Property("Requirement", "A-04")]
    public void From_EcPrivateNumberOutOfRange_IsRefused(int filling)
    {
        using LooseEc ec = new(KeyFixtures.P256.ExportParameters(true) with { D = [.. Enumerable.Repeat((byte)filling, 32)] });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(ec, "ES256"))!;

        Assert.That(refusal.Message, Does.Contain("private part does not belong"));
    }

    [Test]
    public void From_PublicPartOnly_VerifiesButCannotSign()
    {
        using RSA publicRsa = RSA.Create(KeyFixtures.Rsa.ExportParameters(false));
        using ECDsa publicEc = ECDsa.Create(KeyFixtures.P256.ExportParameters(false));
        (JwtKey Private, JwtKey Public)[] pairs = [(JwtKey.From(KeyFixtures.Rsa, "PS256"), JwtKey.From(publicRsa, "PS256")), (JwtKey.From(KeyFixtures.P256, "ES256"), JwtKey.From(publicEc, "ES256"))];

        bool[] verified = [.. pairs.Select(pair => pair.Public.Verify(KeyFixtures.Input, KeyFixtures.Sign(pair.Private, KeyFixtures.Input)))];

        Assert.That(verified, Is.All.True);
        Assert.That(pairs.Select(pair => (pair.Private.IsPrivate, pair.Public.IsPrivate, pair.Private.KeyId == pair.Public.KeyId)), Is.All.EqualTo((true, false, true)));
    }

    [Test]
    public void From_PrivatePartLocked_IsRefusedRatherThanQuietlyVerifyOnly()
    {
        using LockedRsa rsa = new();
        using LockedEc ec = new();

        ArgumentException[] refusals = [Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!, Assert.Throws<ArgumentException>(() => JwtKey.From(ec, "ES256"))!];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("key"));
        Assert.That(refusals.Select(refusal => refusal.Message), Is.All.Contains("cannot be exported").And.All.Contains("ExportParameters(false)"));
    }

    [Test]
    public void From_Disposed_IsRefused()
    {
        RSA rsa = RSA.Create(2048);
        rsa.Dispose();
        ECDsa ec = KeyFixtures.Ec("ES256");
        ec.Dispose();

        ArgumentException[] refusals = [Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, "RS256"))!, Assert.Throws<ArgumentException>(() => JwtKey.From(ec, "ES256"))!];

        Assert.That(refusals.Select(refusal => refusal.Message), Is.All.Contains("disposed"));
    }

    private static IEnumerable<TestCaseData> BadPoints()
    {
        foreach (string algorithm in KeyFixtures.EcAlgorithms)
        {
            using ECDsa ec = KeyFixtures.Ec(algorithm);
            ECParameters key = ec.ExportExplicitParameters(false);
            (byte[] x, byte[] y) = (key.Q.X!, key.Q.Y!);
            byte[] prime = key.Curve.Prime!;
            byte[] zero = new byte[x.Length];
            byte[] beside = [.. y[..^1], (byte)(y[^1] ^ 1)];
            (string Name, byte[] X, byte[] Y)[] rows =
            [
                ("infinity", zero, zero),
                ("off the curve", x, beside),
                ("x for y", y, x),
                ("y zero", x, zero),
                ("x zero", zero, y),
                ("prime", prime, prime),
                ("beyond the prime", [.. Enumerable.Repeat((byte)0xff, x.Length)], y),
                ("too short", x[1..], y[1..]),
                ("too long", [0, .. x], [0, .. y]),
                ("no x", [], y),
            ];
            foreach ((string name, byte[] badX, byte[] badY) in rows)
                yield return new TestCaseData(algorithm, badX, badY).SetArgDisplayNames(algorithm, name);
        }
    }

    /// <summary>A key object that exports whatever it was given, as a careless provider might.</summary>
    private sealed class LooseRsa(RSAParameters parameters) : RSA
    {
        public override RSAParameters ExportParameters(bool includePrivateParameters) => parameters;

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }

    private sealed class LooseEc(ECParameters parameters) : ECDsa
    {
        public override ECParameters ExportParameters(bool includePrivateParameters) => parameters;

        public override byte[] SignHash(byte[] hash) => throw new NotSupportedException();

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
    }

    /// <summary>A key in a vault or on a card: it signs and keeps its private part to itself.</summary>
    private sealed class LockedRsa : RSA
    {
        public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new CryptographicException("locked")
            : KeyFixtures.Rsa.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) => KeyFixtures.Rsa.SignHash(hash, hashAlgorithm, padding);
    }

    private sealed class LockedEc : ECDsa
    {
        public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new NotSupportedException("locked")
            : KeyFixtures.P256.ExportParameters(false);

        public override byte[] SignHash(byte[] hash) => KeyFixtures.P256.SignHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
    }
}
