using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>A client with the cookie of alice for the scheme Web and the token of bob for the scheme Api tries to be both, or more than each.</summary>
[TestFixture]
[Property("Requirement", "B-05")]
public sealed class NamedSchemeAttackTests
{
    private const string WebCookie = "__Host-web";

    private static readonly string[] BothSchemes = ["Web", "Api"];

    [TestCase("GET /file")]
    [TestCase("GET /open")]
    public async Task Authenticate_FallbackPolicyWithTwoSchemes_MergesNoUsers(string requestLine)
    {
        await using TestHost host = await StartAsync(
            services: services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder(BothSchemes).RequireAuthenticatedUser().Build()),
            map: app =>
            {
                app.UseAuthorization();
                // As static files, which have no endpoint.
                app.Use((context, next) => context.Request.Path == "/file" ? context.Response.WriteAsync(Describe(context.User)) : next(context));
                app.MapPost("/enter/{user}", (string user, string scheme) => TypedResults.SignIn(Logins.User(user), authenticationScheme: scheme)).AllowAnonymous();
            });
        (string web, string api) = await LogInAsync(host, "/enter");

        RawAnswer both = await host.SendAsync(requestLine, Both(web, api));
        RawAnswer one = await host.SendAsync(requestLine, $"Cookie: {WebCookie}={web}");

        Assert.That((both.Status, one.Status, one.Body), Is.EqualTo((400, 200, "alice")), both.Body);
    }

    /// <summary>The refresh endpoint is anonymous, so the fallback policy does not say whose refresh tokens it takes.</summary>
    [Test]
    public async Task Refresh_FallbackPolicyNamesTheOtherScheme_RefreshesTheToken()
    {
        await using TestHost host = await StartAsync(
            services: services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder("Web").RequireAuthenticatedUser().Build()),
            map: app =>
            {
                app.UseAuthorization();
                app.MapPost("/enter/{user}", (string user, string scheme) => TypedResults.SignIn(Logins.User(user), authenticationScheme: scheme)).AllowAnonymous();
            });
        RawAnswer login = await host.SendAsync("POST /enter/bob?scheme=Api");
        string refresh = JsonDocument.Parse(login.Body).RootElement.GetProperty("refreshToken").GetString()!;

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], $$"""{"refreshToken":"{{refresh}}"}""");

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
    }

    [Test]
    public async Task Authenticate_FilterWithTwoSchemes_MergesNoUsers()
    {
        await using TestHost host = await StartAsync(
            services: services => services
                .AddControllers(o => o.Filters.Add(new AuthorizeFilter(new AuthorizationPolicyBuilder(BothSchemes).RequireAuthenticatedUser().Build())))
                .AddApplicationPart(typeof(NamedSchemeAttackTests).Assembly),
            map: app => app.MapControllers());
        (string web, string api) = await LogInAsync(host);

        RawAnswer both = await host.SendAsync("GET /filtered", Both(web, api));
        RawAnswer one = await host.SendAsync("GET /filtered", $"Cookie: {WebCookie}={web}");

        Assert.That((both.Status, one.Status, one.Body), Is.EqualTo((400, 200, "alice")), both.Body);
    }

    [TestCase("")]
    [TestCase("Authorization: Bearer a.b.c")]
    [TestCase("Authorization: Bearer x")]
    public async Task SignIn_AgainWithTheLoginOfANamedScheme_EndsWithIt(string other)
    {
        await using TestHost host = await StartAsync(
            session: o => (o.IdleTimeout, o.AbsoluteTimeout) = (TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)),
            map: app => app.MapPost("/again", async (HttpContext context) =>
            {
                AuthenticateResult current = await context.AuthenticateAsync("Web");
                await context.SignInAsync("Web", current.Principal!, current.Properties);
            }));
        (string web, _) = await LogInAsync(host);
        int minutes = 0;
        int status = 200;
        for (; minutes < 180 && status == 200; minutes += 20)
        {
            RawAnswer again = await host.SendAsync("POST /again", [$"Cookie: {WebCookie}={web}", "Sec-Fetch-Site: same-origin", .. other.Length == 0 ? Array.Empty<string>() : [other]]);
            status = again.Status;
            web = again.CookieValue(WebCookie) ?? web;
            host.App.Time.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.That((await host.SendAsync("POST /web", $"Cookie: {WebCookie}={web}")).Status, Is.EqualTo(401), $"{minutes} {status}");
    }

    [TestCase("DELETE /api/sessions/{0}")]
    [TestCase("POST /api/everywhere")]
    public async Task End_OfTheOwnSessionWhereItsSchemeIsNamed_LeavesTheOtherLoginOfTheBrowser(string requestLine)
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.MapAuthSessions("/api/sessions").RequireAuthorization(Naming("Api"));
            app.MapAuthLogoutEverywhere("/api/everywhere").RequireAuthorization(Naming("Api"));
            app.MapAuthSession("/api/session").RequireAuthorization(Naming("Api"));
        });
        (string web, string api) = await LogInAsync(host);
        string body = (await host.SendAsync("GET /api/session", Both(web, api))).Body;
        string id = JsonDocument.Parse(body).RootElement.GetProperty("sessionId").GetString()!;

        RawAnswer answer = await host.SendAsync(requestLine.Replace("{0}", id, StringComparison.Ordinal), [.. Both(web, api), "Sec-Fetch-Site: same-origin"]);

        int apiAfter = (await host.SendAsync("POST /api", $"Authorization: Bearer {api}")).Status;
        int webAfter = (await host.SendAsync("POST /web", $"Cookie: {WebCookie}={web}")).Status;
        bool isCookieDeleted = answer.SetCookie(WebCookie) is not null;
        Assert.That((answer.Status / 100, apiAfter, isCookieDeleted ? 401 : 200), Is.EqualTo((2, 401, webAfter)), $"{webAfter} {answer.Text}");
    }

    [Test]
    public async Task Authenticate_EndpointThatRunsAfterAnotherRefused_DoesNotGetTheUserOfTheOther()
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseStatusCodePagesWithReExecute("/auth/session");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/missing", () => Results.NotFound()).RequireAuthorization(Naming("Api"));
        });
        (string web, string api) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync("GET /missing", Both(web, api));

        Assert.That(answer.Body, Does.Not.Contain("bob"), answer.Text);
    }

    /// <summary>A page that runs after an endpoint that named Api, and the feature, taken before or in the page: both describe the page.</summary>
    [Test]
    public async Task Feature_PageThatRunsInTheSameRequest_DescribesItsSchemes([Values("missing", "broken")] string first, [Values("open", "web", "api", "both")] string page, [Values] bool isKept)
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseExceptionHandler($"/page/{page}");
            app.UseStatusCodePagesWithReExecute($"/page/{page}");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/missing", Keep(() => Results.NotFound())).RequireAuthorization(Naming("Api"));
            app.MapGet("/broken", Keep(() => throw new InvalidOperationException("broken"))).RequireAuthorization(Naming("Api"));
            foreach ((string name, string schemes) in new[] { ("open", ""), ("web", "Web"), ("api", "Api"), ("both", "Web,Api") })
            {
                IEndpointConventionBuilder endpoint = app.MapGet($"/page/{name}", (HttpContext context) =>
                    Describe(isKept ? (IAuthRequestFeature)context.Items["feature"]! : context.Features.Get<IAuthRequestFeature>()!));
                if (schemes.Length > 0)
                    endpoint.RequireAuthorization(policy => policy.AddAuthenticationSchemes(schemes.Split(',')).RequireAssertion(_ => true));
            }
        });
        (string web, string api) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync($"GET /{first}", Both(web, api));

        Assert.That(answer.Body, Is.EqualTo(page switch { "web" => "Authenticated Web alice", "api" => "Authenticated Api bob", _ => "InvalidRequest - -" }), answer.Text);

        static string Describe(IAuthRequestFeature feature) => $"{feature.Outcome} {feature.Strategy ?? "-"} {feature.Result.Principal?.Identity?.Name ?? "-"}";

        static Delegate Keep(Func<IResult> answer) => (HttpContext context) =>
        {
            context.Items["feature"] = context.Features.Get<IAuthRequestFeature>();
            return answer();
        };
    }

    /// <summary>Which session goes on when a user is signed in again with the properties of one scheme, after another scheme or the same one was signed out.</summary>
    [TestCase("-", "Web", true)]
    [TestCase("-", "Api", true)]
    [TestCase("Api", "Web", true)]
    [TestCase("Web", "Api", true)]
    [TestCase("Web", "Web", false)]
    [TestCase("Api", "Api", false)]
    [TestCase("AuthStrategy", "Web", false)]
    [TestCase("AuthStrategy", "Api", false)]
    public async Task SignIn_AgainAfterASignOut_ContinuesTheSessionUnlessItsOwnSchemeWasSignedOut(string signedOut, string scheme, bool goesOn)
    {
        await using TestHost host = await StartAsync(map: app => app.MapPost("/again", async (HttpContext context) =>
        {
            AuthenticateResult current = await context.AuthenticateAsync(scheme);
            if (signedOut != "-")
                await context.SignOutAsync(signedOut);
            await context.SignInAsync(scheme, current.Principal!, current.Properties);
        }));
        (string web, string api) = await LogInAsync(host);
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        string user = scheme == "Web" ? "alice" : "bob";
        SessionId before = (await directory.ListAsync(user)).Single().Id;

        RawAnswer answer = await host.SendAsync("POST /again", [.. Both(web, api), "Sec-Fetch-Site: same-origin"]);

        SessionId after = (await directory.ListAsync(user)).Single().Id;
        Assert.That((answer.Status, after == before), Is.EqualTo((200, goesOn)), answer.Text);
    }

    [Test]
    public async Task Authenticate_SchemesAskedAtOnce_EachAnswersForItself()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/ask", async (HttpContext context) =>
        {
            // Started on one thread: an HttpContext is not for several.
            Task<AuthenticateResult>[] asked = [.. Enumerable.Range(0, 64).Select(i => context.AuthenticateAsync(i % 2 == 0 ? "Web" : "Api"))];
            AuthenticateResult[] results = await Task.WhenAll(asked);
            return string.Join(' ', results.Select(result => result.Principal?.Identity?.Name ?? "-").Chunk(2).Select(pair => string.Join('+', pair)).Distinct());
        }));
        (string web, string api) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync("GET /ask", Both(web, api));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice+bob")), host.App.Log.Text);
    }

    [TestCase("POST /out/Web", "cross-site", 401, 200)]
    [TestCase("POST /out/Web", "same-origin", 401, 200)]
    [TestCase("POST /out/Api", "cross-site", 200, 401)]
    public async Task SignOut_OfAnyScheme_LeavesNoSessionOfItAndNoCookieOfAnother(string requestLine, string site, int web, int api)
    {
        await using TestHost host = await StartAsync();
        (string webCookie, string token) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync(requestLine, [.. Both(webCookie, token), $"Sec-Fetch-Site: {site}"]);

        int webAfter = (await host.SendAsync("POST /web", $"Cookie: {WebCookie}={webCookie}")).Status;
        int apiAfter = (await host.SendAsync("POST /api", $"Authorization: Bearer {token}")).Status;
        if (site == "cross-site" && requestLine.EndsWith("Web", StringComparison.Ordinal))
            Assert.That((webAfter, apiAfter, answer.SetCookie(WebCookie)), Is.EqualTo((200, 200, (string?)null)));
        else
            Assert.That((webAfter, apiAfter), Is.EqualTo((web, api)));
    }

    [TestCase("Web")]
    [TestCase("Api")]
    public async Task Authenticate_UserWhomTheCheckRefuses_IsRefusedWhereItsSchemeIsNamed(string scheme)
    {
        CheckScript script = new() { Answer = (principal, _) => new(principal.FindFirst("name")!.Value == (scheme == "Web" ? "alice" : "bob") ? null : principal) };
        await using TestHost host = await StartAsync(services: services =>
        {
            services.AddSingleton(script);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        (string web, string api) = await LogInAsync(host);

        RawAnswer ofWeb = await host.SendAsync("POST /web", Both(web, api));
        RawAnswer ofApi = await host.SendAsync("POST /api", Both(web, api));

        Assert.That((ofWeb.Status, ofApi.Status), Is.EqualTo(scheme == "Web" ? (401, 200) : (200, 401)));
        Assert.That((ofApi.SetCookie(WebCookie), ofWeb.SetCookie(WebCookie) is not null), Is.EqualTo(((string?)null, scheme == "Web")));
    }

    [TestCase("one")]
    [TestCase("two")]
    public async Task Authenticate_TokenThatTwoStrategiesAccept_IsCheckedForEach(string first)
    {
        CheckScript script = new() { Answer = (principal, about) => new(about.Strategy == "One" ? Logins.User(principal.FindFirst("sub")!.Value, "admin") : null) };
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt("One", Logins.Jwt).AddJwt("Two", Logins.Jwt),
            services: services =>
            {
                services.AddSingleton(script);
                services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>(TimeSpan.FromMinutes(5));
            },
            map: app =>
            {
                app.MapGet("/one", () => "one").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "One", Roles = "admin" });
                app.MapGet("/two", () => "two").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Two" });
            });
        string token = (await host.LogInForTokenAsync("alice", "?scheme=One")).AccessToken;
        Dictionary<string, int> served = [];
        foreach (string path in new[] { first, "one", "two" })
            served[path] = (await host.SendAsync($"GET /{path}", $"Authorization: Bearer {token}")).Status;

        Assert.That((served["one"], served["two"]), Is.EqualTo((200, 401)));
    }

    private static AuthorizeAttribute Naming(string schemes) => new() { AuthenticationSchemes = schemes };

    private static string[] Both(string web, string api) => [$"Cookie: {WebCookie}={web}", $"Authorization: Bearer {api}"];

    internal static string Describe(ClaimsPrincipal user) => string.Join('+', user.Identities.Select(identity => identity.Name));

    private static async Task<(string Web, string Api)> LogInAsync(TestHost host, string path = "/login") => (
        (await host.SendAsync($"POST {path}/alice?scheme=Web")).CookieValue(WebCookie)!,
        JsonDocument.Parse((await host.SendAsync($"POST {path}/bob?scheme=Api")).Body).RootElement.GetProperty("accessToken").GetString()!);

    private static Task<TestHost> StartAsync(Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, Action<SessionStrategyOptions>? session = null) => TestHost.StartAsync(
        b => b.AddSession("Web", o => session?.Invoke(o)).AddJwt("Api", o =>
        {
            Logins.JwtWithRefresh(o);
            o.RequireLiveSession = true;
        }),
        o =>
        {
            (o.Strategy("Web").Transport, o.Strategy("Web").Cookie.Name) = (CredentialTransport.Cookie, WebCookie);
            o.Strategy("Api").Transport = CredentialTransport.Bearer;
        },
        services,
        app =>
        {
            map?.Invoke(app);
            app.MapPost("/web", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(Naming("Web"));
            app.MapPost("/api", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(Naming("Api"));
            app.MapPost("/out/{scheme}", (string scheme, HttpContext context) => context.SignOutAsync(scheme));
        });
}

/// <summary>A controller whose policy is in a filter and not in the metadata of its endpoint.</summary>
[ApiController]
public sealed class FilteredController : ControllerBase
{
    [HttpGet("/filtered")]
    public string Describe() => NamedSchemeAttackTests.Describe(User);
}
