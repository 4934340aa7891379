using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>Device-bound sessions over HTTP, with an honest browser: registration, refresh, rotation, end.</summary>
[TestFixture]
internal sealed class DeviceBindingTests
{
    private static readonly string[] FromABrowser = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate"];

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_HonestBrowser_GetsInstructionsAndABoundCookie()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        RawAnswer login = await browser.LogInAsync();

        RawAnswer answer = await browser.RegisterAsync();

        Assert.That(login.One("Secure-Session-Registration"), Is.EqualTo($"(ES256 RS256);path=\"/auth/device/register\";challenge=\"{browser.Challenge}\""));
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        Assert.That(answer.One("Content-Type"), Does.StartWith("application/json"));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(answer.Body, Is.EqualTo($$"""{"session_identifier":"{{browser.Id}}","refresh_url":"/auth/device/refresh","scope":{"include_site":false},"credentials":[{"type":"cookie","name":"__Host-auth-bound","attributes":"Path=/; Secure; HttpOnly; SameSite=Lax"}]}"""));
        Assert.That(answer.SetCookie("__Host-auth-bound"), Does.EndWith("; max-age=270; path=/; secure; samesite=lax; httponly"), "half a minute before it ends");
        Assert.That((await browser.GetAsync()).Body, Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_WithoutAnyCookie_GivesANewBoundCookieForAProof()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(5));
        string old = browser.Bound!;

        RawAnswer late = await browser.GetAsync();
        RawAnswer asked = await browser.AskAsync();
        RawAnswer refreshed = await browser.AnswerAsync(browser.Proof(DeviceBrowser.ChallengeOf(asked)));

        Assert.That(late.Status, Is.EqualTo(401));
        Assert.That((asked.Status, asked.One("Secure-Session-Challenge")), Is.EqualTo((403, $"\"{DeviceBrowser.ChallengeOf(asked)}\";id=\"{browser.Id}\"")));
        Assert.That(refreshed.Status, Is.EqualTo(200), refreshed.Text);
        Assert.That(browser.Bound, Is.Not.EqualTo(old));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Request_Ordinary_AsksTheStoreNoMoreOften([Values] bool isBound)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await (isBound ? browser.LogInAndRegisterAsync() : browser.LogInAsync());
        await browser.GetAsync();
        host.Store.Forget();

        await browser.GetAsync();

        Assert.That(host.Store.Calls, Is.EqualTo((string[])["find"]));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Rotation_BoundSession_KeepsTheBinding()
    {
        await using TestHost host = await DeviceHosts.StartAsync(o => o.BoundCookieLifetime = TimeSpan.FromHours(1), session: o => o.RotateEvery = TimeSpan.FromMinutes(15));
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer rotated = await host.SendAsync("GET /me", [.. browser.Cookies, .. FromABrowser]);
        browser.Session = rotated.CookieValue("__Host-auth")!;

        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={browser.Session}")).Status, Is.EqualTo(401));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200));
        Assert.That((await browser.RefreshAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_AfterARotation_BindsTheSameSession()
    {
        await using TestHost host = await DeviceHosts.StartAsync(session: o => (o.ReuseWindow, o.LateRequestWindow, o.RotateEvery) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)));
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromSeconds(30));
        browser.Session = (await host.SendAsync("GET /me", [.. browser.Cookies, .. FromABrowser])).CookieValue("__Host-auth")!;

        Assert.That((await browser.RegisterAsync()).Status, Is.EqualTo(200));
    }

    private static readonly TestCaseData[] Ends =
    [
        End("logout", async (host, browser) => await host.SendAsync("POST /auth/logout", browser.Cookies)),
        End("logout without the bound cookie", async (host, browser) => await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={browser.Session}")),
        End("log out everywhere", async (host, browser) => await host.SendAsync("POST /auth/logout-everywhere", browser.Cookies)),
        End("revoked from the list", async (host, browser) => { await Directory(host).RevokeAsync("alice", SessionId.Parse(browser.Id)); return null; }),
        End("revoked everything", async (host, _) => { await Directory(host).RevokeEverythingAsync(); return null; }),
        End("expired", (host, _) => { host.App.Time.Advance(TimeSpan.FromDays(400)); return Task.FromResult<RawAnswer?>(null); }),
    ];

    [TestCaseSource(nameof(Ends))]
    [Property("Requirement", "P-03")]
    public async Task End_OfAnyKind_TakesEffectAtOnceAndTheBrowserForgetsTheKey(Func<TestHost, DeviceBrowser, Task<RawAnswer?>> end)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        RawAnswer challenge = await browser.AskAsync();

        RawAnswer? answer = await end(host, browser);

        RawAnswer refreshed = await browser.RefreshAsync();
        RawAnswer answered = await browser.AnswerAsync(browser.Proof(DeviceBrowser.ChallengeOf(challenge)));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(401));
        Assert.That((refreshed.Status, refreshed.Body, refreshed.One("Set-Cookie")), Is.EqualTo((200, """{"continue":false}""", (string?)null)));
        Assert.That(answered.Body, Is.EqualTo("""{"continue":false}"""));
        if (answer is not null)
            Assert.That(answer.SetCookie("__Host-auth-bound"), Does.Contain("max-age=0").And.Contain("__Host-auth-bound=;"));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Browser_WithoutTheFeature_GoesOnUnbound()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(200));
        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}; __Host-auth-bound=anything")).Status, Is.EqualTo(200), "no second credential");
        Assert.That((await host.SendAsync("GET /me", "Cookie: __Host-auth-bound=anything")).Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task RequireDeviceBinding_EachKindOfSession_IsMetByABoundOneOnly()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        RawAnswer anonymous = await host.SendAsync("GET /bound");
        await browser.LogInAsync();
        RawAnswer unbound = await browser.GetAsync("/bound");
        await browser.RegisterAsync();
        RawAnswer onItsWay = await host.SendAsync("GET /bound", $"Cookie: __Host-auth={browser.Session}");
        RawAnswer bound = await browser.GetAsync("/bound");

        Assert.That((anonymous.Status, unbound.Status, onItsWay.Status, bound.Status), Is.EqualTo((401, 403, 403, 200)));
        // A page that waits for its browser must tell this from a user without the right.
        foreach (RawAnswer refused in (RawAnswer[])[unbound, onItsWay])
            Assert.That(refused.Body, Does.Contain("\"title\":\"The session is not bound to a device.\""));
        Assert.That(anonymous.Body, Does.Not.Contain("device"));
    }

    [Test]
    public async Task List_BoundSession_SaysSo()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        string before = (await browser.GetAsync("/auth/sessions")).Body;
        await browser.RegisterAsync();

        Assert.That((before, (await browser.GetAsync("/auth/sessions")).Body), Is.EqualTo((before.Replace("\"deviceBound\":true", "", StringComparison.Ordinal), before.Replace("\"deviceBound\":false", "\"deviceBound\":true", StringComparison.Ordinal))));
        Assert.That(before, Does.Contain("\"deviceBound\":false"));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task LogIn_AgainWithABoundSession_NewSessionIsBoundToItsOwnKey()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        string first = browser.Id;
        await browser.LogInAsync("alice", browser.Cookies);

        RawAnswer unbound = await browser.GetAsync();
        RawAnswer registered = await browser.RegisterAsync();

        Assert.That((unbound.Status, registered.Status), Is.EqualTo((200, 200)));
        Assert.That((await browser.AskAsync(first)).Body, Is.EqualTo("""{"continue":false}"""));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200));
    }

    [TestCase("unreachable", "unreachable")]
    [TestCase("server_error;session_identifier=\"a\", quota_exceeded", "server_error")]
    [TestCase("something\\nelse", "other")]
    [TestCase(null, null)]
    public async Task Request_RefreshWasSkipped_IsRefusedAndLogged(string? skipped, string? logged)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        browser.Bound = null;

        RawAnswer answer = await host.SendAsync("GET /me", [.. browser.Cookies, .. skipped is null ? Array.Empty<string>() : [$"Secure-Session-Skipped: {skipped}"]]);

        Assert.That((answer.Status, answer.One("Set-Cookie")), Is.EqualTo((401, (string?)null)), "the session goes on");
        Assert.That(host.App.Log.Text, logged is null ? Does.Not.Contain("did not refresh it") : Does.Contain($"did not refresh it: {logged}"));
    }

    [Test]
    public async Task LogIn_SameUserAgain_ContinuedSessionIsNotOffered()
    {
        await using TestHost host = await DeviceHosts.StartAsync(map: app => app.MapPost("/again", async (HttpContext context) =>
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, context.User, (await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.AuthenticateAsync(context)).Properties)));
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();

        RawAnswer again = await host.SendAsync("POST /again", browser.Cookies);

        Assert.That((again.Status, again.One("Secure-Session-Registration")), Is.EqualTo((200, (string?)null)));
    }

    private static ISessionDirectory Directory(TestHost host) => host.App.Services.GetRequiredService<ISessionDirectory>();

    private static TestCaseData End(string name, Func<TestHost, DeviceBrowser, Task<RawAnswer?>> end) => new TestCaseData(end).SetArgDisplayNames(name);
}
