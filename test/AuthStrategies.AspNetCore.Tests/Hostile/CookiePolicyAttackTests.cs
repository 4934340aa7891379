using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Cookie policies that fail or interfere, and forms and addresses that lead elsewhere.</summary>
[TestFixture]
public sealed class CookiePolicyAttackTests
{
    private const string AccessCookie = "__Host-auth";
    private const string RefreshCookie = "__Host-auth-refresh";

    private static readonly string[] Page = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Accept: text/html"];

    [Test]
    [Property("Requirement", "F-22")]
    public async Task SignOut_WithAPolicyThatThrows_EndsTheSession()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.UseCookiePolicy(new() { OnDeleteCookie = _ => throw new InvalidOperationException("policy") }));
        string cookie = await host.LogInAsync();

        RawAnswer logout = await host.SendAsync("POST /auth/logout", $"Cookie: {AccessCookie}={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: {AccessCookie}={cookie}");

        Assert.That((logout.Status, after.Status), Is.EqualTo((500, 401)));
    }

    [Test]
    public async Task SignIn_WithAPolicyThatThrowsAtTheSecondCookie_SendsNoCredential()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), Serving, map: app =>
        {
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry")));
            app.UseCookiePolicy(new() { OnAppendCookie = context => _ = context.CookieName == RefreshCookie ? throw new InvalidOperationException("policy") : 0 });
        });

        RawAnswer login = await host.SendAsync("POST /login/alice");

        Assert.That((login.Status, login.CookieValue(AccessCookie)), Is.EqualTo((500, (string?)null)));
    }

    [Test]
    public async Task Page_WithAPolicyThatThrows_IsServedAndLosesNoSession()
    {
        bool isBroken = false;
        await using TestHost host = await StartAsync(_ =>
        {
            if (isBroken)
                throw new InvalidOperationException("policy");
        });
        (string _, string refresh) = await LogInAsync(host);
        isBroken = true;
        for (int round = 0; round < 4; round++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(16));
            Assert.That((await SendPageAsync(host, "/me", null, refresh)).Status, Is.EqualTo(200));
        }

        isBroken = false;
        host.App.Time.Advance(TimeSpan.FromMinutes(16));
        RawAnswer mended = await SendPageAsync(host, "/me", null, refresh);

        Assert.That((mended.Status, mended.CookieValue(AccessCookie) is not null, mended.CookieValue(RefreshCookie) is not null), Is.EqualTo((200, true, true)));
    }

    [Test]
    public async Task Page_WithAPolicyThatDropsTheRefreshCookie_LosesNoSession()
    {
        await using TestHost host = await StartAsync(context => context.IssueCookie = context.CookieName != RefreshCookie || context.Context.Request.Method == "POST");
        (string _, string refresh) = await LogInAsync(host);
        for (int round = 0; round < 4; round++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(16));
            RawAnswer page = await SendPageAsync(host, "/me", null, refresh);
            Assert.That((page.Status, page.CookieValue(AccessCookie) is not null, page.CookieValue(RefreshCookie)), Is.EqualTo((200, true, (string?)null)));
        }
    }

    [Test]
    public async Task Page_WithoutConsent_BringsItsTokens()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh), Serving, map: app => app.UseCookiePolicy(new() { CheckConsentNeeded = _ => true, MinimumSameSitePolicy = SameSiteMode.Strict, HttpOnly = HttpOnlyPolicy.Always }));
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer page = await SendPageAsync(host, "/me", null, refresh);

        Assert.That(page.SetCookie(RefreshCookie), Does.Contain("samesite=strict").And.Contain("path=/;"));
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("\\/evil.example")]
    [TestCase("/%09/evil.example")]
    [TestCase("%2F%2Fevil.example")]
    [TestCase("%2F%5Cevil.example")]
    [TestCase("%2F%09%2Fevil.example")]
    [TestCase("%2F%0A%2Fevil.example")]
    [TestCase("~%2F%2Fevil.example")]
    [TestCase("~//evil.example")]
    [TestCase("~/\\evil.example")]
    [TestCase("javascript:alert(1)")]
    [TestCase("https:evil.example")]
    [TestCase("/.//evil.example")]
    [TestCase("/..//evil.example")]
    [TestCase("%20//evil.example")]
    [TestCase("%EF%BC%8F%EF%BC%8Fevil.example")]
    [TestCase("/%EF%BC%8Fevil.example")]
    [Property("Requirement", "C-07")]
    public async Task ReturnUrl_OfAnyForm_NeverLeavesTheHost(string wanted)
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => (o.LoginPath, o.LogoutPath) = ("/signin", "/auth/logout"),
            map: app => app.MapPost("/signin", () => TypedResults.SignIn(Logins.Alice)));
        string[] form = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Content-Type: application/x-www-form-urlencoded"];

        RawAnswer login = await host.SendAsync($"POST /signin?ReturnUrl={wanted}", form);
        RawAnswer logout = await host.SendAsync($"POST /auth/logout?ReturnUrl={wanted}", form);

        foreach (RawAnswer answer in new[] { login, logout })
        {
            Uri target = new(new Uri("https://app.example/signin"), answer.One("Location") ?? "/");
            Assert.That(target.Host, Is.EqualTo("app.example"), answer.Text);
        }
    }

    [TestCase("cross-site")]
    [TestCase("same-site")]
    [Property("Requirement", "C-07")]
    public async Task Form_OfAnotherSite_EndsNothing(string site)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), Serving);
        (string access, string refresh) = await LogInAsync(host);
        string id = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single().Id.ToString();
        string[] form = [$"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", "Content-Type: application/x-www-form-urlencoded", $"Cookie: {AccessCookie}={access}; {RefreshCookie}={refresh}"];

        RawAnswer[] answers = [await host.SendAsync("POST /auth/logout", form), await host.SendAsync("POST /auth/logout-everywhere", form), await host.SendAsync($"POST /auth/sessions/{id}", form), await host.SendAsync("POST /auth/refresh", form)];
        RawAnswer onlyRefresh = await host.SendAsync("POST /auth/logout", [.. form[..3], $"Cookie: {RefreshCookie}={refresh}"]);

        Assert.That(answers.Append(onlyRefresh).Select(answer => answer.Status), Is.All.EqualTo(403));
        Assert.That(answers.Append(onlyRefresh).SelectMany(answer => answer.All("Set-Cookie")), Is.Empty);
        Assert.That((await SendPageAsync(host, "/me", null, refresh)).Status, Is.EqualTo(200));
    }

    private static void Serving(AuthHttpOptions options) => (options.Strategy("Jwt").Transport, options.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);

    private static Task<TestHost> StartAsync(Action<AppendCookieContext> policy) => TestHost.StartAsync(
        b => b.AddJwt(Logins.JwtWithRefresh), Serving, map: app => app.UseCookiePolicy(new() { OnAppendCookie = policy }));

    private static async Task<(string Access, string Refresh)> LogInAsync(TestHost host)
    {
        RawAnswer answer = await host.SendAsync("POST /login/alice");
        return (answer.CookieValue(AccessCookie)!, answer.CookieValue(RefreshCookie)!);
    }

    private static Task<RawAnswer> SendPageAsync(TestHost host, string path, string? access, string refresh) =>
        host.SendAsync($"GET {path}", [$"Cookie: {(access is null ? "" : $"{AccessCookie}={access}; ")}{RefreshCookie}={refresh}", .. Page]);
}
