using Microsoft.Playwright;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Server-rendered pages whose user a refresh token keeps logged in, with an installed Chromium. Ignored where there is none.</summary>
[TestFixture]
[Property("Requirement", "M-14")]
public sealed class RefreshOnRequestChromiumTests
{
    private AuthStrategies.AspNetCore.Tests.Hosting.Browser _browser = null!;
    private RotationApp _app = null!;
    private IBrowserContext _context = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task LaunchAsync() => _browser = await AuthStrategies.AspNetCore.Tests.Hosting.Browser.StartOrIgnoreAsync();

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [SetUp]
    public async Task LogInAsync()
    {
        _app = await RotationApp.StartPagesAsync();
        _context = await _browser.NewContextAsync(_app.App.Origin);
        _page = await LogInAsync(_context);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _context.CloseAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Page_AfterTheAccessTokenHasExpired_IsServedWithItsImagesAndFetches()
    {
        for (int round = 1; round <= 3; round++)
        {
            _app.BecomeDue();
            await OpenAppAsync(_page);
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Link_OfAPage_IsServed()
    {
        await OpenAppAsync(_page);
        _app.BecomeDue();

        await _page.EvaluateAsync("() => { location.href = '/page'; }");
        await _page.WaitForFunctionAsync("() => location.pathname === '/page' && document.readyState === 'complete'");

        Assert.That((await _page.InnerTextAsync("p"), _app.Counters.Rotated), Is.EqualTo(("alice", 1)));
    }

    [Test]
    public async Task TwoTabs_AtTheSameTime_AreServedAndRotateOnce()
    {
        IPage other = await _context.NewPageAsync();
        for (int round = 1; round <= 3; round++)
        {
            _app.BecomeDue();
            await Task.WhenAll(OpenAppAsync(_page), OpenAppAsync(other));
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Fetch_AfterTheAccessTokenHasExpired_IsNotServed()
    {
        await OpenAppAsync(_page);
        _app.BecomeDue();

        int status = await _page.EvaluateAsync<int>("() => fetch('/me').then(answer => answer.status)");

        Assert.That((status, _app.Counters.Rotated), Is.EqualTo((401, 0)));
        await OpenAppAsync(_page);
    }

    [Test]
    public async Task Browser_Restarted_KeepsTheUserOfAPersistentCookie()
    {
        await using IBrowserContext first = await _browser.NewContextAsync(_app.App.Origin);
        await LogInAsync(first, persistent: true);
        // The application's clock is behind the browser's, so the browser keeps a cookie by its Max-Age.
        Cookie[] persistent = [.. (await first.CookiesAsync()).Where(cookie => cookie.Expires > 0).Select(Copy)];
        _app.BecomeDue();

        await using IBrowserContext second = await _browser.NewContextAsync(_app.App.Origin);
        await second.AddCookiesAsync(persistent);
        IPage page = await second.NewPageAsync();
        await OpenAppAsync(page);

        Assert.That((persistent.Length, _app.Counters.Rotated), Is.EqualTo((2, 1)));
    }

    private static Cookie Copy(BrowserContextCookiesResult cookie) => new()
    {
        Name = cookie.Name,
        Value = cookie.Value,
        Domain = cookie.Domain,
        Path = cookie.Path,
        Expires = cookie.Expires,
        HttpOnly = cookie.HttpOnly,
        Secure = cookie.Secure,
        SameSite = cookie.SameSite,
    };

    private static async Task<IPage> LogInAsync(IBrowserContext context, bool persistent = false)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/welcome");
        await page.EvaluateAsync($"() => {{ document.forms[0].action = '/login/alice?persistent={(persistent ? "true" : "false")}'; }}");
        await page.ClickAsync("button");
        await page.WaitForFunctionAsync("() => location.pathname === '/login/alice' && document.readyState === 'complete'");
        return page;
    }

    /// <summary>Opens a page with images and fetches, and waits until all of them have arrived.</summary>
    private static async Task OpenAppAsync(IPage page)
    {
        await page.GotoAsync("/app");
        await page.Locator("body[data-statuses='200 200 200 200 200 200']").WaitForAsync();
    }
}
