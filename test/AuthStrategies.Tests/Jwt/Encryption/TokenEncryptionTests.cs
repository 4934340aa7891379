using System.Buffers.Text;

namespace AuthStrategies.Tests.Jwt.Encryption;

public sealed class TokenEncryptionTests
{
    private const string Algorithm = "A256CBC-HS512";

    private static string Jwk(string members = "") => $$"""{"kty":"oct","k":"{{Base64Url.EncodeToString(JweForge.Secret)}}"{{members}}}""";

    private static IEnumerable<TestCaseData> Makers()
    {
        yield return new TestCaseData((Func<JwtKey>)(() => JwtKey.FromSecret(JweForge.Secret, Algorithm))).SetArgDisplayNames("FromSecret");
        yield return new TestCaseData((Func<JwtKey>)(() => JwtKey.FromBase64(Convert.ToBase64String(JweForge.Secret), Algorithm))).SetArgDisplayNames("FromBase64");
        yield return new TestCaseData((Func<JwtKey>)(() => JwtKey.FromJwk(Jwk(), Algorithm))).SetArgDisplayNames("FromJwk");
        yield return new TestCaseData((Func<JwtKey>)(() => JwtKey.FromJwk(Jwk(""","alg":"A256CBC-HS512","use":"enc","key_ops":["encrypt","decrypt"]""")))).SetArgDisplayNames("FromJwk in full");
    }

    [TestCaseSource(nameof(Makers))]
    public void Makers_SixtyFourBytes_MakeTheSamePrivateKey(Func<JwtKey> make)
    {
        JwtKey key = make();

        Assert.That(key.Algorithm, Is.EqualTo(Algorithm));
        Assert.That(key.IsPrivate, Is.True);
        Assert.That(key.KeyId, Is.EqualTo(JwtKey.FromSecret(JweForge.Secret, Algorithm).KeyId));
    }

    [Test]
    [Property("Requirement", "A-01")]
    public void EncryptionKey_AskedToSignOrVerify_SaysNo([Values(0, 1, 64)] int size)
    {
        byte[] destination = new byte[size];

        bool signed = JweForge.Key.TrySign("a.b"u8, destination, out int written);
        bool verified = JweForge.Key.Verify("a.b"u8.ToArray(), destination);

        Assert.That((signed, written, verified), Is.EqualTo((false, 0, false)));
    }

    [Test]
    [Property("Requirement", "A-03")]
    public void FromSecret_AnyOtherSize_SaysHowManyAreNeeded([Values(0, 1, 32, 48, 63, 65, 128)] int size)
    {
        byte[] secret = [.. Enumerable.Range(0, size).Select(i => (byte)i)];

        ArgumentException mistake = Assert.Throws<ArgumentException>(() => JwtKey.FromSecret(secret, Algorithm))!;

        Assert.That(mistake.Message, Does.Contain("exactly 64").And.Contain("openssl rand -base64 64"));
        Assert.That(mistake.ParamName, Is.EqualTo("secret"));
    }

    [Test]
    public void FromSecret_AllBytesEqual_IsRefused() =>
        Assert.That(() => JwtKey.FromSecret(new byte[64], Algorithm), Throws.ArgumentException);

    [TestCase(""","use":"sig" """, "not for encryption", TestName = "FromJwk_UseSig_IsRefused")]
    [TestCase(""","key_ops":["verify"]""", "decrypt", TestName = "FromJwk_KeyOpsVerify_IsRefused")]
    [TestCase(""","key_ops":["encrypt"]""", "decrypt", TestName = "FromJwk_KeyOpsEncryptOnly_IsRefused")]
    [TestCase(""","alg":"HS512" """, "differs from the algorithm", TestName = "FromJwk_AlgorithmThatSigns_IsRefused")]
    public void FromJwk_ForAnotherPurpose_IsRefused(string members, string said)
    {
        ArgumentException mistake = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(Jwk(members), Algorithm))!;

        Assert.That(mistake.Message, Does.Contain(said));
    }

    [Test]
    [Property("Requirement", "A-08")]
    public void FromJwk_UseEncForASignature_IsRefused() =>
        Assert.That(() => JwtKey.FromJwk(Jwk(""","use":"enc" """), "HS512"), Throws.ArgumentException);

    [Test]
    [Property("Requirement", "A-02")]
    public void FromPemAndFrom_EncryptionAlgorithm_AreRefused()
    {
        Assert.That(() => JwtKey.FromPem(ForgeKey.Rsa.ExportRSAPrivateKeyPem(), Algorithm), Throws.ArgumentException.With.Message.Contains("needs a secret"));
        Assert.That(() => JwtKey.From(ForgeKey.Rsa, Algorithm), Throws.ArgumentException.With.Message.Contains("needs a secret"));
        Assert.That(() => JwtKey.From(ForgeKey.Of("ES256").Ec!, Algorithm), Throws.ArgumentException.With.Message.Contains("needs a secret"));
    }

    [Test]
    public void Generate_Encryption_MakesAnotherKeyEachTime()
    {
        var one = JwtKey.Generate(Algorithm);
        var other = JwtKey.Generate(Algorithm, "mine");

        Assert.That((one.Algorithm, one.IsPrivate, other.KeyId), Is.EqualTo((Algorithm, true, "mine")));
        Assert.That(one.KeyId, Is.Not.EqualTo(JwtKey.Generate(Algorithm).KeyId));
    }

    [Test]
    [Property("Requirement", "K-04")]
    [Property("Requirement", "L-01")]
    public void EncryptionKey_ExportedOrShown_GivesNothingAway()
    {
        Assert.That(() => JweForge.Key.ExportPublicJwk(), Throws.InvalidOperationException.With.Message.Contains("does not export secrets"));
        Assert.That(JweForge.Key.ToString(), Is.EqualTo("JwtKey { Algorithm = A256CBC-HS512, KeyId = enc-1 }"));
    }
}
