using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.Http;

[TestFixture]
public sealed class SecureTransportTests
{
    [Test]
    [Property("Requirement", "X-08")]
    public async Task SignIn_OverPlainHttp_IssuesNothingAndNamesTheWayOut()
    {
        await using TestHost host = await TestHost.StartAsync(https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders").And.Contain("AllowHttpInDevelopment"));
        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task SignIn_OverPlainHttpInDevelopmentWithTheSwitch_KeepsTheCookieSecure()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.AllowHttpInDevelopment = true, environment: "Development", https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.One("Set-Cookie"), Does.StartWith("__Host-auth=").And.Contain("; secure"));
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    [Property("Requirement", "X-08")]
    public async Task Start_WithTheSwitchOutsideDevelopment_IsRefused(string environment)
    {
        Exception? exception = await Assert.CatchAsync(async () => await TestHost.StartAsync(http: o => o.AllowHttpInDevelopment = true, environment: environment));

        Assert.That(exception?.Message, Does.Contain("AllowHttpInDevelopment").And.Contain(environment));
    }
}
