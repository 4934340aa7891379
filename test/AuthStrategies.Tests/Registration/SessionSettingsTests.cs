using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static AuthStrategies.Tests.Registration.Settings;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class SessionSettingsTests
{
    [Test]
    public async Task Session_AllSettings_AreApplied()
    {
        await using ServiceProvider provider = Build(new()
        {
            ["Auth:Strategy"] = "Session",
            ["Auth:Session:IdleTimeout"] = "00:10:00",
            ["Auth:Session:AbsoluteTimeout"] = "02:00:00",
            ["Auth:Session:PersistentIdleTimeout"] = "3.00:00:00",
            ["Auth:Session:PersistentAbsoluteTimeout"] = "9.00:00:00",
            ["Auth:Session:ReuseWindow"] = "00:00:05",
            ["Auth:Session:LateRequestWindow"] = "00:11:00",
            ["Auth:Session:RotateEvery"] = "00:00:00",
            ["Auth:Session:RenewAfter"] = "00:00:05",
            ["Auth:Session:StrictReuse"] = "true",
            ["Auth:Session:MaxSessionsPerSubject"] = "7",
            ["Auth:Session:CredentialCacheBytes"] = "3000000000",
            ["Auth:Session:ClaimNaming"] = "dotnet",
            ["Auth:Session:NameClaimType"] = "nick",
            ["Auth:Session:RoleClaimType"] = "group",
        });

        SessionStrategyOptions options = provider.GetRequiredService<IOptionsMonitor<SessionStrategyOptions>>().Get("Session");

        Assert.That(options.IdleTimeout, Is.EqualTo(TimeSpan.FromMinutes(10)));
        Assert.That(options.AbsoluteTimeout, Is.EqualTo(TimeSpan.FromHours(2)));
        Assert.That(options.PersistentIdleTimeout, Is.EqualTo(TimeSpan.FromDays(3)));
        Assert.That(options.PersistentAbsoluteTimeout, Is.EqualTo(TimeSpan.FromDays(9)));
        Assert.That((options.ReuseWindow, options.LateRequestWindow, options.RotateEvery, options.StrictReuse),
            Is.EqualTo((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(11), TimeSpan.Zero, true)));
        Assert.That(options.MaxSessionsPerSubject, Is.EqualTo(7));
        Assert.That(options.CredentialCacheBytes, Is.EqualTo(3_000_000_000));
        Assert.That(options.RenewAfter, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(options.ClaimNaming, Is.EqualTo(ClaimNaming.DotNet));
        Assert.That(options.NameClaimType, Is.EqualTo("nick"));
        Assert.That(options.RoleClaimType, Is.EqualTo("group"));
    }

    [Test]
    public async Task FirstUse_SessionTimeoutOutOfRange_IsNamedByItsConfigurationKey()
    {
        OptionsValidationException exception = await FirstUseAsync(new() { ["Auth:Strategy"] = "Session", ["Auth:Session:IdleTimeout"] = "8.00:00:00", ["Auth:Session:AbsoluteTimeout"] = "9.00:00:00" });

        Assert.That(exception.Failures, Has.Some.Contains("Auth:Session:IdleTimeout is 8.00:00:00; it must be from 1 second to 7 days. Write for example \"01:00:00\"."));
    }

    [TestCase("ReuseWindow", "00:00:00", "Auth:Session:ReuseWindow is 00:00:00; it must be from 5 seconds to 5 minutes", "StrictReuse = true")]
    [TestCase("ReuseWindow", "00:05:01", "Auth:Session:ReuseWindow is 00:05:01; it must be from 5 seconds to 5 minutes", "\"00:00:30\"")]
    [TestCase("LateRequestWindow", "00:00:29", "Auth:Session:LateRequestWindow is 00:00:29; it must be from ReuseWindow (00:00:30) to 24 hours", "\"00:10:30\"")]
    [TestCase("LateRequestWindow", "00:15:01", "Auth:Session:LateRequestWindow is 00:15:01; it must be at most RotateEvery (00:15:00)", "\"00:10:30\"")]
    [TestCase("RotateEvery", "00:05:00", "Auth:Session:RotateEvery is 00:05:00; it must be 0 (off) or from LateRequestWindow (00:10:30) to 24 hours", "\"00:15:00\". Or make LateRequestWindow shorter")]
    [TestCase("RotateEvery", "-00:00:01", "Auth:Session:RotateEvery is -00:00:01; it must be 0 (off) or from LateRequestWindow (00:10:30) to 24 hours", "\"00:15:00\"")]
    [TestCase("RotateEvery", "1.00:00:01", "Auth:Session:RotateEvery is 1.00:00:01; it must be 0 (off) or from LateRequestWindow (00:10:30) to 24 hours", "\"00:15:00\"")]
    public async Task FirstUse_TimesOfRotationInAnotherOrder_SaysWhatToWrite(string name, string value, string expected, string example)
    {
        OptionsValidationException exception = await FirstUseAsync(new() { ["Auth:Strategy"] = "Session", [$"Auth:Session:{name}"] = value });

        Assert.That(exception.Failures, Has.Exactly(1).Items);
        Assert.That(exception.Failures.Single(), Does.Contain(expected).And.Contain(example));
    }
}
