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
    private AuthStrategies.AspNetCore.Tests.Hosting.Browser _browser = null!;

    [OneTimeSetUp]
    public async Task LaunchAsync() => _browser = await Page.LaunchAsync();

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    /// <summary>The browser refuses the cookies of a frame that have no partition: the rows without one show that it does.</summary>
    [TestCase("Session", true, "alice", 204)]
    [TestCase("Session", false, "nobody", 401)]
    [TestCase("Jwt", true, "alice", 204)]
    [TestCase("Jwt", false, "nobody", 401)]
    public async Task Frame_OfAnotherSite_IsLoggedInOnlyWithAPartition(string strategy, bool partitioned, string user, int refreshed)
    {
        await using TestHost host = await StartAsync(strategy, partitioned);
        await using IBrowserContext context = await _browser.NewContextAsync(host.App.Origin);
        IFrame frame = await OpenAsync(await context.NewPageAsync(), host, "first.test");

        int status = await Page.LogInAsync(frame);
        string who = await Page.WhoAsync(frame);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));
        int again = await Page.RefreshAsync(frame);
        string after = await Page.WhoAsync(frame);
        int ended = await Page.LogOutAsync(frame);

        Assert.That((status, who, again, after, ended), Is.EqualTo((200, user, refreshed, user, 200)));
        Assert.That((await Page.WhoAsync(frame), (await context.CookiesAsync()).Count), Is.EqualTo(("nobody", 0)));
    }

    /// <summary>The same application and the same browser, without a frame: it is the frame that needs the partition.</summary>
    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Page_OfTheApplicationItself_IsLoggedInWithoutAPartition(string strategy)
    {
        await using TestHost host = await StartAsync(strategy, partitioned: false);
        await using IBrowserContext context = await _browser.NewContextAsync(host.App.Origin);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"https://app.test:{host.App.Address.Port}/inner");

        int status = await Page.LogInAsync(page.MainFrame);
        string who = await Page.WhoAsync(page.MainFrame);

        Assert.That((status, who), Is.EqualTo((200, "alice")));
    }

    [Test]
    public async Task Frame_OfASecondSite_HasItsOwnSession()
    {
        await using TestHost host = await StartAsync("Session", partitioned: true);
        await using IBrowserContext context = await _browser.NewContextAsync(host.App.Origin);
        IFrame first = await OpenAsync(await context.NewPageAsync(), host, "first.test");
        IFrame second = await OpenAsync(await context.NewPageAsync(), host, "second.test");

        await Page.LogInAsync(first);
        (string own, string other) = (await Page.WhoAsync(first), await Page.WhoAsync(second));
        await Page.LogInAsync(second);
        string logged = await Page.WhoAsync(second);
        await Page.LogOutAsync(second);

        Assert.That((own, other, logged, await Page.WhoAsync(second), await Page.WhoAsync(first)), Is.EqualTo(("alice", "nobody", "alice", "nobody", "alice")));
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
