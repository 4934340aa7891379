using AuthStrategies.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Server-rendered pages with a JWT in a cookie, without any script that refreshes.</summary>
[Property("Requirement", "M-14")]
public sealed partial class RefreshOnRequestTests
{
    private RotationApp _app = null!;
    private BrowserClient _browser = null!;

    private string? Access => _browser.Jar.Find(RotationApp.Cookie);

    private string? Refresh => _browser.Jar.Find(RotationApp.PageCookie);

    [SetUp]
    public async Task StartAsync()
    {
        _app = await RotationApp.StartPagesAsync();
        _browser = await _app.LogInAsync();
    }

    [TearDown]
    public ValueTask StopAsync() => _app.DisposeAsync();

    [Test]
    public async Task Login_WithRefreshOnRequest_SendsTheRefreshCookieWithEveryRequest()
    {
        BrowserCookie cookie = _browser.Jar.Cookies.Single(cookie => cookie.Name == RotationApp.PageCookie);

        Assert.That((cookie.Path, _browser.Jar.Cookies.Count), Is.EqualTo(("/", 2)));
        Assert.That((await _browser.AskAsync("GET /page", BrowserRequestKind.Navigation)).SetCookies, Is.Empty, "The access token is valid.");
    }

    [TestCase(BrowserRequestKind.Navigation)]
    [TestCase(BrowserRequestKind.AddressBar)]
    public async Task Page_WhoseAccessTokenHasExpired_IsServedAndBringsTheNextOne(BrowserRequestKind kind)
    {
        for (int round = 1; round <= 5; round++)
        {
            Pass(minutes: 20);
            (string? access, string? refresh) = (Access, Refresh);
            BrowserAnswer page = await _browser.AskAsync("GET /page", kind);
            Assert.That((page.Status, page.SetCookies.Count), Is.EqualTo((200, 2)));
            Assert.That((Access == access, Refresh == refresh), Is.EqualTo((false, false)));
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
            Assert.That(_app.Counters.Rotated, Is.EqualTo(round));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Page_WithoutTheAccessCookie_IsServed()
    {
        RemoveAccessCookie();

        BrowserAnswer page = await PageAsync();

        Assert.That((page.Status, Access is null), Is.EqualTo((200, false)));
        Assert.That(SetsRefresh(page), Is.Zero, "The refresh token is younger than five minutes.");
    }

    [TestCase("GET /me", BrowserRequestKind.Fetch)]
    [TestCase("GET /image/1", BrowserRequestKind.Image)]
    [TestCase("HEAD /tagged", BrowserRequestKind.Navigation)]
    [TestCase("POST /me", BrowserRequestKind.Navigation)]
    [TestCase("GET /me", BrowserRequestKind.Prefetch)]
    public async Task Request_ThatIsNoPage_IsNotServed(string request, BrowserRequestKind kind)
    {
        Pass(minutes: 20);

        BrowserAnswer answer = await _browser.AskAsync(request, kind);

        Assert.That((answer.Status, answer.SetCookies.Count, _app.Counters.Rotated), Is.EqualTo((401, 0, 0)));
        Assert.That((await PageAsync()).Status, Is.EqualTo(200));
    }

    [TestCase("GET /tagged", 304, "If-None-Match", "\"1\"")]
    [TestCase("GET /public", 200, "Accept", "text/html")]
    [TestCase("GET /page", 200, "Sec-Purpose", "prefetch;prerender")]
    [TestCase("GET /broken-store", 200, "Accept", "text/html")]
    public async Task Response_ThatMustNotOrCannotChangeACookie_IsServedWithoutOne(string request, int status, string name, string value)
    {
        Pass(minutes: 20);

        BrowserAnswer answer = await _browser.AskAsync(request, BrowserRequestKind.Navigation, (name, value));

        _app.Store.IsBroken = false;
        Assert.That((answer.Status, answer.SetCookies.Count, _app.Counters.Rotated), Is.EqualTo((status, 0, 0)));
        await AssertGoesOnAsync();
    }

    [TestCase("GET /throw", 500)]
    [TestCase("GET /stream/a", 200)]
    [TestCase("GET /chain/3", 200)]
    public async Task Response_OfAnyOtherKind_BringsTheNextTokens(string request, int status)
    {
        _app.Pauses["a"].Release();
        Pass(minutes: 20);

        BrowserAnswer answer = await _browser.AskAsync(request, BrowserRequestKind.Navigation);

        Assert.That((answer.Status, SetsRefresh(answer), _app.Counters.Rotated), Is.EqualTo((status, 1, 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Tabs_SixAtOnce_AllGetAnAccessTokenAndOneARefreshToken()
    {
        for (int round = 1; round <= 4; round++)
        {
            Pass(minutes: 20);
            BrowserAnswer[] pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PageAsync()));
            Assert.That(pages.Select(page => page.Status), Is.All.EqualTo(200));
            Assert.That(pages.Sum(SetsRefresh), Is.EqualTo(1));
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        }

        Assert.That((_app.Counters.Rotated, _app.Counters.Suspicions), Is.EqualTo((4, (0, 0))));
    }

    [TestCase(5, 0)]
    [TestCase(31, 1)]
    [TestCase(600, 1)]
    public async Task Page_WhoseAnswerIsLost_IsServedWhenItIsOpenedAgain(int seconds, int refreshTokens)
    {
        Pass(minutes: 16);
        await _browser.LoseAsync("GET /page", BrowserRequestKind.Navigation);
        _app.Time.Advance(TimeSpan.FromSeconds(seconds));

        BrowserAnswer again = await PageAsync();

        Assert.That((again.Status, SetsRefresh(again)), Is.EqualTo((200, refreshTokens)));
        Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        await AssertGoesOnAsync();
    }

    [TestCase(0)]
    [TestCase(20)]
    [TestCase(400)]
    public async Task SlowPage_AnotherTabWasFaster_DoesNotPutItsRefreshTokenBack(int seconds)
    {
        Pass(minutes: 16);
        BrowserRequest slow = _browser.Start("GET /pause/a", BrowserRequestKind.Navigation);
        await _app.Pauses["a"].ReachedAsync();
        await PageAsync();
        string? refresh = Refresh;
        RemoveAccessCookie();
        await PageAsync();
        _app.Time.Advance(TimeSpan.FromSeconds(seconds));

        _app.Pauses["a"].Release();
        BrowserAnswer answer = await slow.Answer;

        Assert.That((answer.Status, SetsRefresh(answer), Refresh == refresh), Is.EqualTo((200, 0, true)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Page_ThatTheUserLeaves_RotatesNothing()
    {
        Pass(minutes: 16);
        BrowserRequest left = _browser.Start("GET /pause/a", BrowserRequestKind.Navigation);
        await _app.Pauses["a"].ReachedAsync();

        await left.AbortAsync();
        await _app.Pauses["a" + RotationPages.AbortedSuffix].ReachedAsync();
        _app.Pauses["a"].Release();

        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Browser_RestartedWithAPersistentCookie_StaysLoggedIn()
    {
        BrowserClient browser = await _app.LogInAsync(persistent: true);
        for (int day = 0; day < 20; day += 5)
        {
            browser.Jar.Close();
            BrowserAnswer page = await browser.AskAsync("GET /page", BrowserRequestKind.AddressBar);
            Assert.That(page.Status, Is.EqualTo(200));
            _app.Time.Advance(TimeSpan.FromDays(5));
        }

        Assert.That(browser.Jar.Cookies.Select(cookie => cookie.Expires is null), Is.All.False);
        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Browser_RestartedWithoutAPersistentCookie_IsLoggedOut()
    {
        Pass(minutes: 20);
        await PageAsync();

        _browser.Jar.Close();

        Assert.That((await PageAsync()).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task OwnerAndThief_AlternateWithPages_TheSessionEndsForBoth()
    {
        BrowserClient thief = _app.OpenBrowser(_browser.Jar.Duplicate());

        bool isEnded = false;
        for (int round = 0; round < 10 && !isEnded; round++)
        {
            Pass(minutes: 16);
            isEnded = (await PageAsync()).Status == 401 || (await thief.AskAsync("GET /page", BrowserRequestKind.Navigation)).Status == 401;
        }

        // An access token lives on to its end.
        Pass(minutes: 16);
        int[] statuses = [(await PageAsync()).Status, (await thief.AskAsync("GET /page", BrowserRequestKind.Navigation)).Status];
        Assert.That((isEnded, statuses[0], statuses[1]), Is.EqualTo((true, 401, 401)));
        Assert.That(_app.Counters.Reused, Is.EqualTo(1));
    }

    [Test]
    public async Task Thief_WithTheFirstRefreshTokenOnly_EndsTheSessionAtTheSecondRotation()
    {
        BrowserClient thief = _app.OpenBrowser(_browser.Jar.Duplicate());
        for (int i = 0; i < 2; i++)
        {
            Pass(minutes: 16);
            await PageAsync();
        }

        Pass(minutes: 1);
        int stolen = (await thief.AskAsync("GET /page", BrowserRequestKind.Navigation)).Status;

        Pass(minutes: 16);
        Assert.That((stolen, (await PageAsync()).Status, _app.Counters.Reused), Is.EqualTo((401, 401, 1)));
    }

    [Test]
    public async Task Store_ThatDoesNotAnswer_Answers503AndKeepsTheSession()
    {
        Pass(minutes: 20);
        _app.Store.IsBroken = true;

        BrowserAnswer page = await PageAsync();

        _app.Store.IsBroken = false;
        Pass(minutes: 1);
        Assert.That((page.Status, page.SetCookies.Count), Is.EqualTo((503, 0)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task ScriptAndPages_InTurn_GoOn()
    {
        for (int i = 0; i < 6; i++)
        {
            Pass(minutes: 16);
            string request = i % 2 == 0 ? "POST /auth/refresh" : "GET /page";
            Assert.That((await _browser.AskAsync(request, i % 2 == 0 ? BrowserRequestKind.Fetch : BrowserRequestKind.Navigation)).Status, Is.EqualTo(i % 2 == 0 ? 204 : 200));
            Assert.That((await _browser.AskAsync("GET /me")).Status, Is.EqualTo(200));
        }

        Assert.That((_app.Counters.Rotated, _app.Counters.Suspicions), Is.EqualTo((6, (0, 0))));
    }

    [Test]
    public async Task Logout_WithTheRefreshCookieOnly_EndsTheSession()
    {
        BrowserCookieJar copy = _browser.Jar.Duplicate();
        RemoveAccessCookie();

        BrowserAnswer logout = await _browser.AskAsync("POST /auth/logout");

        Assert.That((logout.Status, _browser.Jar.Cookies.Count), Is.EqualTo((200, 0)));
        Pass(minutes: 16);
        Assert.That((await _app.OpenBrowser(copy).AskAsync("GET /page", BrowserRequestKind.Navigation)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Login_WithTheRefreshCookieOnly_EndsTheFormerSession()
    {
        BrowserCookieJar copy = _browser.Jar.Duplicate();
        RemoveAccessCookie();

        await _browser.AskAsync("POST /login/bob", BrowserRequestKind.Navigation);

        Pass(minutes: 16);
        Assert.That((await _app.OpenBrowser(copy).AskAsync("GET /page", BrowserRequestKind.Navigation)).Status, Is.EqualTo(401));
        Assert.That((await PageAsync()).Status, Is.EqualTo(200));
    }

    private static int SetsRefresh(BrowserAnswer answer) =>
        answer.SetCookies.Count(line => line.StartsWith(RotationApp.PageCookie + "=", StringComparison.Ordinal));

    private Task<BrowserAnswer> PageAsync() => _browser.AskAsync("GET /page", BrowserRequestKind.Navigation);

    private void Pass(double minutes) => _app.Time.Advance(TimeSpan.FromMinutes(minutes));

    private void RemoveAccessCookie() => _browser.Jar.Store(_browser.Address, RotationApp.Cookie + "=; Path=/; Secure; Max-Age=0");

    private async Task AssertGoesOnAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            Pass(minutes: 16);
            string? before = Refresh;
            BrowserAnswer page = await PageAsync();
            Assert.That((page.Status, Refresh == before), Is.EqualTo((200, false)));
        }

        Assert.That(_app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }
}
