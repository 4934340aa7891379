using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

internal static class HonestScenarios
{
    public static IReadOnlyList<HonestScenario> All { get; } =
    [
        new("browse", 0.34, day => Browse(day, tabs: 1, meanPause: 2000)),
        new("tabs", 0.20, day => Browse(day, tabs: 2, meanPause: 1500).Poll(60)),
        new("slownet", 0.05, SlowNetwork),
        new("longpoll", 0.05, LongPoll),
        new("lossy", 0.03, LossyNetwork),
        new("suspend", 0.08, Suspend),
        new("heartbeat", 0.04, Heartbeat),
        new("ssr", 0.03, ServerSideFrontEnd),
        new("crash1m", 0.01, CrashWithARecentJar),
        new("restore1d", 0.0005, RestoreTheFirstJar) { LooksLikeTheft = true },
        new("app", 0.06, day => new App(day, isSingleFlight: true, presentsToken: true).Start()),
        new("app-par", 0.01, day => new App(day, isSingleFlight: false, presentsToken: true).Start()),
        new("app+widget", 0.01, day => new AppWithWidget(day).Start()),
        new("jwt-app", 0.06, day => new App(day, isSingleFlight: true, presentsToken: false).Start()) { HasRefreshTokens = true },
        new("jwt-par", 0.01, day => new App(day, isSingleFlight: false, presentsToken: false).Start()) { HasRefreshTokens = true },
        new("pages", 0, day => new Pages(day, accessTokenLife: 840).Start(tabs: 2)) { HasRefreshTokens = true },
        new("pages-short", 0, day => new Pages(day, accessTokenLife: 60).Start(tabs: 2)) { HasRefreshTokens = true },
        new("pages-slow", 0, PagesOverASlowNetwork) { HasRefreshTokens = true },
        new("pages-suspend", 0, PagesOfALaptop) { HasRefreshTokens = true },
        new("pages-script", 0, PagesWithAScript) { HasRefreshTokens = true },
        new("pages-crash1m", 0, PagesWithARecentJar) { HasRefreshTokens = true },
        new("refreshcalls", 0.0195, RefreshCalls),
        new("twojars", 0, TwoJars) { LooksLikeTheft = true },
    ];

    public static HonestScenario Named(string name) => All.Single(scenario => scenario.Name == name);

    private static Browser Browse(SessionDay day, int tabs, double meanPause)
    {
        var browser = new Browser(day, day.OwnerJar);
        for (int i = 0; i < tabs; i++)
            browser.OpenTab(meanPause);
        return browser;
    }

    private static void SlowNetwork(SessionDay day)
    {
        (day.Network.SlowRate, day.Network.SluggishRate, day.Network.LossRate) = (2e-3, 0.1, 0.02);
        Browse(day, tabs: 2, meanPause: 1500);
    }

    private static void LossyNetwork(SessionDay day)
    {
        (day.Network.SluggishRate, day.Network.LossRate) = (0.02, 0.15);
        Browse(day, tabs: 1, meanPause: 1500);
    }

    private static void LongPoll(SessionDay day)
    {
        Browser browser = Browse(day, tabs: 2, meanPause: 1500);
        day.At(day.Random.Between(0, 60), browser.LongPoll);
    }

    private static void Suspend(SessionDay day)
    {
        Browser browser = Browse(day, tabs: 2, meanPause: 1200);
        browser.Poll(120);
        for (double sleep = day.Random.Exponential(3000); sleep < SessionDay.Length; sleep += 1200 + day.Random.Exponential(4000))
        {
            // The lid is closed while a page loads.
            day.At(sleep - 0.1, browser.OpenPage);
            day.At(sleep, () => day.Suspend(day.Random.Between(60, 3600)));
        }
    }

    private static void Heartbeat(SessionDay day)
    {
        double pause = day.Random.Between(300, 2400);
        new Browser(day, day.OwnerJar).Poll(pause, variation: pause * 0.05);
    }

    private static void ServerSideFrontEnd(SessionDay day)
    {
        var browser = new Browser(day, day.OwnerJar);
        browser.OpenTab(1500, browser.OpenForwardedPage);
    }

    private static void CrashWithARecentJar(SessionDay day)
    {
        Browser browser = Browse(day, tabs: 1, meanPause: 1200);
        double age = day.Random.Between(0, 60);
        day.At(day.Random.Between(1800, 30_000), () => browser.Crash(day.Random.Between(3, 300), () => day.OwnerJar.At(day.Now - age)));
    }

    private static void RestoreTheFirstJar(SessionDay day)
    {
        Browser browser = Browse(day, tabs: 1, meanPause: 1200);
        day.At(day.Random.Between(7200, 30_000), () => browser.Crash(day.Random.Between(60, 300), () => day.First));
    }

    private static void RefreshCalls(SessionDay day)
    {
        Browse(day, tabs: 1, meanPause: 1200);
        day.Every(240, 30, day.Random.Between(0, 240), () =>
            day.Send(new SimulatedRequest(Party.Owner, day.OwnerJar) { IsRefresh = true, Duration = 0.05 }));
    }

    private static void PagesOverASlowNetwork(SessionDay day)
    {
        (day.Network.SlowRate, day.Network.SluggishRate, day.Network.LossRate) = (2e-3, 0.1, 0.1);
        new Pages(day, accessTokenLife: 840).Start(tabs: 3);
    }

    private static void PagesOfALaptop(SessionDay day)
    {
        Pages pages = new(day, accessTokenLife: 300);
        pages.Start(tabs: 2);
        for (double sleep = day.Random.Exponential(3000); sleep < SessionDay.Length; sleep += 1200 + day.Random.Exponential(4000))
        {
            day.At(sleep - 0.1, pages.Open);
            day.At(sleep, () => day.Suspend(day.Random.Between(60, 3600)));
        }
    }

    /// <summary>A page with a script that refreshes in time, beside tabs without one.</summary>
    private static void PagesWithAScript(SessionDay day)
    {
        new Pages(day, accessTokenLife: 840).Start(tabs: 2);
        day.Every(800, 60, day.Random.Between(0, 800), () =>
            day.Send(new SimulatedRequest(Party.Owner, day.OwnerJar) { IsRefresh = true, Duration = 0.05 }));
    }

    private static void PagesWithARecentJar(SessionDay day)
    {
        Pages pages = new(day, accessTokenLife: 840);
        pages.Start(tabs: 1);
        double age = day.Random.Between(0, 60);
        day.At(day.Random.Between(1800, 30_000), () =>
        {
            day.OwnerJar.Crash(day.OwnerJar.At(day.Now - age), day.Now);
            pages.ForgetAccessToken();
            day.In(day.Random.Between(3, 300), pages.Open);
        });
    }

    private static void TwoJars(SessionDay day)
    {
        Browse(day, tabs: 1, meanPause: 1200);
        day.At(60, () =>
        {
            day.OtherJar.Set(day.OwnerJar.Token, day.Now);
            new Browser(day, day.OtherJar).OpenTab(1200);
        });
    }
}
