using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AuthStrategies.Fit.Tests.Browsers;

/// <summary>Development over plain HTTP with an installed Chromium: on localhost, and under an address that no browser trusts. Ignored where there is none.</summary>
[TestFixture]
[Property("Requirement", "X-08")]
public sealed class PlainHttpChromiumTests
{
    private AuthStrategies.AspNetCore.Tests.Hosting.Browser _browser = null!;

    [OneTimeSetUp]
    public async Task LaunchAsync() => _browser = await Page.LaunchAsync();

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [TestCase("Session", "localhost")]
    [TestCase("Session", "machine.test")]
    [TestCase("Jwt", "localhost")]
    [TestCase("Jwt", "machine.test")]
    public async Task Browser_InDevelopment_LogsInCallsRefreshesAndLogsOut(string strategy, string address)
    {
        await using TestHost host = await TestHost.StartAsync(
            builder => _ = strategy == "Session" ? builder.AddSession() : builder.AddJwt(Logins.JwtWithRefresh),
            o => (o.AllowHttpInDevelopment, o.Strategy(strategy).Transport) = (true, CredentialTransport.Cookie),
            map: app => app.MapGet("/start", () => TypedResults.Content("<form method=post action=/login/alice><button>log in</button></form>", "text/html")),
            environment: "Development",
            https: false);
        await using IBrowserContext context = await _browser.NewContextAsync($"http://{address}:{host.App.Address.Port}");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/start");
        await page.ClickAsync("button");
        await page.WaitForFunctionAsync("() => location.pathname === '/login/alice' && document.readyState === 'complete'");

        string name = await Page.WhoAsync(page.MainFrame);
        host.App.Time.Advance(TimeSpan.FromMinutes(11));
        await Page.WhoAsync(page.MainFrame);
        int refreshed = await Page.RefreshAsync(page.MainFrame);
        string again = await Page.WhoAsync(page.MainFrame);
        await Page.LogOutAsync(page.MainFrame);

        Assert.That((name, refreshed, again), Is.EqualTo(("alice", 204, "alice")));
        Assert.That((await context.CookiesAsync()).Select(cookie => cookie.Name), Is.Empty);
    }
}
