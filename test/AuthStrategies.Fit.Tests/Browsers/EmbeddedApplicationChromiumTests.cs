using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AuthStrategies.Fit.Tests.Browsers;

/// <summary>An application in a frame of another site, with an installed Chromium. Ignored where there is none.</summary>
[TestFixture]
public sealed class EmbeddedApplicationChromiumTests
{
    private const string LogIn = "async () => (await fetch('/login/alice', { method: 'POST' })).status";
    private const string Who = "async () => await (await fetch('/open')).text()";
    private const string LogOut = "async () => (await fetch('/auth/logout', { method: 'POST' })).status";

    private AuthStrategies.AspNetCore.Tests.Hosting.Browser _browser = null!;

    [OneTimeSetUp]
    public async Task LaunchAsync() => _browser = await AuthStrategies.AspNetCore.Tests.Hosting.Browser.StartOrIgnoreAsync("--host-resolver-rules=MAP *.test 127.0.0.1");

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [TestCase("Session", true, "alice")]
    [TestCase("Session", false, "nobody")]
    [TestCase("Jwt", true, "alice")]
    [TestCase("Jwt", false, "nobody")]
    public async Task Frame_OfAnotherSite_IsLoggedInOnlyWithAPartition(string strategy, bool partitioned, string user)
    {
        await using TestHost host = await StartAsync(strategy, partitioned);
        await using IBrowserContext context = await _browser.NewContextAsync(host.App.Origin);
        IPage page = await context.NewPageAsync();
        IFrame frame = await OpenAsync(page, host, "first.test");

        int status = await frame.EvaluateAsync<int>(LogIn);
        string who = await frame.EvaluateAsync<string>(Who);
        int ended = await frame.EvaluateAsync<int>(LogOut);

        Assert.That((status, who, ended), Is.EqualTo((200, user, 200)));
        Assert.That((await frame.EvaluateAsync<string>(Who), (await context.CookiesAsync()).Count), Is.EqualTo(("nobody", 0)));
    }

    [Test]
    public async Task Frame_OfASecondSite_HasItsOwnSession()
    {
        await using TestHost host = await StartAsync("Session", partitioned: true);
        await using IBrowserContext context = await _browser.NewContextAsync(host.App.Origin);
        IFrame first = await OpenAsync(await context.NewPageAsync(), host, "first.test");
        IFrame second = await OpenAsync(await context.NewPageAsync(), host, "second.test");

        await first.EvaluateAsync<int>(LogIn);
        string other = await second.EvaluateAsync<string>(Who);
        await second.EvaluateAsync<int>(LogIn);
        await second.EvaluateAsync<int>(LogOut);

        Assert.That((other, await second.EvaluateAsync<string>(Who), await first.EvaluateAsync<string>(Who)), Is.EqualTo(("nobody", "nobody", "alice")));
    }

    private static async Task<IFrame> OpenAsync(IPage page, TestHost host, string site)
    {
        await page.GotoAsync($"https://{site}:{host.App.Address.Port}/outer");
        await page.FrameLocator("iframe").Locator("p").WaitForAsync();
        return page.Frames.Single(frame => frame.ParentFrame is not null);
    }

    private static Task<TestHost> StartAsync(string strategy, bool partitioned) => TestHost.StartAsync(
        builder => _ = strategy == "Session" ? builder.AddSession() : builder.AddJwt(Logins.JwtWithRefresh),
        o =>
        {
            o.Strategy(strategy).Transport = CredentialTransport.Cookie;
            (o.Strategy(strategy).Cookie.SameSite, o.Strategy(strategy).Cookie.Partitioned) = (SameSiteMode.None, partitioned);
        },
        map: app =>
        {
            app.MapGet("/inner", () => TypedResults.Content("<p>inner</p>", "text/html"));
            app.MapGet("/outer", (HttpRequest request) => TypedResults.Content($"<iframe src=\"https://app.test:{request.Host.Port}/inner\"></iframe>", "text/html"));
        });
}
