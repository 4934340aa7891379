using Microsoft.Playwright;

namespace AuthStrategies.Fit.Tests.Browsers;

/// <summary>What the scripts of a page do, and the browser that runs them.</summary>
internal static class Page
{
    /// <summary>A browser for which every name under <c>test</c> is this machine. The running fixture is ignored where none is installed.</summary>
    public static Task<AuthStrategies.AspNetCore.Tests.Hosting.Browser> LaunchAsync() =>
        AuthStrategies.AspNetCore.Tests.Hosting.Browser.StartOrIgnoreAsync("--host-resolver-rules=MAP *.test 127.0.0.1");

    public static Task<int> LogInAsync(IFrame frame) => PostAsync(frame, "/login/alice");

    public static Task<int> RefreshAsync(IFrame frame) => PostAsync(frame, "/auth/refresh");

    public static Task<int> LogOutAsync(IFrame frame) => PostAsync(frame, "/auth/logout");

    /// <summary>The name of the user whom the application sees, or "nobody".</summary>
    public static Task<string> WhoAsync(IFrame frame) => frame.EvaluateAsync<string>("async () => await (await fetch('/open')).text()");

    private static Task<int> PostAsync(IFrame frame, string path) => frame.EvaluateAsync<int>($"async () => (await fetch('{path}', {{ method: 'POST' }})).status");
}
