using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Connections;

[TestFixture]
public sealed class SessionRevalidationOptionsTests
{
    [Test]
    public void Interval_ByDefault_IsThirtySeconds() =>
        Assert.That(new SessionRevalidationOptions().RevalidationInterval, Is.EqualTo(TimeSpan.FromSeconds(30)));

    [TestCase(0)]
    [TestCase(999)]
    [TestCase((60 * 60 * 1000) + 1)]
    public async Task Start_IntervalOutOfRange_Fails(int milliseconds)
    {
        OptionsValidationException? refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => Start(TimeSpan.FromMilliseconds(milliseconds)));

        Assert.That(refusal!.Failures.Single(), Does.Contain("it must be from 1 second to 1 hour. Write for example TimeSpan.FromSeconds(30)"));
    }

    [Test]
    public async Task Start_IntervalAsLongAsAnIdleTime_FailsAndNamesIt()
    {
        OptionsValidationException? refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => Start(TimeSpan.FromMinutes(5)));

        Assert.That(refusal!.Failures.Single(), Does.Contain("less than IdleTimeout of \"Session\" (00:05:00)"));
    }

    [TestCase(1)]
    [TestCase(299)]
    public async Task Start_IntervalInRange_Works(int seconds)
    {
        await using TestApplication app = await Start(TimeSpan.FromSeconds(seconds));

        Assert.That(app.Services.GetRequiredService<SessionMonitor>().Count, Is.Zero);
    }

    private static Task<TestApplication> Start(TimeSpan interval) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession(o => o.IdleTimeout = TimeSpan.FromMinutes(5)).UseAspNetCore();
            services.AddSignalR().AddSessionRevalidation(o => o.RevalidationInterval = interval);
        },
        Logins.Map);
}
