using Microsoft.Playwright;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>An installed Chromium, driven by Playwright. Nothing is downloaded.</summary>
internal static class Browser
{
    private const string PathVariable = "CHROMIUM_PATH";

    private static readonly string[] UsualPaths =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium",
    ];

    // Without a sandbox, because test containers have none to offer; and quiet, because nothing here needs the network.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>The browser's executable; the running fixture is ignored where there is none.</summary>
    public static string FindOrIgnore()
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? named : UsualPaths.FirstOrDefault(File.Exists);
        if (path is null || !File.Exists(path))
            Assert.Ignore($"No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium), or say where it is in {PathVariable}.");
        return path!;
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string path) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments, Timeout = PageTests.Deadline });
}
