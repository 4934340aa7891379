using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>The cookies of session strategies.</summary>
public sealed partial class CookieRotatorTests
{
    [Test]
    public async Task Request_WhenARenewalIsDueInAnotherClientThanABrowser_SetsNoCookie()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync(query: "?persistent=true");
        host.App.Time.Advance(TimeSpan.FromDays(5));
        RawAnswer renewed = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.App.Time.Advance(TimeSpan.FromDays(10));

        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((renewed.Status, renewed.All("Set-Cookie").Any(), later.Status), Is.EqualTo((200, false, 200)));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task Request_WhenARotationIsDue_SetsTheSuccessorWithALaterEnd()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync(query: "?persistent=true");
        host.App.Time.Advance(TimeSpan.FromDays(5));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");

        Assert.That(answer.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(cookie));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("expires=Sat, 12 Dec 2026 12:00:00 GMT"));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task Request_WithTheReplacedCookie_IsServedAndSetsNone()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string next = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;

        RawAnswer late = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={next}", "Sec-Fetch-Site: same-origin");

        Assert.That(next, Is.Not.EqualTo(old));
        Assert.That((late.Status, late.All("Set-Cookie").Any(), after.Status, after.All("Set-Cookie").Any()), Is.EqualTo((200, false, 200, false)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Request_WhoseSuccessorWasLost_IsHandedAFreshOneAfterTheReuseWindow()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string lost = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        RawAnswer retry = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}", "Sec-Fetch-Site: same-origin");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={retry.CookieValue("__Host-auth")}");

        Assert.That(retry.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(lost).And.Not.EqualTo(old));
        Assert.That((retry.Status, after.Status), Is.EqualTo((200, 200)));
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task Request_OverPlainHttpWhenARotationIsDue_IsAuthenticatedAndNotRotated()
    {
        await using TestHost host = await TestHost.StartAsync(https: false);
        IssuedCredential issued = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={issued.Value}", "Sec-Fetch-Site: same-origin");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((200, false)));
        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders"));
    }
}
