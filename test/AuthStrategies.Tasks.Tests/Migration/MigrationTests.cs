using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>The applications of docs/migration that come from session libraries of Node.js.</summary>
[TestFixture]
public sealed class MigrationTests
{
    [Test]
    public async Task ExpressSession_Application_DoesTheSame()
    {
        await using Site site = await Site.StartAsync(ExpressSession.Add, ExpressSession.Map);
        Browser browser = site.OpenBrowser();

        HttpStatusCode login = await LogInAsync(browser);
        HttpStatusCode put = await browser.FetchAsync(HttpMethod.Post, "/cart/shoes").StatusAsync();
        string cart = await TextAsync(browser, "/cart");
        string me = await TextAsync(browser, "/me");
        HttpStatusCode logout = await browser.FetchAsync(HttpMethod.Post, "/logout").StatusAsync();

        Assert.That((login, put, cart, me, logout), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, "shoes", "alice", HttpStatusCode.OK)));
        Assert.That(await browser.FetchAsync(HttpMethod.Get, "/me").StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task NextAuth_Application_DoesTheSame()
    {
        await using Site site = await Site.StartAsync(NextAuth.Add, NextAuth.Map);
        Browser browser = site.OpenBrowser();

        HttpStatusCode login = await LogInAsync(browser);
        string session = await TextAsync(browser, "/api/auth/session");
        AuditTrail trail = site.Services.GetRequiredService<AuditTrail>();
        await Until.TrueAsync(() => trail.Count > 0);
        site.Services.GetRequiredService<LockedAccounts>().Add("alice");
        site.Time.Advance(TimeSpan.FromMinutes(6));
        HttpStatusCode locked = await browser.FetchAsync(HttpMethod.Get, "/api/auth/session").StatusAsync();

        Assert.That((login, locked), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That(session, Does.Contain("\"tenant\"").And.Contain("alice"));
        Assert.That(trail, Is.EqualTo((string[])["signed in: alice"]));
    }

    [Test]
    public async Task IronSession_Application_DoesTheSame()
    {
        await using Site site = await Site.StartAsync(IronSession.Add, IronSession.Map);
        Browser browser = site.OpenBrowser();

        HttpStatusCode login = await LogInAsync(browser);
        HttpStatusCode shorten = await browser.FetchAsync(HttpMethod.Post, "/shorten").StatusAsync();
        site.Time.Advance(TimeSpan.FromMinutes(59));
        HttpStatusCode before = await browser.FetchAsync(HttpMethod.Get, "/me").StatusAsync();
        site.Time.Advance(TimeSpan.FromMinutes(2));
        HttpStatusCode after = await browser.FetchAsync(HttpMethod.Get, "/me").StatusAsync();

        Assert.That((login, shorten, before, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    [TestCase("express-session")]
    [TestCase("iron-session")]
    [TestCase("jsonwebtoken")]
    [TestCase("next-auth")]
    public async Task Script_OfThePage_IsJavaScript(string name)
    {
        ProcessStartInfo start = new("node", ["--check", $"{name}.mjs"])
        {
            WorkingDirectory = Path.Combine(DocumentedBlocks.Root, "test", "AuthStrategies.Tasks.Tests", "Migration", "Scripts"),
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            string errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.Zero, errors);
        }
        catch (Win32Exception)
        {
            Assert.Ignore("There is no node on the PATH. Install Node.js 20 or later.");
        }
    }

    private static Task<HttpStatusCode> LogInAsync(Browser browser) =>
        browser.FetchAsync(HttpMethod.Post, "/login", JsonContent.Create(new LoginForm("alice", "right"))).StatusAsync();

    private static async Task<string> TextAsync(Browser browser, string path)
    {
        using HttpResponseMessage answer = await browser.FetchAsync(HttpMethod.Get, path);
        return await answer.Content.ReadAsStringAsync();
    }
}
