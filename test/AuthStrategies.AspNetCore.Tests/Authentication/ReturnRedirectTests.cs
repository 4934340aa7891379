using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Where a browser goes after a sign-in, a sign-out or a challenge, beside the framework's cookie handler.</summary>
[TestFixture]
public sealed class ReturnRedirectTests
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded";
    private const string Html = "Accept: text/html,*/*;q=0.8";

    [TestCase("POST /in?to=/x", 302, "/x", "")]
    [TestCase("POST /in?to={origin}/x", 302, "/x", "")]
    [TestCase("POST /out?to={origin}/x", 302, "/x", "")]
    [TestCase("POST /in", 200, null, "")]
    [TestCase("POST /in?ReturnUrl=/x", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=/x%3Fa%3Db", 302, "/x?a=b", "")]
    [TestCase("POST /LOGIN?ReturnUrl=/x", 302, "/x", "")]
    [TestCase("POST /login?ReturnUrl=/x&to=/y", 302, "/y", "")]
    [TestCase("POST /login?ReturnUrl=//x", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=/%5Cx", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=%5C/x", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=https:", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=https://evil.example/", 200, null, "")]
    [TestCase("POST /login?ReturnUrl=/%255cx", 302, "/%5cx", "")]
    [TestCase("POST /login?ReturnUrl=", 200, null, "")]
    [TestCase("POST /in?to=/x", 200, "/x", "X-Requested-With: XMLHttpRequest")]
    [TestCase("POST /out?to=/x", 302, "/x", "")]
    [TestCase("POST /out", 200, null, "")]
    [TestCase("POST /logout-page?ReturnUrl=/x", 302, "/x", "")]
    [TestCase("POST /logout-page?ReturnUrl=//x", 200, null, "")]
    [TestCase("POST /after?status=302&verb=out", 302, "/elsewhere", "")]
    [TestCase("POST /after?status=302&verb=in", 302, "/elsewhere", "")]
    [TestCase("POST /after?status=302&verb=out", 302, "/elsewhere", "X-Requested-With: XMLHttpRequest")]
    [TestCase("POST /after?status=401&verb=out", 401, null, "")]
    [TestCase("POST /after?status=403&verb=out", 403, null, "")]
    [TestCase("POST /after?status=403&verb=in", 403, null, "")]
    [TestCase("POST /after?status=200&verb=out", 302, "/x", "")]
    [TestCase("GET /ask", 302, "/login?ReturnUrl=%2Fask", Html)]
    [TestCase("GET /ask?to=/x", 302, "/login?ReturnUrl=%2Fx", Html)]
    [TestCase("GET /refuse?a=b", 302, "/denied?ReturnUrl=%2Frefuse%3Fa%3Db", Html)]
    [TestCase("GET /refuse?to=/x", 302, "/denied?ReturnUrl=%2Fx", Html)]
    [TestCase("POST /out?to=/x", 200, "/x", "X-Requested-With: XMLHttpRequest")]
    [TestCase("GET /ask?to=/x", 401, "/login?ReturnUrl=%2Fx", "X-Requested-With: XMLHttpRequest")]
    [TestCase("GET /refuse?a=b", 403, "/denied?ReturnUrl=%2Frefuse%3Fa%3Db", "X-Requested-With: XMLHttpRequest")]
    [Property("Requirement", "B-03")]
    public async Task Redirect_OfTheSameApplication_IsThatOfTheCookieHandler(string requestLine, int status, string? location, string header)
    {
        await using TestApplication ours = await StartAsync(isOurs: true);
        await using TestApplication framework = await StartAsync(isOurs: false);

        RawAnswer answer = await ours.SendRawAsync(ToOrigin(ours, requestLine), Headers(header));
        RawAnswer expected = await framework.SendRawAsync(ToOrigin(framework, requestLine), Headers(header));

        Assert.That((expected.Status, Relative(framework, expected)), Is.EqualTo((status, location)), "the framework");
        Assert.That((answer.Status, Relative(ours, answer)), Is.EqualTo((status, location)), "ours");
    }

    [TestCase("POST /in?to=/x", "")]
    [TestCase("POST /in?to=/x", "X-Requested-With: XMLHttpRequest")]
    [TestCase("POST /out?to=/x", "")]
    [TestCase("GET /ask", Html)]
    [TestCase("GET /refuse", Html)]
    public async Task Redirect_OfEachKind_IsNotCached(string requestLine, string header)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync(requestLine, Headers(header));

        Assert.That(answer.One("Location"), Is.Not.Null);
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("POST /in?to=//x")]
    [TestCase("POST /in?to=/%5Cx")]
    [TestCase("POST /in?to=https://evil.example/")]
    [TestCase("POST /out?to=https://evil.example/")]
    [TestCase("POST /login?ReturnUrl=/%0D%0ASet-Cookie:%20a=b")]
    [TestCase("POST /login?ReturnUrl=/%09/x")]
    [TestCase("POST /login?ReturnUrl=/x&ReturnUrl=/y")]
    [Property("Requirement", "B-03")]
    public async Task Redirect_ToAnAddressThatIsNotLocal_IsNotFollowed(string requestLine)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync(requestLine);

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((200, (string?)null)));
        Assert.That(answer.SetCookie("__Host-auth"), Is.Not.Null);
    }

    [Test]
    public async Task Challenge_WithAnAddressThatIsNotLocal_LeadsBackToThePage()
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync("GET /ask?to=https://evil.example/", [Html]);

        Assert.That(answer.One("Location"), Is.EqualTo("/login?ReturnUrl=%2Fask%3Fto%3Dhttps%3A%2F%2Fevil.example%2F"));
    }

    [TestCase("GET /api", 401, "", Html)]
    [TestCase("GET /api-denied", 403, "", Html)]
    [TestCase("GET /api-allowed", 302, "/login?ReturnUrl=%2Fapi-allowed", Html)]
    [TestCase("GET /api", 401, "", "Sec-Fetch-Mode: navigate", Html, "X-Requested-With: XMLHttpRequest")]
    public async Task Refusal_OfAnEndpointWithRedirectMetadata_IsThatOfTheCookieHandler(string requestLine, int status, string location, params string[] headers)
    {
        await using TestApplication ours = await StartAsync(isOurs: true);
        await using TestApplication framework = await StartAsync(isOurs: false);

        RawAnswer answer = await ours.SendRawAsync(requestLine, headers);
        RawAnswer expected = await framework.SendRawAsync(requestLine, headers);

        Assert.That((answer.Status, answer.One("Location") ?? ""), Is.EqualTo((status, location)));
        Assert.That(expected.Status, Is.EqualTo(status), "the framework");
    }

    [TestCase("GET /login", 401)]
    [TestCase("GET /LOGIN/?a=b", 401)]
    [TestCase("GET /denied", 403)]
    [TestCase("GET /denied/", 403)]
    [TestCase("GET /login-help", 302)]
    public async Task Refusal_OnThePageThatItWouldLeadTo_IsTheStatus(string requestLine, int status)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync(requestLine, [Html]);

        Assert.That((answer.Status, answer.One("Location") is null), Is.EqualTo((status, status != 302)));
    }

    [TestCase(302, Html)]
    [TestCase(302, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [TestCase(302, "Accept: TEXT/HTML")]
    [TestCase(302, "Accept: text/html, application/json;q=0.9")]
    [TestCase(302, "Accept: application/json;q=0, text/html;q=0.1")]
    [TestCase(302, "Accept: text/html, */*")]
    [TestCase(302, "Accept: */*;q=0.1", "Accept: text/html")]
    [TestCase(401, "Accept: application/json, text/html")]
    [TestCase(401, "Accept: text/html, application/json")]
    [TestCase(401, "Accept: application/json, text/html;q=0.9, */*;q=0.8")]
    [TestCase(401, "Accept: application/problem+json;q=0.5, text/html;q=0.5")]
    [TestCase(401, "Accept: text/html;q=0")]
    [TestCase(401, "Accept: text/html;q=0, */*")]
    [TestCase(401, "Accept: text/htmlx")]
    [TestCase(401, "Accept: */*")]
    [TestCase(401, "Accept: ,;text/html;;=")]
    [TestCase(401, Html, "Authorization: Basic YTpi")]
    [TestCase(401, Html, "Authorization: Unknown")]
    [TestCase(401, "Sec-Fetch-Mode: navigate", "Authorization: bearer x")]
    [TestCase(302, "Sec-Fetch-Mode: navigate", "Authorization: Basic YTpi")]
    public async Task Challenge_OfEachKindOfClient_RedirectsBrowsersOnly(int status, params string[] headers)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        Assert.That((await app.SendRawAsync("GET /ask", headers)).Status, Is.EqualTo(status));
    }

    [TestCase("POST /ask", 302, null, Form, Html)]
    [TestCase("POST /ask", 302, null, Form, "Sec-Fetch-Mode: navigate")]
    [TestCase("POST /ask", 401, "application/problem+json", Form, "Sec-Fetch-Mode: cors", Html)]
    [TestCase("POST /ask", 401, "application/problem+json", "Content-Type: application/json", Html)]
    [TestCase("POST /ask", 401, "application/problem+json", Form)]
    [TestCase("POST /ask", 401, "application/problem+json", Form, Html, "X-Requested-With: XMLHttpRequest")]
    public async Task Challenge_OfAForm_IsAPageOrARedirect(string requestLine, int status, string? type, params string[] headers)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync(requestLine, headers);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((status, type)));
    }

    [TestCase("GET /me", 401)]
    [TestCase("POST /me", 401)]
    [TestCase("GET /me", 400, "Cookie: $Version=1; __Host-auth=a")]
    public async Task Refusal_OfANavigationWithoutALoginPath_IsAPage(string requestLine, int status, params string[] headers)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync(requestLine, [Form, Html, .. headers]);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((status, "text/html; charset=utf-8")));
        Assert.That(answer.Body, Does.StartWith("<!DOCTYPE html>"));
    }

    [TestCase("/", "", 302, "/", Form, Html)]
    [TestCase("/bye?a=b", "", 302, "/bye?a=b", Form, "Sec-Fetch-Mode: navigate")]
    [TestCase("/", "?ReturnUrl=/x", 302, "/x", Form, Html)]
    [TestCase("/", "?ReturnUrl=//x", 302, "/", Form, Html)]
    [TestCase("/", "", 200, null, "Sec-Fetch-Mode: cors")]
    [TestCase("/", "", 200, null)]
    public async Task LogoutForm_WithARedirect_GoesThere(string path, string query, int status, string? location, params string[] headers)
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.LogoutPath = "/bye",
            map: app => app.MapAuthLogout("/bye").RedirectTo(path));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /bye" + query, [.. headers, $"Cookie: __Host-auth={cookie}"]);

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((status, location)));
        Assert.That(answer.CookieValue("__Host-auth"), Is.Empty);
        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task LogoutForm_ThatTheStoreOrAnotherSiteRefuses_IsAPage()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapAuthLogout("/bye").RedirectTo("/"));
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        RawAnswer broken = await host.SendAsync("POST /bye", Form, Html, $"Cookie: __Host-auth={cookie}");
        RawAnswer other = await host.SendAsync("POST /bye", Form, Html, $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: cross-site");

        Assert.That((broken.Status, broken.One("Content-Type"), broken.One("Retry-After")), Is.EqualTo((503, "text/html; charset=utf-8", "5")));
        Assert.That((other.Status, other.One("Content-Type"), other.One("Location")), Is.EqualTo((403, "text/html; charset=utf-8", (string?)null)));
    }

    [TestCase("")]
    [TestCase("~/")]
    [TestCase("//x")]
    [TestCase("https://x")]
    public async Task RedirectTo_APathThatIsNotLocal_Throws(string path)
    {
        await using TestHost host = await TestHost.StartAsync(map: app =>
            Assert.That(() => app.MapAuthLogout("/bye").RedirectTo(path), Throws.ArgumentException.With.Message.Contains("begins with exactly one slash")));
    }

    [Test]
    public async Task SignIn_WithBearerTransport_IsTheTokenAndNoRedirect()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt), map: app => app.MapPost("/in", () =>
            TypedResults.SignIn(Logins.Alice, new AuthenticationProperties { RedirectUri = "/x" })));

        RawAnswer answer = await host.SendAsync("POST /in");

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((200, (string?)null)));
        Assert.That(answer.Body, Does.Contain("accessToken"));
    }

    [TestCase("POST /in?to={origin}/x%3Fa=b%23c", "/x?a=b#c")]
    [TestCase("POST /in?to={origin}", "/")]
    [TestCase("POST /in?to={ORIGIN}/x", "/x")]
    [TestCase("POST /in?to={origin}//evil.example", null)]
    [TestCase("POST /in?to={origin}/%255C/x", "/%5C/x")]
    [TestCase("POST /in?to={origin}.evil.example/x", null)]
    [TestCase("POST /in?to={origin}@evil.example/x", null)]
    [TestCase("POST /in?to={origin}/%09/x", null)]
    [TestCase("POST /in?to=http://localhost/x", null)]
    [TestCase("POST /in?to=https://localhost:1/x", null)]
    [TestCase("POST /in?to=javascript:alert(1)", null)]
    [TestCase("POST /login?to={origin}/x&ReturnUrl=/y", "/x")]
    [TestCase("POST /login?to=https://evil.example/&ReturnUrl=/y", "/y")]
    [TestCase("POST /login?to=https://evil.example/&ReturnUrl=//y", null)]
    [TestCase("POST /logout-page?to=https://evil.example/&ReturnUrl=/y", "/y")]
    [TestCase("POST /login?ReturnUrl={origin}/x", null)]
    [TestCase("GET /ask?to={origin}/x", "/login?ReturnUrl=%2Fx")]
    public async Task Redirect_ToAnAbsoluteAddress_IsFollowedOnlyOnTheSameOrigin(string requestLine, string? location)
    {
        await using TestApplication app = await StartAsync(isOurs: true);

        RawAnswer answer = await app.SendRawAsync(ToOrigin(app, requestLine), [Html]);

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((location is null ? 200 : 302, location)));
        Assert.That(app.Log.Text.Contains("does not belong to this application", StringComparison.Ordinal), Is.EqualTo(location is null || requestLine.Contains("evil", StringComparison.Ordinal)));
    }

    private static string ToOrigin(TestApplication app, string requestLine) => requestLine
        .Replace("{origin}", app.Origin, StringComparison.Ordinal)
        .Replace("{ORIGIN}", app.Origin.ToUpperInvariant(), StringComparison.Ordinal);

    private static string[] Headers(string header) => header.Length == 0 ? [] : [header];

    // The framework writes some of its redirects with scheme and host.
    private static string? Relative(TestApplication app, RawAnswer answer) => answer.One("Location")?.Replace(app.Origin, "", StringComparison.Ordinal);

    private static Task<TestApplication> StartAsync(bool isOurs) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthorization();
            if (isOurs)
                services.AddAuthStrategy().AddSession().UseAspNetCore(o => (o.LoginPath, o.AccessDeniedPath, o.LogoutPath) = ("/login", "/denied", "/logout-page"));
            else
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => (o.LoginPath, o.AccessDeniedPath, o.LogoutPath) = ("/login", "/denied", "/logout-page"));
            if (isOurs)
                services.Configure<InMemorySessionStoreOptions>(_ => { });
        },
        app =>
        {
            AuthenticationProperties To(string? to) => new() { RedirectUri = to };
            foreach (string path in new[] { "/in", "/login" })
                app.MapPost(path, (string? to) => TypedResults.SignIn(User, To(to)));
            foreach (string path in new[] { "/out", "/logout-page" })
                app.MapPost(path, (string? to) => TypedResults.SignOut(To(to)));
            app.MapMethods("/ask", ["GET", "POST"], (HttpContext context, string? to) => context.ChallengeAsync(To(to)));
            app.MapGet("/api", (HttpContext context) => context.ChallengeAsync()).DisableCookieRedirect();
            app.MapGet("/api-denied", (HttpContext context) => context.ForbidAsync()).DisableCookieRedirect();
            app.MapGet("/api-allowed", (HttpContext context) => context.ChallengeAsync()).AllowCookieRedirect().DisableCookieRedirect();
            foreach (string path in new[] { "/login", "/login-help" })
                app.MapGet(path, (HttpContext context) => context.ChallengeAsync());
            app.MapGet("/denied", (HttpContext context) => context.ForbidAsync());
            app.MapPost("/after", (HttpContext context, int status, string verb) =>
            {
                if (status == 302)
                    context.Response.Redirect("/elsewhere");
                context.Response.StatusCode = status;
                return verb == "in" ? context.SignInAsync(User, To("/x")) : context.SignOutAsync(To("/x"));
            });
            app.MapGet("/refuse", (HttpContext context, string? to) => context.ForbidAsync(To(to)));
        },
        environment: "Development");

    private static ClaimsPrincipal User => Logins.Alice;
}
