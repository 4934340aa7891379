using Microsoft.Playwright;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>An installed Chromium, driven by Playwright. Nothing is downloaded.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string PathVariable = "CHROMIUM_PATH";

    // In milliseconds. It only ends a test that would never end; a busy machine is no failure.
    private const float Patience = 120_000;

    private static readonly string[] UsualPaths =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium"];

    // Without a sandbox, because test containers have none to offer.
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>A browser for all tests of a fixture, which are ignored where none is installed.</summary>
    /// <param name="arguments">More arguments of Chromium.</param>
    public static async Task<Browser> StartOrIgnoreAsync(params string[] arguments)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        try
        {
            return new(playwright, await LaunchOrIgnoreAsync(playwright, arguments));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>A profile without cookies, which trusts every certificate.</summary>
    /// <param name="origin">The origin of addresses that are paths.</param>
    public async Task<IBrowserContext> NewContextAsync(string origin) => Patient(await _browser.NewContextAsync(new() { IgnoreHTTPSErrors = true, BaseURL = origin }));

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    /// <summary>A browser; the running test is ignored where none is installed.</summary>
    public static Task<IBrowser> LaunchOrIgnoreAsync(IPlaywright playwright, params string[] arguments) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = FindOrIgnore(), Args = [.. Arguments, .. arguments], Timeout = Patience });

    /// <summary>A browser with a profile on disk, which trusts no certificate by itself; the running test is ignored where none is installed.</summary>
    public static async Task<IBrowserContext> OpenProfileOrIgnoreAsync(IPlaywright playwright, string folder, params string[] arguments) =>
        Patient(await playwright.Chromium.LaunchPersistentContextAsync(folder, new() { ExecutablePath = FindOrIgnore(), Args = [.. Arguments, .. arguments], Timeout = Patience }));

    /// <summary>Lets everything in a profile take its time.</summary>
    public static IBrowserContext Patient(IBrowserContext context)
    {
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        return context;
    }

    private static string FindOrIgnore()
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? named : UsualPaths.FirstOrDefault(File.Exists);
        if (path is null || !File.Exists(path))
            Assert.Ignore($"No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium), or say where it is in {PathVariable}.");
        return path!;
    }
}
