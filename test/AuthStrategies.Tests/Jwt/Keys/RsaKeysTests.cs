using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class RsaKeysTests
{
    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.RsaAlgorithms))]
    [Property("Requirement", "A-04")]
    public void From_RsaTooShort_SaysHowManyBitsAndWhatToType(string algorithm)
    {
        using RSA rsa = RSA.Create(1024);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.From(rsa, algorithm))!;

        Assert.That(refusal.ParamName, Is.EqualTo("key"));
        Assert.That(refusal.Message, Does.Contain("2048 to 16384 bits, but this key has 1024").And.Contain("UseFileJwtKeyStore").And.Not.Contain("JwtKey.Generate").And.Contain("`openssl genrsa 3072`"));
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

    /// <summary>A key object that exports what it was given, as a careless provider might.</summary>
    private sealed class LooseRsa(RSAParameters parameters) : RSA
    {
        public override RSAParameters ExportParameters(bool includePrivateParameters) => parameters;

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }
}
