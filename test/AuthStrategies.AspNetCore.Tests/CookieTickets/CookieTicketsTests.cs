using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.CookieTickets;

/// <summary>An AddCookie application over each store: everything that it had before, and what sessions add.</summary>
[TestFixture(TicketsIn.Memory)]
[TestFixture(TicketsIn.Redis)]
[TestFixture(TicketsIn.Sqlite)]
public sealed class CookieTicketsTests(TicketsIn kind)
{
    private const string LoginPage = "302";
    private const string Page = $"200 alice True";

    [Test]
    public async Task Login_OfAUser_IsAListedSessionWithAShortCookie()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();

        await visitor.LogInAsync("alice", "?size=3000");
        string page = await visitor.GetAsync("/me");

        Assert.That(page, Is.EqualTo("200 alice True"));
        Assert.That(visitor.Cookie, Has.Length.LessThan(800));
        SessionInfo session = (await app.SessionsOfAsync("alice")).Single();
        Assert.That((session.Strategy, session.Subject), Is.EqualTo(("Cookies", "alice")));
        Assert.That(session.ExpiresAt, Is.EqualTo(app.App.Time.GetUtcNow().AddDays(14)).Within(TimeSpan.FromSeconds(2)));
        Assert.That(session.FirstClient?.Address, Is.EqualTo("127.0.0.0"));
    }

    [Test]
    public async Task Dump_OfTheStore_ShowsNoClaimAndNoKey()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");

        string dump = await TicketPlace.DumpAsync(app.App.Services, "alice");

        Assert.That(dump, Is.Not.Empty);
        Assert.That(dump, Does.Not.Contain(TicketApplication.Secret).And.Not.Contain(visitor.Cookie));
    }

    [Test]
    public async Task Sliding_HalfOfTheTimePassed_ProlongsCookieAndSession()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");

        app.App.Time.Advance(TimeSpan.FromDays(8));
        RawAnswer renewing = await visitor.SendAsync("GET /me");
        app.App.Time.Advance(TimeSpan.FromDays(8));
        string second = await visitor.GetAsync("/me");
        app.App.Time.Advance(TimeSpan.FromDays(15));
        string late = await visitor.GetAsync("/me");

        Assert.That(renewing.All("Set-Cookie").ToArray(), Has.Length.EqualTo(1));
        Assert.That(second, Is.EqualTo(Page));
        Assert.That(late, Does.StartWith(LoginPage));
        Assert.That(await app.SessionsOfAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task FixedEnd_WithoutSliding_IsThatOfTheSession()
    {
        await using TicketApplication app = await StartAsync(cookie: options => options.SlidingExpiration = false);
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice", "?minutes=30");

        SessionInfo session = (await app.SessionsOfAsync("alice")).Single();
        app.App.Time.Advance(TimeSpan.FromMinutes(29));
        string before = await visitor.GetAsync("/me");
        app.App.Time.Advance(TimeSpan.FromMinutes(2));
        string after = await visitor.GetAsync("/me");

        Assert.That(session.ExpiresAt - session.CreatedAt, Is.EqualTo(TimeSpan.FromMinutes(30)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(before, Is.EqualTo(Page));
        Assert.That(after, Does.StartWith(LoginPage));
    }

    [Test]
    public async Task LongEnd_ChosenAtTheLogin_LosesNoLoginBeforeIt()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice", $"?minutes={60 * 24 * 90}");

        app.App.Time.Advance(TimeSpan.FromDays(40));
        string page = await visitor.GetAsync("/me");

        Assert.That(page, Is.EqualTo(Page));
    }

    [Test]
    public async Task Logout_OfAUser_EndsTheSessionForACopyOfTheCookieToo()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        string copy = visitor.Cookie!;

        await visitor.SendAsync("POST /logout");
        RawAnswer replayed = await app.App.SendRawAsync("GET /me", [$"Cookie: .AspNetCore.Cookies={copy}"]);

        Assert.That(visitor.Cookie, Is.Null);
        Assert.That(await app.SessionsOfAsync("alice"), Is.Empty);
        Assert.That(replayed.Status, Is.EqualTo(302));
    }

    [Test]
    public async Task Limit_OneLoginMore_EndsTheLeastRecentlyUsed()
    {
        await using TicketApplication app = await StartAsync(tickets: options => options.MaxSessionsPerSubject = 2);
        TicketVisitor[] visitors = [app.Visit(), app.Visit(), app.Visit()];
        List<string> pages = [];

        foreach (TicketVisitor visitor in visitors)
        {
            await visitor.LogInAsync("alice");
            app.App.Time.Advance(TimeSpan.FromMinutes(1));
        }

        foreach (TicketVisitor visitor in visitors)
            pages.Add(await visitor.GetAsync("/me"));

        Assert.That(pages[0], Does.StartWith(LoginPage));
        Assert.That(pages.Skip(1), Has.All.EqualTo(Page));
    }

    [Test]
    public async Task RevokeAll_OfASubject_EndsAllItsCookiesAndNoOther()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor one = app.Visit(), two = app.Visit(), bob = app.Visit();
        await one.LogInAsync("alice");
        await two.LogInAsync("alice");
        await bob.LogInAsync("bob");

        int ended = await app.Directory.RevokeAllAsync("alice");

        Assert.That(ended, Is.EqualTo(2));
        Assert.That(await one.GetAsync("/me"), Does.StartWith(LoginPage));
        Assert.That(await two.GetAsync("/me"), Does.StartWith(LoginPage));
        Assert.That(await bob.GetAsync("/me"), Is.EqualTo("200 bob True"));
    }

    [Test]
    public async Task RevokeEverything_EndsAllCookies()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");

        RevokeOutcome outcome = await app.Directory.RevokeEverythingAsync("Cookies");
        app.App.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(await visitor.GetAsync("/me"), Does.StartWith(LoginPage));
    }

    [Test]
    public async Task Renewal_OfASessionThatHasEnded_DoesNotCreateItAgain()
    {
        await using TicketApplication app = await StartAsync(map: application => application.MapGet("/revoke", async (HttpContext context) =>
        {
            await context.RequestServices.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
            return "revoked";
        }).RequireAuthorization());
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        app.App.Time.Advance(TimeSpan.FromDays(8));

        RawAnswer renewing = await visitor.SendAsync("GET /revoke");

        Assert.That(renewing.Status, Is.EqualTo(200), renewing.Body);
        Assert.That(renewing.All("Set-Cookie"), Is.Not.Empty, "The handler renewed the ticket, after the session had ended.");
        Assert.That(await app.SessionsOfAsync("alice"), Is.Empty);
        Assert.That(await visitor.GetAsync("/me"), Does.StartWith(LoginPage));
    }

    [Test]
    public async Task Login_OfAnotherUserInTheSameBrowser_IsAnotherSession()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        string copy = visitor.Cookie!;

        await visitor.LogInAsync("bob");
        string page = await visitor.GetAsync("/me");
        RawAnswer replayed = await app.App.SendRawAsync("GET /me", [$"Cookie: .AspNetCore.Cookies={copy}"]);

        Assert.That(page, Is.EqualTo("200 bob True"));
        Assert.That(await app.SessionsOfAsync("alice"), Is.Empty);
        Assert.That(await app.SessionsOfAsync("bob"), Has.Count.EqualTo(1));
        Assert.That(replayed.Status, Is.EqualTo(302), "The key of a planted cookie must not become the key of the login.");
    }

    [Test]
    public async Task Login_OfTheSameUserInTheSameBrowser_KeepsTheSession()
    {
        await using TicketApplication app = await StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        SessionId first = (await app.SessionsOfAsync("alice")).Single().Id;

        await visitor.LogInAsync("alice", "?size=10");

        Assert.That((await app.SessionsOfAsync("alice")).Single().Id, Is.EqualTo(first));
        Assert.That(await visitor.GetAsync("/me"), Is.EqualTo(Page));
    }

    private Task<TicketApplication> StartAsync(
        Action<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>? cookie = null, Action<SessionStrategyOptions>? tickets = null, Action<WebApplication>? map = null) =>
        TicketApplication.StartAsync(kind, cookie, tickets, map: map);
}
