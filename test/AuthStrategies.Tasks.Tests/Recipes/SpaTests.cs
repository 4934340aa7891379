using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AuthStrategies.Tasks.Tests.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/spa-same-site.md and docs/recipes/spa-cross-site.md.</summary>
[TestFixture]
public sealed class SpaTests
{
    [Test]
    public async Task SameOrigin_LoginOrderAndLogout_Work()
    {
        await using Site site = await Site.StartAsync(SpaSameSite.Add, SpaSameSite.Map);
        Browser browser = site.OpenBrowser();

        using HttpResponseMessage login = await LogInAsync(browser);
        HttpStatusCode order = await browser.FetchAsync(HttpMethod.Post, "/api/purchases").StatusAsync();
        HttpStatusCode logout = await browser.FetchAsync(HttpMethod.Post, "/api/logout").StatusAsync();
        HttpStatusCode after = await browser.FetchAsync(HttpMethod.Get, "/api/session").StatusAsync();

        Assert.That((login.StatusCode, order, logout, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That(login.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("__Host-auth=").And.Contain("samesite=strict").IgnoreCase);
    }

    [TestCase("https://evil.example", HttpStatusCode.Forbidden, TestName = "Login_OfAnotherSite_IsRefused")]
    [TestCase("https://localhost", HttpStatusCode.OK, TestName = "Login_OfTheSameOrigin_IsAccepted")]
    public async Task Login_FromAnOrigin_IsAnswered(string origin, HttpStatusCode expected)
    {
        await using Site site = await Site.StartAsync(SpaSameSite.Add, SpaSameSite.Map);

        using HttpResponseMessage login = await LogInAsync(site.OpenBrowser(origin));

        Assert.That(login.StatusCode, Is.EqualTo(expected));
    }

    [TestCase(false, "https://app.localhost", "same-site")]
    [TestCase(true, "https://app.example", "cross-site")]
    public async Task AnotherOrigin_Trusted_LogsInAndPurchases(bool crossSite, string origin, string site)
    {
        await using Site app = await StartAsync(crossSite);
        Browser browser = app.OpenBrowser(origin);
        using HttpClient preflight = app.Client();
        using HttpRequestMessage options = new(HttpMethod.Options, "/api/purchases");
        options.Headers.Add("Origin", origin);
        options.Headers.Add("Access-Control-Request-Method", "POST");
        options.Headers.Add("Access-Control-Request-Headers", "content-type");

        using HttpResponseMessage allowed = await preflight.SendAsync(options);
        using HttpResponseMessage login = await LogInAsync(browser);
        using HttpResponseMessage order = await browser.FetchAsync(HttpMethod.Post, "/api/purchases");

        Assert.That((login.StatusCode, order.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)), site);
        Assert.That(Header(allowed, "Access-Control-Allow-Origin"), Is.EqualTo(origin));
        Assert.That(Header(order, "Access-Control-Allow-Credentials"), Is.EqualTo("true"));
        string cookie = login.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, crossSite ? Does.Contain("samesite=none").IgnoreCase.And.Contain("partitioned").IgnoreCase : Does.Contain("samesite=lax").IgnoreCase);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task AnotherOrigin_NotTrusted_IsRefusedWithACookieToo(bool crossSite)
    {
        await using Site app = await StartAsync(crossSite);
        Browser browser = app.OpenBrowser(crossSite ? "https://app.example" : "https://app.localhost");
        using HttpResponseMessage login = await LogInAsync(browser);
        browser.Origin = new("https://evil.example");

        using HttpResponseMessage order = await browser.FetchAsync(HttpMethod.Post, "/api/purchases");
        HttpStatusCode again = await browser.FetchAsync(HttpMethod.Post, "/api/login", JsonContent.Create(new LoginForm("mallory", "right"))).StatusAsync();

        Assert.That((login.StatusCode, order.StatusCode, again), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        Assert.That(Header(order, "Access-Control-Allow-Origin"), Is.Null);
    }

    [Test]
    public async Task Script_OfThePage_DoesWhatThePageSays()
    {
        using Process? process = StartNode();
        if (process is null)
        {
            Assert.Ignore("There is no node on the PATH. Install Node.js 20 or later.");
            return;
        }

        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("pass 4"));
    }

    private static Process? StartNode()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["--test", "session.check.mjs"])
            {
                WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Recipes", "Scripts"),
                RedirectStandardOutput = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static Task<Site> StartAsync(bool crossSite) => crossSite
        ? Site.StartAsync(SpaCrossSite.Add, SpaCrossSite.Map)
        : Site.StartAsync(SpaSameSite.AddTwoOrigins, SpaSameSite.MapTwoOrigins);

    private static Task<HttpResponseMessage> LogInAsync(Browser browser) =>
        browser.FetchAsync(HttpMethod.Post, "/api/login", JsonContent.Create(new LoginForm("alice", "right")));

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;
}
