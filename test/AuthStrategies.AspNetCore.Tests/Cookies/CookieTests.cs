using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Cookies;

/// <summary>The cookie, as a browser would see it.</summary>
[TestFixture]
public sealed class CookieTests
{
    [Test]
    [Property("Requirement", "X-01")]
    [Property("Requirement", "X-02")]
    [Property("Requirement", "X-03")]
    public async Task SignIn_ByDefault_SetsAHostCookieOfTheBrowserSession()
    {
        await using DoorApp app = await DoorApp.StartAsync(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), Logins.Map);

        RawAnswer answer = await app.SendRawAsync("POST /login/alice");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.One("Set-Cookie"), Does.Match("^__Host-auth=[A-Za-z0-9_-]{64}; path=/; secure; samesite=lax; httponly$"));
    }

    [Test]
    public async Task Request_WithTheCookie_IsRecognised()
    {
        await using DoorApp app = await DoorApp.StartAsync(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), Logins.Map);
        string cookie = (await app.SendRawAsync("POST /login/alice")).CookieValue("__Host-auth")!;

        RawAnswer answer = await app.SendRawAsync("GET /me", [$"Cookie: __Host-auth={cookie}"]);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }
}
