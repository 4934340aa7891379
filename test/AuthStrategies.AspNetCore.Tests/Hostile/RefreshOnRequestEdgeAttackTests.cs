using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Pages that are under way while something else happens, and responses with many cookies.</summary>
[TestFixture]
public sealed class RefreshOnRequestEdgeAttackTests
{
    private const string AccessCookie = "__Host-auth";
    private const string RefreshCookie = "__Host-auth-refresh";

    private static readonly string[] Page = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Accept: text/html"];

    [TestCase("POST /auth/logout")]
    [TestCase("POST /login/bob")]
    [Property("Requirement", "F-22")]
    public async Task Page_UnderWayWhenItsSessionEnds_StoresNoTokens(string requestLine)
    {
        TaskCompletionSource arrived = new(), ended = new();
        await using TestHost host = await StartAsync(map: app => app.MapGet("/slow", async () =>
        {
            arrived.SetResult();
            await ended.Task;
            return "done";
        }).RequireAuthorization());
        string refresh = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        Task<RawAnswer> slow = SendPageAsync(host, "/slow", refresh);
        await arrived.Task;
        await host.SendAsync(requestLine, $"Cookie: {RefreshCookie}={refresh}", "Sec-Fetch-Site: same-origin");
        ended.SetResult();
        RawAnswer answer = await slow;

        Assert.That((answer.Status, answer.All("Set-Cookie").ToArray()), Is.EqualTo((200, Array.Empty<string>())));
    }

    [Test]
    [Property("Requirement", "F-22")]
    public async Task SignInAgain_AfterTheSessionEnded_StartsNoNewOne()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/again", async (HttpContext context, ISessionDirectory sessions) =>
        {
            AuthenticateResult current = await context.AuthenticateAsync();
            await sessions.RevokeAllAsync("alice");
            await context.SignInAsync(Logins.Alice, current.Properties);
        }));
        string refresh = await LogInAsync(host);

        RawAnswer again = await SendPageAsync(host, "/again", refresh);

        Assert.That((again.CookieValue(AccessCookie), again.CookieValue(RefreshCookie)), Is.EqualTo(("", "")));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task SignInAgain_TwiceInOnePage_KeepsTheLastClaimsAndOneToken()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/again", async (HttpContext context) =>
        {
            AuthenticateResult current = await context.AuthenticateAsync();
            await context.SignInAsync(Logins.User("alice", "guest"), current.Properties);
            await context.SignInAsync(Logins.User("alice", "admin"), current.Properties);
        }));
        string refresh = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer again = await SendPageAsync(host, "/again", refresh);
        RawAnswer admin = await host.SendAsync("GET /admin", $"Cookie: {AccessCookie}={again.CookieValue(AccessCookie)}");
        RawAnswer next = await SendPageAsync(host, "/admin", again.CookieValue(RefreshCookie)!);

        Assert.That((again.Status, admin.Status, next.Status), Is.EqualTo((200, 200, 200)));
        Assert.That(again.All("Set-Cookie").Count(line => line.StartsWith(RefreshCookie + "=", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Page_ExecutedAgainForItsStatus_BringsItsTokensOnce()
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseStatusCodePagesWithReExecute("/open");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
        });
        string refresh = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await SendPageAsync(host, "/nowhere", refresh);

        Assert.That((answer.Status, answer.Body, answer.All("Set-Cookie").Count()), Is.EqualTo((404, "alice", 2)));
    }

    [Test]
    public async Task Policy_ThatAppendsACookieItself_KeepsBoth()
    {
        await using TestHost host = await StartAsync(map: app => app.UseCookiePolicy(new()
        {
            OnAppendCookie = context =>
            {
                if (context.CookieName == RefreshCookie)
                    context.Context.Response.Cookies.Append("seen", "1");
            },
        }));
        string refresh = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await SendPageAsync(host, "/me", refresh);

        Assert.That((answer.CookieValue(RefreshCookie) is not null, answer.All("Set-Cookie").Count(line => line.StartsWith("seen=", StringComparison.Ordinal))), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task Policy_ThatThrowsWhileASessionCookieRotates_LosesNoSession()
    {
        bool isBroken = false;
        await using TestHost host = await TestHost.StartAsync(map: app => app.UseCookiePolicy(new() { OnAppendCookie = context => context.IssueCookie = isBroken ? throw new InvalidOperationException("policy") : true }));
        string cookie = await host.LogInAsync();
        isBroken = true;
        for (int round = 0; round < 4; round++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(16));
            Assert.That((await host.SendAsync("GET /me", ["Cookie: __Host-auth=" + cookie, .. Page])).Status, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task SignIn_WithManyFormerCookies_SendsAtMostSixteenLinesAndBothTokens()
    {
        await using TestHost host = await StartAsync(o =>
        {
            AuthCookieOptions cookie = o.Strategy("Jwt").Cookie;
            cookie.FormerNames.Add("auth");
            cookie.FormerNames.Add("login");
            cookie.FormerDomains.Add("example.com");
            cookie.FormerPaths.Add("/shop");
            cookie.FormerPaths.Add("/store");
        });
        string refresh = await LogInAsync(host);
        string cookies = $"Cookie: auth=x; login=y; {RefreshCookie}={refresh}; __Secure-auth-refresh=z";

        RawAnswer login = await host.App.SendRawAsync("POST /login/bob", [cookies, "Sec-Fetch-Site: same-origin"], host: "app.example.com");
        RawAnswer page = await host.App.SendRawAsync("GET /me", [$"Cookie: {AccessCookie}={login.CookieValue(AccessCookie)}"], host: "app.example.com");

        Assert.That((login.All("Set-Cookie").Count(), login.CookieValue(RefreshCookie), page.Body), Is.EqualTo((16, login.CookieValue(RefreshCookie), "bob")));
        Assert.That(login.CookieValue(RefreshCookie), Has.Length.EqualTo(64));
    }

    [TestCase("/gr\u00F6\u00DFe", "/gr%C3%B6%C3%9Fe")]
    [TestCase("/gr\u00F6\u00DFe", "/GR%c3%96%C3%9Fe")]
    [TestCase("/a b", "/a%20b")]
    [TestCase("/a;b", "/a;b")]
    [Property("Requirement", "X-01")]
    public async Task PathBase_ThatIsEncoded_ServesAndLogsOut(string pathBase, string written)
    {
        await using MountedApp app = await MountedApp.StartAsync("UsePathBase", pathBase, isJwt: true, o => o.Strategy("Jwt").RefreshOnRequest = true);
        BrowserCookieJar jar = new(app.App.Time);

        await SendAsync("POST", "/login/alice");
        app.App.Time.Advance(TimeSpan.FromMinutes(16));
        RawAnswer page = await SendAsync("GET", "/me");
        app.App.Time.Advance(TimeSpan.FromMinutes(16));
        RawAnswer next = await SendAsync("GET", "/me");
        await SendAsync("POST", "/auth/logout");

        Assert.That((page.Status, next.Status), Is.EqualTo((200, 200)));
        Assert.That(jar.Cookies, Is.Empty);

        async Task<RawAnswer> SendAsync(string method, string path)
        {
            Uri url = new($"https://{Visitor.Host}{written}{path}");
            string[] cookies = jar.HeaderFor(url) is { } header ? ["Cookie: " + header] : [];
            RawAnswer answer = await app.App.SendRawAsync($"{method} {written}{path}", ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", .. cookies], host: Visitor.Host);
            foreach (string line in answer.All("Set-Cookie"))
                jar.Store(url, line);
            return answer;
        }
    }

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null) => TestHost.StartAsync(
        b => b.AddJwt(Logins.JwtWithRefresh),
        options =>
        {
            (options.Strategy("Jwt").Transport, options.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);
            http?.Invoke(options);
        },
        map: map);

    private static async Task<string> LogInAsync(TestHost host) => (await host.SendAsync("POST /login/alice")).CookieValue(RefreshCookie)!;

    private static Task<RawAnswer> SendPageAsync(TestHost host, string path, string refresh) => host.SendAsync($"GET {path}", [$"Cookie: {RefreshCookie}={refresh}", .. Page]);
}
