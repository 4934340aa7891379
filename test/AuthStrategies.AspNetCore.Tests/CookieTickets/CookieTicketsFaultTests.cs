using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.CookieTickets;

/// <summary>Tickets when something is wrong: a store that does not answer, tickets that are too large or cannot be read, cookies from before.</summary>
[TestFixture]
public sealed class CookieTicketsFaultTests
{
    [Test]
    public async Task Outage_LosesNoLoginAndServesAnonymousPages()
    {
        await using TicketApplication app = await TicketApplication.StartAsync();
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        string cookie = visitor.Cookie!;

        app.Store.IsBroken = true;
        string open = await visitor.GetAsync("/open");
        RawAnswer demanded = await visitor.SendAsync("GET /me");
        RawAnswer login = await visitor.LogInAsync("alice");
        RawAnswer logout = await visitor.SendAsync("POST /logout");
        RawAnswer fresh = await app.Visit().LogInAsync("bob");
        string? kept = visitor.Cookie;
        app.Store.IsBroken = false;
        string after = await visitor.GetAsync("/me");

        Assert.That(open, Is.EqualTo("200 nobody"));
        Assert.That((demanded.Status, demanded.One("Retry-After")), Is.EqualTo((503, "5")));
        Assert.That(new[] { login.Status, logout.Status, fresh.Status }, Has.All.EqualTo(503));
        Assert.That(kept, Is.EqualTo(cookie));
        Assert.That(after, Is.EqualTo("200 alice True"));
        Assert.That(app.App.Log.Ids, Does.Contain(101).And.Contain(103));
    }

    [Test]
    public async Task Outage_WhileATicketIsProlonged_FailsNoRequest()
    {
        TicketApplication? app = null;
        await using TicketApplication started = app = await TicketApplication.StartAsync(map: application => application.MapGet("/break", (HttpContext context) =>
        {
            ((SpyStore)context.RequestServices.GetRequiredService<ISessionStore>()).IsBroken = true;
            return context.User.Identity?.Name;
        }));
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        app.App.Time.Advance(TimeSpan.FromDays(8));

        string during = await visitor.GetAsync("/break");
        app.Store.IsBroken = false;
        string after = await visitor.GetAsync("/me");

        Assert.That((during, after), Is.EqualTo(("200 alice", "200 alice True")));
    }

    [TestCase(9_000, true)]
    [TestCase(40_000, false)]
    public async Task Login_WithALargeTicket_IsKeptOrRefusedWithAReason(int size, bool isKept)
    {
        await using TicketApplication app = await TicketApplication.StartAsync();
        TicketVisitor visitor = app.Visit();

        RawAnswer answer = await visitor.LogInAsync("alice", $"?size={size}");

        Assert.That(answer.Status, Is.EqualTo(isKept ? 200 : 500));
        Assert.That(await app.SessionsOfAsync("alice"), Has.Count.EqualTo(isKept ? 1 : 0));
        if (!isKept)
            Assert.That(app.App.Log.Text, Does.Contain("at most 16378 are kept. Sign in with fewer claims, or without SaveTokens."));
    }

    [Test]
    public async Task Renewal_OfATicketThatGrewTooLarge_KeepsTheFormerOne()
    {
        await using TicketApplication app = await TicketApplication.StartAsync(cookie: options => options.Events.OnValidatePrincipal = context =>
        {
            context.ReplacePrincipal(TicketApplication.User("alice", 40_000));
            context.ShouldRenew = true;
            return Task.CompletedTask;
        });
        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");

        string[] pages = [await visitor.GetAsync("/me"), await visitor.GetAsync("/me")];

        Assert.That(pages, Has.All.EqualTo("200 alice True"));
        Assert.That(app.App.Log.Ids, Does.Contain(167));
    }

    [Test]
    public async Task Cookie_FromBeforeTheChange_IsNoLoginAndNoObstacle()
    {
        await using TicketApplication app = await TicketApplication.StartAsync();
        CookieAuthenticationOptions options = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Cookies");
        string old = options.TicketDataFormat.Protect(new AuthenticationTicket(TicketApplication.User("alice"), "Cookies"));

        RawAnswer page = await app.App.SendRawAsync("GET /me", [$"Cookie: .AspNetCore.Cookies={old}"]);
        RawAnswer login = await app.App.SendRawAsync("POST /login/alice", [$"Cookie: .AspNetCore.Cookies={old}"]);
        RawAnswer after = await app.App.SendRawAsync("GET /me", [$"Cookie: .AspNetCore.Cookies={login.CookieValue(".AspNetCore.Cookies")}"]);

        Assert.That((page.Status, after.Status), Is.EqualTo((302, 200)));
        Assert.That(await app.SessionsOfAsync("alice"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Ticket_ThatCannotBeRead_IsNoLoginAndIsReported()
    {
        await using TicketApplication app = await TicketApplication.StartAsync();
        IAuthStrategy strategy = app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Cookies");
        CookieAuthenticationOptions options = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Cookies");
        string key = await options.SessionStore!.StoreAsync(new AuthenticationTicket(TicketApplication.User("alice"), "Cookies"));
        await ((ISessionItems)strategy).UpdateAsync(key, items => items["ticket"] = "AAAA");

        AuthenticationTicket? read = await options.SessionStore.RetrieveAsync(key);

        Assert.That(key, Has.Length.EqualTo(64));
        Assert.That(read, Is.Null);
        Assert.That(app.App.Log.Ids, Does.Contain(166));
    }

    [Test]
    public async Task Login_OfAPrincipalThatNamesNoUser_IsAnErrorWithTheRemedy()
    {
        await using TicketApplication app = await TicketApplication.StartAsync(map: application =>
            application.MapPost("/strange", () => TypedResults.SignIn(new ClaimsPrincipal(new ClaimsIdentity([new Claim("x", "y")], "password")), authenticationScheme: "Cookies")));

        RawAnswer answer = await app.Visit().SendAsync("POST /strange");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(app.App.Log.Text, Does.Contain("Add a claim: new Claim(ClaimTypes.NameIdentifier, userId)."));
    }

    [Test]
    public async Task Events_FromServices_AreStillCalled()
    {
        await using TicketApplication app = await TicketApplication.StartAsync(
            cookie: options => options.EventsType = typeof(Counting),
            more: services => services.AddSingleton<Counting>());
        TicketVisitor visitor = app.Visit();

        await visitor.LogInAsync("alice");
        await visitor.GetAsync("/me");
        await visitor.LogInAsync("bob");

        Counting events = app.App.Services.GetRequiredService<Counting>();
        Assert.That((events.SignIns, events.Checks), Is.EqualTo((2, 2)));
        Assert.That(await app.SessionsOfAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task Strategies_OverHttpBesideTickets_BothWork()
    {
        await using TicketApplication app = await TicketApplication.StartAsync(
            more: services => services.AddAuthStrategy().AddSession().UseAspNetCore(),
            map: application => application.MapPost("/other/{user}", (string user) => TypedResults.SignIn(TicketApplication.User(user), authenticationScheme: "Session")));

        TicketVisitor visitor = app.Visit();
        await visitor.LogInAsync("alice");
        string page = await visitor.GetAsync("/me");
        RawAnswer other = await app.App.SendRawAsync("POST /other/alice");

        Assert.That(page, Is.EqualTo("200 alice True"));
        Assert.That(other.CookieValue("__Host-auth"), Is.Not.Null);
        Assert.That((await app.SessionsOfAsync("alice")).Select(session => session.Strategy), Is.EquivalentTo(new[] { "Cookies", "Session" }));
    }

    [Test]
    public async Task Identity_ApplicationCookie_IsASession()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddAuthorization();
                services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
                services.AddSingleton(Moq.Mock.Of<IUserStore<IdentityUser>>());
                services.AddIdentityCore<IdentityUser>().AddSignInManager();
                services.AddAuthStrategy().AddCookieTickets(IdentityConstants.ApplicationScheme);
            },
            application =>
            {
                application.MapGet("/me", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
                application.MapPost("/login", async (SignInManager<IdentityUser> users, HttpContext context) =>
                    await context.SignInAsync(IdentityConstants.ApplicationScheme, TicketApplication.User("alice")));
            });
        TicketVisitor visitor = new(app);

        await visitor.SendAsync("POST /login");
        string page = await visitor.GetAsync("/me");
        int ended = await app.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");

        Assert.That(page, Is.EqualTo("200 alice"));
        Assert.That(ended, Is.EqualTo(1));
        Assert.That(await visitor.GetAsync("/me"), Does.StartWith("302"));
    }

    [TestCase("Other", false, "The scheme of AddCookieTickets is \"Other\"; it must be the name of a scheme of AddCookie: Cookies.")]
    [TestCase("Cookies", true, "CookieAuthenticationOptions.SessionStore of Cookies is set; it must be left out with AddCookieTickets")]
    public async Task Start_WithAMistake_NamesIt(string scheme, bool hasStore, string text)
    {
        OptionsValidationException? mistake = await Assert.ThrowsAsync<OptionsValidationException>(async () => await TestApplication.StartAsync(
            services =>
            {
                services.AddAuthentication().AddCookie(options => options.SessionStore = hasStore ? Moq.Mock.Of<ITicketStore>() : null);
                services.AddAuthStrategy().AddCookieTickets(scheme);
            },
            app => { }));

        Assert.That(mistake!.Message, Does.Contain(text));
    }

    private sealed class Counting : CookieAuthenticationEvents
    {
        public int SignIns { get; private set; }

        public int Checks { get; private set; }

        public override Task SigningIn(CookieSigningInContext context)
        {
            SignIns++;
            return base.SigningIn(context);
        }

        public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
        {
            Checks++;
            return base.ValidatePrincipal(context);
        }
    }
}
