using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>A JWT in a cookie with its refresh token in a second one: only the refresh endpoint changes them.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
[Property("Requirement", "M-14")]
public sealed class JwtCookieTests(bool hasNearCache, string version)
{
    private RotationApp _app = null!;
    private BrowserClient _browser = null!;

    private string? Access => _browser.Jar.Find(RotationApp.Cookie);

    private string? Refresh => _browser.Jar.Find(RotationApp.RefreshCookie);

    [SetUp]
    public async Task StartAsync()
    {
        _app = await RotationApp.StartJwtAsync(hasNearCache);
        _browser = await _app.LogInAsync(Version.Parse(version));
    }

    [TearDown]
    public ValueTask StopAsync() => _app.DisposeAsync();

    [Test]
    public async Task Requests_BeforeExpiry_ChangeNoCookie()
    {
        (string? access, string? refresh) = (Access, Refresh);
        Pass(minutes: 14);

        BrowserAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _browser.AskAsync("GET /me")));

        Assert.That(answers.Select(answer => (answer.Status, answer.SetCookies.Count)), Is.All.EqualTo((200, 0)));
        Assert.That((Access, Refresh), Is.EqualTo((access, refresh)));
    }

    [Test]
    public async Task Refreshes_OfSixAtOnce_AllBringAnAccessTokenAndOneBringsARefreshToken()
    {
        for (int round = 1; round <= 4; round++)
        {
            Pass(minutes: 20);
            BrowserAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _browser.AskAsync("POST /auth/refresh")));
            Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(204));
            Assert.That(answers.Sum(SetsRefresh), Is.EqualTo(1));
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [TestCase(5, 0)]
    [TestCase(31, 1)]
    [TestCase(600, 1)]
    public async Task Refresh_WhoseAnswerIsLost_SucceedsWhenItIsRetried(int seconds, int refreshTokens)
    {
        Pass(minutes: 16);
        await _browser.LoseAsync("POST /auth/refresh");
        _app.Time.Advance(TimeSpan.FromSeconds(seconds));

        BrowserAnswer retry = await _browser.AskAsync("POST /auth/refresh");

        Assert.That((retry.Status, SetsRefresh(retry)), Is.EqualTo((204, refreshTokens)));
        Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Refresh_ToATokenThatIsTooLongForACookie_WritesNothing()
    {
        Pass(minutes: 16);
        (string? access, string? refresh) = (Access, Refresh);
        GrowingClaims.Growth growth = _app.App.Services.GetRequiredService<GrowingClaims.Growth>();
        growth.Length = 5000;

        BrowserAnswer failed = await _browser.AskAsync("POST /auth/refresh");
        (string? accessAfter, string? refreshAfter, long rotated) = (Access, Refresh, _app.Counters.Rotated);
        growth.Length = 0;
        Pass(minutes: 20);
        BrowserAnswer retry = await _browser.AskAsync("POST /auth/refresh");

        Assert.That((failed.Status, failed.SetCookies.Count, rotated), Is.EqualTo((500, 0, 0)));
        Assert.That((accessAfter, refreshAfter), Is.EqualTo((access, refresh)));
        Assert.That(_app.App.Log.Text, Does.Contain("browsers accept 4096"));
        Assert.That((retry.Status, SetsRefresh(retry)), Is.EqualTo((204, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task TwoTabs_RefreshingInTurn_GoOn()
    {
        for (int i = 0; i < 5; i++)
        {
            Pass(minutes: 16);
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(401), "The access token has expired.");
            Assert.That((await _browser.AskAsync("POST /auth/refresh")).Status, Is.EqualTo(204));
            Assert.That((await _browser.AskAsync("POST /auth/refresh")).Status, Is.EqualTo(204));
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        }

        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task SlowAnswer_AfterARefreshByAnotherTab_SetsNothing()
    {
        Pass(minutes: 14);
        BrowserRequest slow = _browser.Start("GET /pause/a");
        await _app.Pauses["a"].ReachedAsync();
        await _browser.AskAsync("POST /auth/refresh");
        (string? access, string? refresh) = (Access, Refresh);

        _app.Pauses["a"].Release();
        BrowserAnswer answer = await slow.Answer;

        Assert.That((answer.Status, answer.SetCookies.Count), Is.EqualTo((200, 0)));
        Assert.That((Access, Refresh), Is.EqualTo((access, refresh)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task OwnerAndThief_BothRefresh_TheSessionEndsForBoth()
    {
        BrowserClient thief = _app.OpenBrowser(_browser.Jar.Duplicate(), Version.Parse(version));

        bool isEnded = false;
        for (int round = 0; round < 10 && !isEnded; round++)
        {
            Pass(minutes: 16);
            isEnded = (await _browser.AskAsync("POST /auth/refresh")).Status == 401 || (await thief.AskAsync("POST /auth/refresh")).Status == 401;
        }

        int[] statuses = [(await _browser.AskAsync("POST /auth/refresh")).Status, (await thief.AskAsync("POST /auth/refresh")).Status];
        Assert.That((isEnded, statuses[0], statuses[1]), Is.EqualTo((true, 401, 401)));
        Assert.That(_app.Counters.Reused, Is.EqualTo(1));
    }

    private static int SetsRefresh(BrowserAnswer answer) =>
        answer.SetCookies.Count(line => line.StartsWith(RotationApp.RefreshCookie + "=", StringComparison.Ordinal));

    private void Pass(double minutes) => _app.Time.Advance(TimeSpan.FromMinutes(minutes));

    private async Task AssertGoesOnAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            Pass(minutes: 16);
            string? before = Refresh;
            BrowserAnswer refresh = await _browser.AskAsync("POST /auth/refresh");
            BrowserAnswer me = await _browser.AskAsync("GET /me");
            Assert.That((refresh.Status, me.Status, Refresh == before), Is.EqualTo((204, 200, false)));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }
}
