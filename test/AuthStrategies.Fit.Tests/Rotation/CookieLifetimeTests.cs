namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>How long the browser keeps the cookie: only a rotation writes it anew.</summary>
[TestFixture]
[Property("Requirement", "M-11")]
public sealed class CookieLifetimeTests
{
    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task IdleRenewal_KeepsTheSessionAndSetsNoCookie(bool isPersistent, bool hasNearCache)
    {
        await using RotationApp app = await RotationApp.StartAsync(hasNearCache, session: session => session.RotateEvery = TimeSpan.Zero);
        BrowserClient browser = await app.LogInAsync(persistent: isPersistent);
        BrowserCookie cookie = browser.Jar.Cookies.Single();
        for (int i = 0; i < 20; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(50));
            BrowserAnswer answer = await browser.AskAsync("GET /me");
            Assert.That((answer.Status, answer.SetCookies.Count), Is.EqualTo((200, 0)));
        }

        Assert.That(browser.Jar.Cookies.Single(), Is.EqualTo(cookie));
        Assert.That((app.Counters.Rotated, app.Counters.Suspicions), Is.EqualTo((0, (0, 0))));
    }

    [Test]
    public async Task NonPersistent_Rotated_StillEndsWithTheBrowser()
    {
        await using RotationApp app = await RotationApp.StartAsync();
        BrowserClient browser = await app.LogInAsync();
        app.BecomeDue();

        BrowserAnswer answer = await browser.AskAsync("GET /me");

        Assert.That(answer.SetCookies.Single(), Does.Not.Contain("max-age").IgnoreCase.And.Not.Contains("expires"));
        browser.Jar.Close();
        Assert.That((await browser.AskAsync("GET /me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Persistent_Rotated_LastsFromTheRotationOn()
    {
        await using RotationApp app = await RotationApp.StartAsync();
        BrowserClient browser = await app.LogInAsync(persistent: true);
        DateTimeOffset before = browser.Jar.Cookies.Single().Expires!.Value;
        app.Time.Advance(TimeSpan.FromDays(3));

        await browser.AskAsync("GET /me");

        Assert.That(browser.Jar.Cookies.Single().Expires, Is.EqualTo(before + TimeSpan.FromDays(3)));
        browser.Jar.Close();
        Assert.That((await browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        app.Time.Advance(TimeSpan.FromDays(14));
        Assert.That(browser.Jar.Cookies, Is.Empty);
    }

    [Test]
    public async Task Persistent_UsedEachWeekWithoutRotation_LastsUntilTheAbsoluteEnd()
    {
        await using RotationApp app = await RotationApp.StartAsync(session: session => session.RotateEvery = TimeSpan.Zero);
        BrowserClient browser = await app.LogInAsync(persistent: true);

        for (int week = 1; week <= 4; week++)
        {
            app.Time.Advance(TimeSpan.FromDays(7));
            browser.Jar.Close();
            Assert.That((await browser.AskAsync("GET /me")).Status, Is.EqualTo(200), $"week {week}");
        }

        app.Time.Advance(TimeSpan.FromDays(2));
        Assert.That(browser.Jar.Cookies, Is.Empty);
    }

    [Test]
    public async Task Persistent_WithoutRotationAndIdle_IsEndedByTheServer()
    {
        await using RotationApp app = await RotationApp.StartAsync(session: session => session.RotateEvery = TimeSpan.Zero);
        BrowserClient browser = await app.LogInAsync(persistent: true);
        app.Time.Advance(TimeSpan.FromDays(14));

        Assert.That(browser.Jar.Find(RotationApp.Cookie), Is.Not.Null);
        Assert.That((await browser.AskAsync("GET /me")).Status, Is.EqualTo(401));
    }
}
