using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed partial class JwtKeyTests
{
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

    /// <summary>A key in hardware: it signs and does not export its private part.</summary>
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
