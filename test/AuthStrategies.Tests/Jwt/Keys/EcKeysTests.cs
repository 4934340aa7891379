using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class EcKeysTests
{
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
        Assert.That(refusal.Message, Does.Contain($"{algorithm} needs a key on the named curve P-{algorithm switch { "ES256" => "256", "ES384" => "384", _ => "521" }}").And.Contain("UseFileJwtKeyStore").And.Not.Contain("JwtKey.Generate"));
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

    private sealed class LooseEc(ECParameters parameters) : ECDsa
    {
        public override ECParameters ExportParameters(bool includePrivateParameters) => parameters;

        public override byte[] SignHash(byte[] hash) => throw new NotSupportedException();

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
    }
}
