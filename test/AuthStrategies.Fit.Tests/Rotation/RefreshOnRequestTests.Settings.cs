using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>With other settings, and beside what an earlier release left in the browser.</summary>
public sealed partial class RefreshOnRequestTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Session_ThatWasEnded_IsNotServed(bool requiresLiveSession)
    {
        await using RotationApp app = await RotationApp.StartPagesAsync(jwt => jwt.RequireLiveSession = requiresLiveSession);
        BrowserClient browser = await app.LogInAsync();
        await app.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");

        int atOnce = (await browser.AskAsync("GET /page", BrowserRequestKind.Navigation)).Status;
        app.BecomeDue();
        BrowserAnswer later = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);

        Assert.That((atOnce, later.Status, later.SetCookies.Count), Is.EqualTo((requiresLiveSession ? 401 : 200, 401, 0)));
    }

    [Test]
    public async Task PrincipalRefresher_ThatRefuses_ServesNoPage()
    {
        await using RotationApp app = await RotationApp.StartPagesAsync(services: Asking);
        Answer answer = app.App.Services.GetRequiredService<Answer>();
        BrowserClient browser = await app.LogInAsync();
        app.BecomeDue();
        answer.Name = null;

        BrowserAnswer refused = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);
        answer.Name = "alice";
        BrowserAnswer accepted = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);

        Assert.That((refused.Status, refused.SetCookies.Count), Is.EqualTo((401, 0)));
        Assert.That((accepted.Status, accepted.SetCookies.Count), Is.EqualTo((200, 2)));
    }

    [Test]
    public async Task PrincipalRefresher_WithOtherClaims_CountsForThePageAndForTheNextToken()
    {
        await using RotationApp app = await RotationApp.StartPagesAsync(services: Asking);
        BrowserClient browser = await app.LogInAsync();
        app.BecomeDue();
        app.App.Services.GetRequiredService<Answer>().Name = "alice the second";

        BrowserAnswer page = await browser.AskAsync("GET /me", BrowserRequestKind.Navigation);
        BrowserAnswer script = await browser.AskAsync("GET /me");

        Assert.That((page.Body, script.Body), Is.EqualTo(("alice the second", "alice the second")));
    }

    [Test]
    public async Task RefreshCookie_OfTheTimeBefore_IsRefreshedAndMoves()
    {
        _browser.Jar.Store(_browser.Address, $"{RotationApp.RefreshCookie}={Refresh}; Path=/auth/refresh; Secure; HttpOnly");
        _browser.Jar.Store(_browser.Address, RotationApp.PageCookie + "=; Path=/; Secure; Max-Age=0");
        Pass(minutes: 16);

        int page = (await PageAsync()).Status;
        int refresh = (await _browser.AskAsync("POST /auth/refresh")).Status;

        Assert.That((page, refresh), Is.EqualTo((401, 204)), "Browsers send the former cookie to the refresh endpoint only.");
        Assert.That(_browser.Jar.Cookies.Select(cookie => cookie.Name), Is.EquivalentTo(new[] { RotationApp.Cookie, RotationApp.PageCookie }));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task RefreshCookie_OfTheTimeBeforeBesideTheNewOne_RanksBelowItAndIsDeleted()
    {
        string? old = Refresh;
        Pass(minutes: 16);
        await PageAsync();
        _browser.Jar.Store(_browser.Address, $"{RotationApp.RefreshCookie}={old}; Path=/auth/refresh; Secure; HttpOnly");
        Pass(minutes: 16);

        int refresh = (await _browser.AskAsync("POST /auth/refresh")).Status;

        Assert.That((refresh, _browser.Jar.Find(RotationApp.RefreshCookie)), Is.EqualTo((204, (string?)null)));
        await AssertGoesOnAsync();
    }

    [Test]
    [Property("Requirement", "C-07")]
    public async Task RefreshCookie_UnderTheFormerName_ServesNoPage()
    {
        string? refresh = Refresh;
        await _browser.AskAsync("GET /page");
        BrowserClient victim = _app.OpenBrowser();
        victim.Jar.Store(_browser.Address, $"{RotationApp.RefreshCookie}={refresh}; Path=/; Secure");

        BrowserAnswer page = await victim.AskAsync("GET /page", BrowserRequestKind.Navigation);

        Assert.That((page.Status, page.SetCookies.Count), Is.EqualTo((401, 0)), "Another host of the domain could have set it.");
    }

    [Test]
    public async Task RefreshCookies_TwoOfOneSession_TheNewestCountsAndIsStoredAlone()
    {
        await using RotationApp app = await RotationApp.StartPagesAsync(http: http => http.Cookie.RefreshName = "__Secure-r");
        BrowserClient browser = await app.LogInAsync();
        string? old = browser.Jar.Find("__Secure-r");
        app.BecomeDue();
        await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);
        browser.Jar.Store(browser.Address, $"__Secure-r={old}; Path=/page; Secure; HttpOnly");
        app.BecomeDue();

        BrowserAnswer page = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);

        Assert.That(page.Status, Is.EqualTo(200));
        Assert.That(browser.Jar.Cookies.Count(cookie => cookie.Name == "__Secure-r"), Is.EqualTo(1));
        Assert.That(app.Counters.Suspicions, Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task RefreshCookies_OfDifferentSessions_AreRefusedAndDeletedOnce()
    {
        await using RotationApp app = await RotationApp.StartPagesAsync(http: http => http.Cookie.RefreshName = "__Secure-r");
        BrowserClient browser = await app.LogInAsync();
        BrowserClient attacker = await app.LogInAsync();
        browser.Jar.Store(browser.Address, $"__Secure-r={attacker.Jar.Find("__Secure-r")}; Path=/page; Secure");
        app.BecomeDue();

        BrowserAnswer refused = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);
        BrowserAnswer next = await browser.AskAsync("GET /page", BrowserRequestKind.Navigation);

        Assert.That((refused.Status, next.Status), Is.EqualTo((400, 401)));
        Assert.That(browser.Jar.Cookies.Where(cookie => cookie.Name == "__Secure-r"), Is.Empty);
    }

    private static void Asking(IServiceCollection services)
    {
        services.AddSingleton<Answer>();
        services.AddScoped<IPrincipalRefresher, Refresher>();
    }

    /// <summary>What the application says about its user; <see langword="null"/>: the user is refused.</summary>
    private sealed class Answer
    {
        public string? Name { get; set; } = "alice";
    }

    private sealed class Refresher(Answer answer) : IPrincipalRefresher
    {
        public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken) => new(
            answer.Name is { } name ? new ClaimsPrincipal(new ClaimsIdentity([new("sub", session.Subject), new("name", name)], "password", "name", "role")) : null);
    }
}
