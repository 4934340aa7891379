using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>A new application for each test, with a browser that has logged in with a session cookie.</summary>
/// <param name="hasNearCache">Whether the application accepts sessions from a near cache.</param>
/// <param name="version">The browser's version of HTTP.</param>
public abstract class RotationScenarios(bool hasNearCache, string version)
{
    private protected RotationApp App { get; private set; } = null!;

    private protected BrowserClient Browser { get; private set; } = null!;

    private protected RotationCounters Counters => App.Counters;

    private protected PausePoints Pauses => App.Pauses;

    /// <summary>The value of the session cookie in the browser.</summary>
    private protected string? Cookie => Browser.Jar.Find(RotationApp.Cookie);

    private protected Version Version { get; } = Version.Parse(version);

    [SetUp]
    public async Task StartAsync()
    {
        App = await RotationApp.StartAsync(hasNearCache);
        Browser = await App.LogInAsync(Version);
    }

    [TearDown]
    public ValueTask StopAsync() => App.DisposeAsync();

    /// <summary>Starts a request that the application has authenticated and does not answer yet.</summary>
    private protected async Task<BrowserRequest> StartPausedAsync(string name)
    {
        BrowserRequest request = Browser.Start($"GET /pause/{name}");
        await Pauses[name].ReachedAsync();
        return request;
    }

    /// <summary>Lets a paused request go on, and waits for its response.</summary>
    private protected Task<BrowserAnswer> FinishAsync(string name, BrowserRequest request)
    {
        Pauses[name].Release();
        return request.Answer;
    }

    private protected void Pass(double minutes) => App.Time.Advance(TimeSpan.FromMinutes(minutes));

    private protected async Task<BrowserAnswer> AskAsync(string requestLine = "GET /me")
    {
        BrowserAnswer answer = await Browser.AskAsync(requestLine);
        Assert.That(answer.Status, Is.Not.EqualTo(401), $"{requestLine}: the browser is logged out.{Environment.NewLine}{App.App.Log.Text}");
        return answer;
    }

    /// <summary>The session goes on: the next requests are accepted and rotate, and nothing was suspected.</summary>
    private protected async Task AssertGoesOnAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            // The first request may rotate, and the second one uses the new token.
            await AskAsync();
            await AskAsync();
            App.BecomeDue();
            string? before = Cookie;
            await AskAsync();
            Assert.That(Cookie, Is.Not.EqualTo(before), "The next due response rotates.");
        }

        Assert.That(Counters.Suspicions, Is.EqualTo((0, 0)));
    }
}
