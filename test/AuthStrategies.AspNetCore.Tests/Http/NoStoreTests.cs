using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Http;

[TestFixture]
public sealed class NoStoreTests
{
    [TestCase("POST /login/alice")]
    [TestCase("POST /login/alice?persistent=true")]
    [TestCase("POST /auth/logout")]
    [TestCase("POST /logout")]
    [Property("Requirement", "X-09")]
    [Property("Requirement", "I-05")]
    public async Task Answer_ThatSetsOrClearsTheCookie_IsNotStored(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync(requestLine);

        Assert.That(answer.All("Set-Cookie"), Is.Not.Empty);
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    [Property("Requirement", "X-09")]
    public async Task Answer_ThatTheApplicationMakesPublic_IsNotStoredWhenItSetsTheCookie()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/public", async (HttpContext context) =>
        {
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, Logins.Alice);
            context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = TimeSpan.FromHours(1) };
            context.Response.Headers.Expires = "Mon, 23 Nov 2027 12:00:00 GMT";
        }));

        RawAnswer answer = await host.SendAsync("POST /public");

        Assert.That(answer.SetCookie("__Host-auth"), Is.Not.Null);
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(answer.All("Expires"), Is.Empty);
    }
}
