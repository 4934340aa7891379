using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SideBySide;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>One page for each test: a new server with a new clock, a new browser context without cookies.</summary>
public abstract class PageTests
{
    // Generous: a busy machine is no failure.
    internal const float Deadline = 120_000;

    private readonly List<string> _errors = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private WebApplication _app = null!;
    private IBrowserContext _context = null!;

    private protected IPage Page { get; private set; } = null!;

    private protected ColumnPage Jwt { get; private set; } = null!;

    private protected ColumnPage Session { get; private set; } = null!;

    private protected Uri Address => DemoApp.Address(_app);

    private protected ILocator Rows => Page.Locator("#log tr");

    [OneTimeSetUp]
    public async Task LaunchAsync()
    {
        string executable = Browser.FindOrIgnore();
        Assertions.SetDefaultExpectTimeout(Deadline);
        _playwright = await Playwright.CreateAsync();
        _browser = await Browser.LaunchAsync(_playwright, executable);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _app = await DemoApp.StartOnFreePortAsync();
        await OpenPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _context.CloseAsync();
        await _app.DisposeAsync();
        Assert.That(_errors, Is.Empty, "The page's console or the network complained.");
    }

    /// <summary>Opens the page in another kind of window.</summary>
    private protected async Task OpenPageAsync(BrowserNewContextOptions options)
    {
        if (_context is not null)
            await _context.CloseAsync();
        _errors.Clear();
        _context = await _browser.NewContextAsync(options);
        _context.SetDefaultTimeout(Deadline);
        _context.SetDefaultNavigationTimeout(Deadline);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
        Page.Console += (_, message) => Note(message);
        Page.Request += (_, request) => Note(request);
        Jwt = new(Page, "jwt");
        Session = new(Page, "session");
        await LoadAsync();
    }

    private protected async Task LoadAsync()
    {
        await Page.GotoAsync(Address.ToString());
        await Page.Locator("body[data-ready]").WaitForAsync();
    }

    /// <summary>Moves the demo's clock past the reuse window.</summary>
    private protected Task WaitForWindowAsync() => WaitAsync("#wait-window");

    /// <summary>Moves the demo's clock so far that a cookie is due for rotation and a replaced credential is late.</summary>
    private protected Task WaitForRotationAsync() => WaitAsync("#wait-rotation");

    private protected async Task<BrowserContextCookiesResult?> CookieAsync() =>
        (await _context.CookiesAsync()).SingleOrDefault(cookie => cookie.Name == "auth");

    private protected async Task ShootAsync(string name)
    {
        await Page.EvaluateAsync("scrollTo(0, 0)");
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"side-by-side-{name}.png");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled });
        TestContext.AddTestAttachment(path, $"The page, {name}");
    }

    private Task WaitAsync(string button) => Page.RunAndWaitForResponseAsync(() => Page.ClickAsync(button), "**/demo/clock");

    // A refusal is what many of these tests are about, and the browser reports each on its console.
    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal))
            _errors.Add(message.Text);
    }

    private void Note(IRequest request)
    {
        if (new Uri(request.Url).Authority != Address.Authority)
            _errors.Add($"A request to another host: {request.Url}");
    }
}
