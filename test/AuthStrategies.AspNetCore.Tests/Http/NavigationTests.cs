using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>What each kind of client gets: pages and redirects for those who see them, status codes and JSON for programs.</summary>
[TestFixture]
public sealed class NavigationTests
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded";
    private const string Html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    private const string Turbo = "Accept: text/vnd.turbo-stream.html, text/html, application/xhtml+xml";
    private const string JsonType = "application/json; charset=utf-8";
    private const string PageType = "text/html; charset=utf-8";

    // What the client sends, and the kind that it is. Sec-Fetch-Mode decides alone where it is sent.
    private static readonly (string Name, Kind Kind, string[] Headers)[] Clients =
    [
        ("a page", Kind.Page, ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", Html]),
        ("a page in a frame", Kind.Page, ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", Html]),
        ("an older browser", Kind.Page, [Html]),
        ("Turbo in an older browser", Kind.Page, [Turbo]),
        ("fetch", Kind.Script, ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Accept: */*"]),
        ("Turbo", Kind.Script, ["Sec-Fetch-Mode: same-origin", "Sec-Fetch-Dest: empty", Turbo]),
        ("htmx", Kind.Script, ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "HX-Request: true", "Accept: text/html"]),
        ("htmx in an older browser", Kind.Script, ["HX-Request: true", "Accept: text/html"]),
        ("jQuery", Kind.XmlHttpRequest, ["Sec-Fetch-Mode: cors", "X-Requested-With: XMLHttpRequest", "Accept: text/html, */*; q=0.01"]),
        ("jQuery in an older browser", Kind.XmlHttpRequest, ["X-Requested-With: XMLHttpRequest", "Accept: text/html, */*; q=0.01"]),
        ("a program", Kind.Program, ["Accept: */*"]),
        ("a program for JSON", Kind.Program, ["Accept: application/json"]),
    ];

    private enum Kind
    {
        Page,
        Script,
        XmlHttpRequest,
        Program,
    }

    private static IEnumerable<TestCaseData<string, int, string?, string?>> Rows(Kind kind) => kind switch
    {
        Kind.Page =>
        [
            new("POST /in?to=/x", 302, "/x", null),
            new("POST /out?to=/x", 302, "/x", null),
            new("GET /ask", 302, "/login?ReturnUrl=%2Fask", null),
            new("GET /refuse", 302, "/denied?ReturnUrl=%2Frefuse", null),
            new("POST /auth/logout", 302, "/", null),
            new("POST /auth/logout-everywhere", 302, "/", null),
            new("POST /auth/logout-others", 302, "/", null),
            new("POST /auth/sessions/{own}", 302, "/", null),
            new("POST /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", 404, null, PageType),
            new("POST /auth/refresh", 204, null, null),
            new("POST /auth/refresh?anonymous", 401, null, PageType),
        ],
        Kind.Script or Kind.XmlHttpRequest =>
        [
            new("POST /in?to=/x", 200, "/x", null),
            new("POST /out?to=/x", 200, "/x", null),
            new("GET /ask", 401, kind == Kind.Script ? null : "/login?ReturnUrl=%2Fask", "application/problem+json"),
            new("GET /refuse", 403, kind == Kind.Script ? null : "/denied?ReturnUrl=%2Frefuse", "application/problem+json"),
            .. Json(),
        ],
        _ =>
        [
            new("POST /in?to=/x", 302, "/x", null),
            new("POST /out?to=/x", 302, "/x", null),
            new("GET /ask", 401, null, "application/problem+json"),
            new("GET /refuse", 403, null, "application/problem+json"),
            .. Json(),
        ],
    };

    private static IEnumerable<TestCaseData<string, int, string?, string?>> Json() =>
    [
        new("POST /auth/logout", 200, null, JsonType),
        new("POST /auth/logout-everywhere", 200, null, JsonType),
        new("POST /auth/logout-others", 200, null, JsonType),
        new("POST /auth/sessions/{own}", 204, null, null),
        new("POST /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", 404, null, "application/problem+json"),
        new("POST /auth/refresh", 204, null, null),
        new("POST /auth/refresh?anonymous", 401, null, "application/problem+json"),
    ];

    [Test]
    [Property("Requirement", "B-03")]
    public async Task Answer_OfEachKindOfClient_IsThatOfItsRow()
    {
        await using TestHost host = await StartAsync();

        foreach ((string name, Kind kind, string[] headers) in Clients)
        {
            foreach (TestCaseData<string, int, string?, string?> row in Rows(kind))
            {
                (string request, int status, string? location, string? type) = ((string)row.Arguments[0]!, (int)row.Arguments[1]!, (string?)row.Arguments[2], (string?)row.Arguments[3]);
                // A form to the refresh endpoint is that of an OAuth client if it accepts JSON alone.
                string? expected = type == "application/problem+json" && request.StartsWith("POST /auth/refresh", StringComparison.Ordinal) && headers.Contains("Accept: application/json") ? "application/json" : type;
                RawAnswer answer = await SendAsync(host, request, headers);
                Assert.That((answer.Status, answer.One("Location"), answer.One("Content-Type")), Is.EqualTo((status, location, expected)), $"{name}: {request}");
            }
        }
    }

    [Test]
    public async Task Form_BelowAPathBaseOrWithAPath_GoesThere()
    {
        await using TestHost host = await TestHost.StartAsync(map: app =>
        {
            app.UsePathBase("/shop");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapAuthLogout("/bye").RedirectTo("/goodbye?a=b");
            app.MapAuthLogoutEverywhere("/bye-all").RequireCors("x").RedirectTo("/goodbye");
            app.MapAuthSessions("/mine").RedirectTo("/mine-page");
        }, services: services => services.AddCors(cors => cors.AddPolicy("x", policy => policy.AllowAnyOrigin())));

        string? one = await LocationAsync(host, "POST /shop/bye");
        string? root = await LocationAsync(host, "POST /shop/auth/logout");
        string? sessions = await LocationAsync(host, "POST /shop/mine/{own}");

        Assert.That((one, root, sessions), Is.EqualTo(("/shop/goodbye?a=b", "/shop/", "/shop/mine-page")));
    }

    [Test]
    public async Task Form_OfALogoutEverywhereWithoutAUser_IsAPage()
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout-everywhere", Form, Html);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((401, PageType)));
    }

    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    [TestCase("POST /auth/sessions/{own}")]
    [Property("Requirement", "F-05")]
    public async Task Form_ThatTheStoreCannotServe_IsAPage(string request)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string own = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single().Id.ToString();
        host.Store.Before = (operation, _) => operation.StartsWith("remove", StringComparison.Ordinal) ? throw new SessionStoreException("broken") : Task.CompletedTask;

        RawAnswer answer = await host.SendAsync(request.Replace("{own}", own, StringComparison.Ordinal), Form, Html, $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.One("Content-Type"), answer.One("Retry-After")), Is.EqualTo((503, PageType, "5")));
    }

    [Test]
    [Property("Requirement", "C-07")]
    public async Task Form_OfAnotherSite_EndsNothing()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string own = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single().Id.ToString();

        RawAnswer answer = await host.SendAsync($"POST /auth/sessions/{own}", Form, Html, "Sec-Fetch-Site: cross-site", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, (await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status), Is.EqualTo((403, 200)));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task RedirectTo_OnAnotherEndpoint_SaysWhatToCall()
    {
        await using TestHost host = await TestHost.StartAsync(map: app =>
        {
            IEndpointConventionBuilder[] others = [app.MapGet("/x", () => "x"), app.MapGroup("/g"), app.MapAuthRefresh("/r"), app.MapAuthSession("/s")];
            foreach (IEndpointConventionBuilder other in others)
                Assert.That(() => other.RedirectTo("/"), Throws.ArgumentException.With.Message.Contains("app.MapAuthLogout().RedirectTo(\"/\")"));
        });
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        http: o => (o.LoginPath, o.AccessDeniedPath) = ("/login", "/denied"),
        map: app =>
        {
            app.MapPost("/in", (string to) => TypedResults.SignIn(Logins.Alice, new AuthenticationProperties { RedirectUri = to }));
            app.MapPost("/out", (string to) => TypedResults.SignOut(new AuthenticationProperties { RedirectUri = to }));
            app.MapGet("/ask", (HttpContext context) => context.ChallengeAsync());
            app.MapGet("/refuse", (HttpContext context) => context.ForbidAsync());
        });

    /// <summary>Sends a request of a client that has just logged in.</summary>
    private static async Task<RawAnswer> SendAsync(TestHost host, string request, string[] headers)
    {
        await host.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        string cookie = await host.LogInAsync();
        string own = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single().Id.ToString();
        string[] cookies = request.EndsWith("?anonymous", StringComparison.Ordinal) ? [] : [$"Cookie: {(request.Contains(" /shop/", StringComparison.Ordinal) ? "__Host-auth.shop" : "__Host-auth")}={cookie}"];
        string[] form = request.StartsWith("POST", StringComparison.Ordinal) ? [Form] : [];
        return await host.SendAsync(request.Replace("{own}", own, StringComparison.Ordinal), [.. headers, .. cookies, .. form]);
    }

    private static async Task<string?> LocationAsync(TestHost host, string request) => (await SendAsync(host, request, [Html])).One("Location");
}
