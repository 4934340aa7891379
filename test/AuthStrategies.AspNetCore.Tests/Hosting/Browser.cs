using Microsoft.Playwright;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>An installed Chromium, driven by Playwright. Nothing is downloaded.</summary>
internal static class Browser
{
    private const string PathVariable = "CHROMIUM_PATH";

    private static readonly string[] UsualPaths =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium"];

    // Without a sandbox, because test containers have none to offer.
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

    /// <summary>A browser; the running test is ignored where none is installed.</summary>
    public static Task<IBrowser> LaunchOrIgnoreAsync(IPlaywright playwright)
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? named : UsualPaths.FirstOrDefault(File.Exists);
        if (path is null || !File.Exists(path))
            Assert.Ignore($"No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium), or say where it is in {PathVariable}.");
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
    }
}
