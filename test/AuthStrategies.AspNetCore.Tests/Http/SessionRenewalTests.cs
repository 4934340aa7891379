using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Requests that are no activity: they are served until the idle end, and move it by nothing.</summary>
[TestFixture]
[Property("Requirement", "D-02")]
public sealed class SessionRenewalTests
{
    private static readonly string[] Page = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Accept: text/html"];

    [TestCase("/auth/session", false, false)]
    [TestCase("/auth/session", false, true)]
    [TestCase("/polled", false, false)]
    [TestCase("/polled", false, true)]
    [TestCase("/group/polled", false, false)]
    [TestCase("/group/used", true, false)]
    [TestCase("/controller/polled", false, false)]
    [TestCase("/controller/used", true, false)]
    [TestCase("/session-that-renews", true, false)]
    [TestCase("/me", true, false)]
    public async Task Get_AgainAndAgainForAnHour_EndsTheSessionUnlessItIsActivity(string path, bool isActivity, bool nearCache)
    {
        await using TestHost host = await StartAsync(builder => _ = nearCache ? builder.AddSession().UseNearCache() : builder.AddSession());
        Visitor visitor = new(new(host.App.Time));
        await visitor.SendAsync(host.App, "POST /login/alice");

        List<int> served = [];
        bool isCookieReplaced = false;
        for (int minute = 0; minute < 65; minute += 5)
        {
            RawAnswer answer = await visitor.SendAsync(host.App, $"GET {path}");
            served.Add(answer.Status);
            isCookieReplaced |= answer.All("Set-Cookie").Any();
            host.App.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.That(served[..12], Has.All.EqualTo(200));
        Assert.That((served[12], isCookieReplaced), Is.EqualTo((isActivity ? 200 : 401, isActivity)));
    }

    [Test]
    public async Task Get_WithASessionTokenInAHeader_IsNoActivityEither()
    {
        await using TestHost host = await StartAsync(http: o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        string token = (await host.LogInForTokenAsync()).AccessToken!;
        for (int minute = 0; minute < 60; minute += 10)
        {
            Assert.That((await host.SendAsync("GET /auth/session", $"Authorization: Bearer {token}")).Status, Is.EqualTo(200));
            host.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        RawAnswer after = await host.SendAsync("GET /auth/session", $"Authorization: Bearer {token}");

        Assert.That(after.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Get_OfCopiesOfACookie_IsNoActivityEither()
    {
        await using TestHost host = await StartAsync();
        string cookie = await host.LogInAsync();
        string stale = cookie[..30] + new string('A', 34);
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer both = await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}; __Host-auth={stale}");
        host.App.Time.Advance(TimeSpan.FromMinutes(30));
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((both.Status, after.Status), Is.EqualTo((200, 401)));
    }

    [Test]
    public async Task Get_WithACookieThatIsDue_LeavesItToTheNextRequest()
    {
        await using TestHost host = await StartAsync();
        Visitor visitor = new(new(host.App.Time));
        await visitor.SendAsync(host.App, "POST /login/alice");
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer polled = await visitor.SendAsync(host.App, "GET /auth/session");
        RawAnswer used = await visitor.SendAsync(host.App, "GET /me");

        Assert.That((polled.All("Set-Cookie").Any(), used.All("Set-Cookie").Any()), Is.EqualTo((false, true)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Get_OfAThiefWhoOnlyPolls_EndsTheSessionWhenBothUseIt()
    {
        await using TestHost host = await StartAsync();
        string stolen = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string next = (await host.SendAsync("GET /me", $"Cookie: __Host-auth={stolen}", "Sec-Fetch-Site: same-origin")).CookieValue("__Host-auth")!;

        List<int> thief = [];
        List<int> owner = [];
        for (int round = 0; round < 4; round++)
        {
            owner.Add((await host.SendAsync("GET /me", $"Cookie: __Host-auth={next}")).Status);
            host.App.Time.Advance(TimeSpan.FromMinutes(11));
            thief.Add((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={stolen}", "Sec-Fetch-Site: same-origin")).Status);
        }

        Assert.That((thief[^1], (await host.SendAsync("GET /me", $"Cookie: __Host-auth={next}")).Status), Is.EqualTo((401, 401)));
        Assert.That(owner[0], Is.EqualTo(200));
    }

    [TestCase("/page", true)]
    [TestCase("/polled-page", false)]
    public async Task Page_ServedByItsRefreshToken_BringsNewTokensOnlyIfItIsActivity(string path, bool isActivity)
    {
        await using TestHost host = await StartAsync(
            builder => builder.AddJwt(options =>
            {
                Logins.JwtWithRefresh(options);
                options.RefreshTokens.IdleTimeout = TimeSpan.FromHours(1);
            }),
            o => (o.Strategy("Jwt").Transport, o.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true));
        RawAnswer login = await host.SendAsync("POST /login/alice");
        string refresh = login.CookieValue("__Host-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer page = await host.SendAsync($"GET {path}", [.. Page, $"Cookie: __Host-auth-refresh={refresh}"]);
        host.App.Time.Advance(TimeSpan.FromMinutes(31));
        string last = page.CookieValue("__Host-auth-refresh") ?? refresh;
        RawAnswer after = await host.SendAsync($"GET {path}", [.. Page, $"Cookie: __Host-auth-refresh={last}"]);

        Assert.That((page.Status, page.Body, page.All("Set-Cookie").Any(), after.Status), Is.EqualTo((200, "alice", isActivity, isActivity ? 200 : 401)));
    }

    [Test]
    public async Task Get_AuthenticatedBeforeItsEndpointIsKnown_SaysSoOnce()
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseAuthentication();
            app.UseRouting();
            app.UseAuthorization();
        });
        string cookie = await host.LogInAsync();

        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        Assert.That(host.App.Log.Text, Does.Not.Contain("DisableSessionRenewal"));
        for (int request = 0; request < 2; request++)
            await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}");

        Assert.That(host.App.Log.Text.Split("app.UseRouting() before app.UseAuthentication()"), Has.Length.EqualTo(2));
        Assert.That(host.App.Log.Text, Does.Not.Contain(cookie));
    }

    [Test]
    public async Task Get_WithAPrincipalCheckThatReplaces_IsNoActivityEither()
    {
        CheckScript script = new() { Answer = (_, _) => new(Logins.User("alice", Guid.NewGuid().ToString())) };
        await using TestHost host = await StartAsync(services: services =>
        {
            services.AddSingleton(script);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        string cookie = await host.LogInAsync();
        for (int minute = 0; minute < 60; minute += 10)
        {
            Assert.That((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(200));
            host.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        RawAnswer after = await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}");

        Assert.That((after.Status, script.Calls), Is.EqualTo((401, 6)));
    }

    private static Task<TestHost> StartAsync(
        Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null) =>
        TestHost.StartAsync(strategies, http, collection =>
        {
            collection.AddControllers().AddApplicationPart(typeof(SessionRenewalTests).Assembly);
            services?.Invoke(collection);
        }, app =>
        {
            map?.Invoke(app);
            app.MapGet("/polled", () => "news").RequireAuthorization().DisableSessionRenewal();
            app.MapGet("/page", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
            app.MapGet("/polled-page", [DisableSessionRenewal] (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
            RouteGroupBuilder group = app.MapGroup("/group").RequireAuthorization().DisableSessionRenewal();
            group.MapGet("/polled", () => "news");
            group.MapGet("/used", () => "used").EnableSessionRenewal();
            app.MapAuthSession("/session-that-renews").EnableSessionRenewal();
            app.MapControllers().RequireAuthorization();
        });
}

/// <summary>A controller with both attributes.</summary>
[ApiController]
[DisableSessionRenewal]
public sealed class RenewalController : ControllerBase
{
    [HttpGet("/controller/polled")]
    public string Polled() => "news";

    [HttpGet("/controller/used")]
    [EnableSessionRenewal]
    public string Used() => "used";
}
