using Microsoft.Playwright;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>The plain cases with an installed Chromium. They are ignored where there is none.</summary>
[TestFixture]
[Property("Requirement", "M-14")]
public sealed class ChromiumTests
{
    private const string SixFetches = "() => Promise.all([1, 2, 3, 4, 5, 6].map(() => fetch('/me').then(answer => answer.status)))";

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
        _app = await RotationApp.StartAsync();
        _context = await _browser.NewContextAsync(_app.App.Origin);
        _page = await _context.NewPageAsync();
        await _page.GotoAsync("/welcome");
        await _page.ClickAsync("button");
        // Not by an event, which can come before the wait for it begins.
        await _page.WaitForFunctionAsync("() => location.pathname === '/login/alice' && document.readyState === 'complete'");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _context.CloseAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Login_SetsTheCookieAndTheNextPageHasAUser()
    {
        await OpenAppAsync(_page);

        Assert.That(await CookieAsync(), Has.Length.EqualTo(64));
        Assert.That(_app.Counters.Rotated, Is.Zero);
    }

    [Test]
    public async Task Page_WithImagesAndFetches_RotatesOnceWhenItIsDue()
    {
        for (int round = 1; round <= 3; round++)
        {
            string? before = await CookieAsync();
            _app.BecomeDue();
            await OpenAppAsync(_page);
            Assert.That((await CookieAsync() == before, _app.Counters.Rotated), Is.EqualTo((false, round)));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Script_SixFetchesAtOnce_RotateOnceWhenTheyAreDue()
    {
        await OpenAppAsync(_page);
        for (int round = 1; round <= 3; round++)
        {
            _app.BecomeDue();
            Assert.That(await _page.EvaluateAsync<int[]>(SixFetches), Is.All.EqualTo(200));
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
            await _page.EvaluateAsync<int[]>(SixFetches);
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task TwoTabs_AtTheSameTime_RotateOnce()
    {
        IPage other = await _context.NewPageAsync();
        await OpenAppAsync(_page);
        await OpenAppAsync(other);
        for (int round = 1; round <= 3; round++)
        {
            _app.BecomeDue();
            int[][] statuses = await Task.WhenAll(_page.EvaluateAsync<int[]>(SixFetches), other.EvaluateAsync<int[]>(SixFetches));
            Assert.That(statuses.SelectMany(status => status), Is.All.EqualTo(200));
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
            await other.EvaluateAsync<int[]>(SixFetches);
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task BackAndForward_WithRotationsBetween_KeepTheNewestCookie()
    {
        await OpenAppAsync(_page);
        _app.BecomeDue();
        await _page.GotoAsync("/page");
        string? second = await CookieAsync();

        await _page.GoBackAsync();
        await _page.GoForwardAsync();
        bool isKept = await CookieAsync() == second;
        await _page.EvaluateAsync<int[]>(SixFetches);
        _app.BecomeDue();
        await _page.GoBackAsync();
        int[] statuses = await _page.EvaluateAsync<int[]>(SixFetches);

        Assert.That(isKept, Is.True, "A page from the browser's cache does not put an older cookie back.");
        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That((_app.Counters.Rotated, _app.Counters.Suspicions), Is.EqualTo((2, (0, 0))));
    }

    [Test]
    public async Task Navigation_AbortedWhileItWaits_TheSessionGoesOn()
    {
        await OpenAppAsync(_page);
        _app.BecomeDue();
        await _page.EvaluateAsync("() => { location.href = '/pause/left'; }");
        await _app.Pauses["left"].ReachedAsync();

        await OpenAppAsync(_page);
        _app.Pauses["left"].Release();

        Assert.That((_app.Counters.Rotated, _app.Counters.Suspicions), Is.EqualTo((1, (0, 0))));
        Assert.That(await _page.EvaluateAsync<int[]>(SixFetches), Is.All.EqualTo(200));
    }

    [Test]
    public async Task Logout_InOneTab_LogsTheOtherOut()
    {
        IPage other = await _context.NewPageAsync();
        await OpenAppAsync(_page);
        await OpenAppAsync(other);
        _app.BecomeDue();

        int status = await _page.EvaluateAsync<int>("() => fetch('/auth/logout', { method: 'POST' }).then(answer => answer.status)");

        Assert.That((status, await CookieAsync()), Is.EqualTo((200, (string?)null)));
        Assert.That(await other.EvaluateAsync<int[]>(SixFetches), Is.All.EqualTo(401));
        Assert.That((_app.Counters.Rotated, _app.Counters.Suspicions), Is.EqualTo((0, (0, 0))));
    }

    /// <summary>Opens a page with images and fetches, and waits until all of them have arrived.</summary>
    private static async Task OpenAppAsync(IPage page)
    {
        await page.GotoAsync("/app");
        await page.Locator("body[data-statuses='200 200 200 200 200 200']").WaitForAsync();
        Assert.That(await page.EvaluateAsync<bool>("() => [...document.images].every(image => image.naturalWidth > 0)"), Is.True);
    }

    private async Task<string?> CookieAsync() =>
        (await _context.CookiesAsync()).SingleOrDefault(cookie => cookie.Name == RotationApp.Cookie)?.Value;
}
