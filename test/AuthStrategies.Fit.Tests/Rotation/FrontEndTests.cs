using AuthStrategies.AspNetCore;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>A server that renders pages for its users: it forwards the browser's cookie to the application and drops what the answer sets.</summary>
[TestFixture]
[Property("Requirement", "M-14")]
public sealed class FrontEndTests
{
    private const int StepMinutes = 10;

    // The absolute timeout is 24 hours.
    private const int StepsOfADay = (24 * 60 / StepMinutes) - 1;

    [TestCase(false)]
    [TestCase(true)]
    public async Task FrontEnd_ForAWholeDay_NeverRotates(bool hasNearCache)
    {
        await using RotationApp app = await RotationApp.StartAsync(hasNearCache);
        BrowserClient browser = await app.LogInAsync();
        using HttpClient frontEnd = app.App.CreateClient();
        string? cookie = browser.Jar.Find(RotationApp.Cookie);

        for (int step = 0; step < StepsOfADay; step++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(StepMinutes));
            Assert.That(await ForwardAsync(frontEnd, browser), Is.EqualTo((200, 0)), $"Step {step}");
        }

        Assert.That((browser.Jar.Find(RotationApp.Cookie), app.Counters.Rotated, app.Counters.Replayed), Is.EqualTo((cookie, 0, 0)));
        app.Time.Advance(TimeSpan.FromMinutes(StepMinutes));
        Assert.That(await ForwardAsync(frontEnd, browser), Is.EqualTo((401, 0)), "The session ends with its absolute timeout.");
        Assert.That(app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task FrontEnd_WhoseBrowserAlsoAsksTheApplication_LivesOn(bool hasNearCache)
    {
        await using RotationApp app = await RotationApp.StartAsync(hasNearCache);
        BrowserClient browser = await app.LogInAsync();
        using HttpClient frontEnd = app.App.CreateClient();

        for (int step = 1; step < StepsOfADay; step++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(StepMinutes));
            Assert.That(await ForwardAsync(frontEnd, browser), Is.EqualTo((200, 0)), $"Step {step}");
            if (step % 3 == 0)
                Assert.That((await browser.AskAsync("GET /me")).Status, Is.EqualTo(200), $"Step {step}");
        }

        Assert.That(app.Counters.Rotated, Is.EqualTo(StepsOfADay / 3), "Each direct request finds a token that is due.");
        Assert.That(app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task FrontEnd_WithRotateForAll_TakesEverySuccessorAndDropsIt()
    {
        await using RotationApp app = await RotationApp.StartAsync(http: http => http.Strategy("Session").RotateFor = RotationClients.All);
        BrowserClient browser = await app.LogInAsync();
        using HttpClient frontEnd = app.App.CreateClient();
        app.BecomeDue();

        List<(int Status, int SetCookies)> answers = [];
        for (int i = 0; i < 4; i++)
        {
            answers.Add(await ForwardAsync(frontEnd, browser));
            answers.Add(await ForwardAsync(frontEnd, browser));
            app.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.That(answers, Is.EqualTo(Enumerable.Repeat(new[] { (200, 1), (200, 0) }, 4).SelectMany(pair => pair)), "A successor for each reuse window, to a client that drops it.");
        Assert.That(app.Counters.Rotated, Is.EqualTo(4));
        Assert.That((await browser.AskAsync("GET /me")).SetCookies, Has.Count.EqualTo(1), "The browser gets the next one.");
        Assert.That(app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    /// <summary>Asks as the front end does; the status and the number of cookies that it drops.</summary>
    private static async Task<(int Status, int SetCookies)> ForwardAsync(HttpClient frontEnd, BrowserClient browser)
    {
        Answer answer = await frontEnd.AskAsync("GET /me", headers: ("Cookie", browser.Jar.HeaderFor(browser.Address)!));
        return (answer.Status, answer.All("Set-Cookie").Length);
    }
}
