using AuthStrategies.Jwt;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Both ways to turn rotation on.</summary>
[TestFixture]
public sealed class RotateKeysTests
{
    [Test]
    public void RotateKeys_Delegate_ChangesTheDefaults()
    {
        JwtStrategyOptions options = new();

        options.RotateKeys(rotation => rotation.PollInterval = TimeSpan.FromSeconds(5));

        Assert.That(options.KeyRotation!.PollInterval, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That((options.KeyRotation.Algorithm, options.KeyRotation.RotationPeriod), Is.EqualTo(("ES256", TimeSpan.FromDays(30))));
    }

    [Test]
    public void RotateKeys_DelegateAfterValues_KeepsThem()
    {
        JwtStrategyOptions options = new();
        options.RotateKeys(TimeSpan.FromDays(7));

        options.RotateKeys(rotation => rotation.Algorithm = "RS256");

        Assert.That((options.KeyRotation!.Algorithm, options.KeyRotation.RotationPeriod), Is.EqualTo(("RS256", TimeSpan.FromDays(7))));
    }

    [Test]
    public void RotateKeys_NoDelegate_Throws() =>
        Assert.That(() => new JwtStrategyOptions().RotateKeys((Action<JwtKeyRotationOptions>)null!), Throws.ArgumentNullException);
}
