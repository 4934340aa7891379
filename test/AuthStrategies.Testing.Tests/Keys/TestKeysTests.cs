namespace AuthStrategies.Testing.Tests.Keys;

/// <summary>Keys for tests.</summary>
public sealed class TestKeysTests
{
    [TestCase("HS256")]
    [TestCase("HS512")]
    [TestCase("RS256")]
    [TestCase("PS384")]
    [TestCase("ES256")]
    [TestCase("ES512")]
    [TestCase("A256CBC-HS512")]
    public void Of_SameAlgorithm_IsAlwaysTheSameKey(string algorithm)
    {
        JwtKey key = TestKeys.Of(algorithm);

        Assert.That(TestKeys.Of(algorithm), Is.SameAs(key));
        Assert.That(key.Algorithm, Is.EqualTo(algorithm));
        Assert.That(key.IsPrivate, Is.True);
    }

    [Test]
    public void Another_EachTime_IsANewKey() => Assert.That(TestKeys.Another().KeyId, Is.Not.EqualTo(TestKeys.Default.KeyId));

    [Test]
    public void Of_NoSuchAlgorithm_Throws() => Assert.That(() => TestKeys.Of("none"), Throws.ArgumentException);
}
