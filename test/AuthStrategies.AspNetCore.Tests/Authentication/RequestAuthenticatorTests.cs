using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>A scheme that an endpoint names reads only its own sources: alice logs in with the scheme Web, bob with Api, and one client has both.</summary>
[TestFixture]
public sealed class RequestAuthenticatorTests
{
    private const string WebCookie = "__Host-web";
    private const string ApiCookie = "__Host-api";

    /// <summary>Each scheme that an endpoint can name, with each combination of credentials, over each pair of transports.</summary>
    [Test]
    [Property("Requirement", "B-02")]
    [Property("Requirement", "B-05")]
    public async Task Authenticate_EachSchemeWithEachCombinationOfCredentials_ReadsItsOwnSourcesOnly(
        [Values("cookie bearer", "bearer cookie", "cookie cookie")] string transports, [Values(2, 3)] int strategies, [Values] bool isCrossSite)
    {
        await using TestHost host = await StartAsync(transports, strategies);
        Client client = await LogInAsync(host, transports);
        List<string> wrong = [];

        foreach (string endpoint in new[] { "default", "both", "web", "api" })
        {
            foreach (string web in new[] { "", "good", "bad" })
            {
                foreach (string api in new[] { "", "good", "bad" })
                {
                    RawAnswer answer = await host.SendAsync($"POST /{endpoint}", client.Headers(web, api, isCrossSite ? "Sec-Fetch-Site: cross-site" : "Sec-Fetch-Site: same-origin"));
                    string actual = answer.Status == 200 ? $"200 {answer.Body}" : $"{answer.Status}";
                    string expected = Expected(endpoint, client, web, api, isCrossSite);
                    if (actual != expected)
                        wrong.Add($"{endpoint}, Web {web}, Api {api}: {actual} instead of {expected}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("Web", "alice")]
    [TestCase("Api", "bob")]
    public async Task Authenticate_SchemesAskedOneAfterTheOther_EachAnswersForItself(string scheme, string expected)
    {
        await using TestHost host = await StartAsync("cookie bearer", map: app => app.MapGet("/ask", async (HttpContext context) =>
        {
            List<string> names = [];
            foreach (string asked in new[] { scheme, AuthStrategyDefaults.Scheme, "Web", "Api", scheme })
                names.Add((await context.AuthenticateAsync(asked)).Principal?.Identity?.Name ?? "-");
            return string.Join(' ', names) + " " + (context.User.Identity?.Name ?? "-");
        }));
        Client client = await LogInAsync(host, "cookie bearer");

        RawAnswer answer = await host.SendAsync("GET /ask", client.Headers("good", "good"));

        Assert.That(answer.Body, Is.EqualTo($"{expected} - alice bob {expected} -"));
    }

    [Test]
    public async Task Authenticate_TokenOfTheTenthStrategyOverOneHeader_IsAcceptedWhereItsSchemeIsNamed()
    {
        await using TestHost host = await TestHost.StartAsync(
            b =>
            {
                for (int i = 1; i <= 10; i++)
                {
                    string issuer = $"https://issuer{i}.example";
                    b.AddJwt($"Jwt{i}", o =>
                    {
                        Logins.Jwt(o);
                        o.Issuer = issuer;
                    });
                }
            },
            map: app =>
            {
                app.MapGet("/tenth", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Jwt10" });
                app.MapGet("/ninth", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Jwt9" });
            });
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt10");

        RawAnswer named = await host.SendAsync("GET /tenth", $"Authorization: Bearer {token.AccessToken}");
        RawAnswer other = await host.SendAsync("GET /ninth", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((named.Status, named.Body, other.Status), Is.EqualTo((200, "alice", 401)));
    }

    [TestCase("GET /hubs/feed?access_token=", "X-A: b")]
    [TestCase("GET /hubs/feed?access_token=", "Sec-Fetch-Site: cross-site", "Upgrade: websocket", "Connection: Upgrade")]
    public async Task Authenticate_TokenInTheQueryBesideTheCookieOfTheSite_CountsWhereItsSchemeIsNamed(string requestLine, params string[] headers)
    {
        await using TestHost host = await StartAsync("cookie bearer", http: o => o.Strategy("Api").AcceptQueryString("/hubs/feed"));
        Client client = await LogInAsync(host, "cookie bearer");

        RawAnswer answer = await host.SendAsync(requestLine + client.Api, [.. headers, $"Cookie: {WebCookie}={client.Web}"]);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "bob")));
    }

    [Test]
    public async Task Authenticate_CookieBesideAnExpiredToken_RotatesWhereItsSchemeIsNamed()
    {
        await using TestHost host = await StartAsync("cookie bearer");
        Client client = await LogInAsync(host, "cookie bearer");
        await host.SendAsync("POST /web", client.Headers("good", ""));
        host.App.Time.Advance(TimeSpan.FromMinutes(31));

        RawAnswer answer = await host.SendAsync("POST /web", client.Headers("good", "good", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
        Assert.That(answer.CookieValue(WebCookie), Has.Length.EqualTo(64).And.Not.EqualTo(client.Web));
    }

    [Test]
    public async Task Authenticate_EndpointOfThisLibraryThatNamesAScheme_DescribesItsUser()
    {
        await using TestHost host = await StartAsync("cookie bearer", map: app => app.MapAuthSession("/api/session").RequireAuthorization(Naming("Api")));
        Client client = await LogInAsync(host, "cookie bearer");

        RawAnswer answer = await host.SendAsync("GET /api/session", client.Headers("good", "good"));

        Assert.That(answer.Body, Does.Contain("\"subject\":\"bob\"").And.Contain("\"strategy\":\"Api\""));
    }

    [Test]
    public async Task Authenticate_FreshAuthenticationIsRequiredOfANamedScheme_LooksAtItsLogin()
    {
        await using TestHost host = await StartAsync("cookie bearer", map: app => app.MapGet("/fresh", (ClaimsPrincipal user) => user.Identity!.Name)
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes("Api").RequireFreshAuthentication(TimeSpan.FromMinutes(5))));
        Client early = await LogInAsync(host, "cookie bearer");
        host.App.Time.Advance(TimeSpan.FromMinutes(10));
        Client late = await LogInAsync(host, "cookie bearer");

        RawAnswer stale = await host.SendAsync("GET /fresh", (late with { Api = early.Api }).Headers("good", "good"));
        RawAnswer fresh = await host.SendAsync("GET /fresh", (early with { Api = late.Api }).Headers("good", "good"));

        Assert.That((stale.Status, fresh.Status, fresh.Body), Is.EqualTo((401, 200, "bob")));
    }

    [Test]
    public async Task Authenticate_SignedInAgainWhereTheSchemeIsNamed_ContinuesTheSession()
    {
        await using TestHost host = await StartAsync("cookie bearer", map: app => app.MapPost("/again", async (HttpContext context) =>
        {
            AuthenticateResult result = await context.AuthenticateAsync("Web");
            await context.SignInAsync("Web", result.Principal!, result.Properties);
        }).RequireAuthorization(Naming("Web")));
        Client client = await LogInAsync(host, "cookie bearer");
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        SessionId before = (await directory.ListAsync("alice")).Single().Id;

        await host.SendAsync("POST /again", client.Headers("good", "good"));

        Assert.That((await directory.ListAsync("alice")).Select(session => session.Id), Is.EqualTo(new[] { before }));
    }

    /// <summary>A sign-out of a scheme ends its own session, and leaves that of the other scheme.</summary>
    [TestCase("Web", "cookie bearer", "401 200")]
    [TestCase("Api", "cookie bearer", "200 401")]
    [TestCase("Web", "cookie cookie", "401 200")]
    [TestCase("Api", "cookie cookie", "200 401")]
    [TestCase("AuthStrategy", "cookie bearer", "401 401")]
    public async Task SignOut_OfASchemeWithBothCredentials_EndsItsOwnSession(string scheme, string transports, string expected)
    {
        await using TestHost host = await StartAsync(transports);
        Client client = await LogInAsync(host, transports);

        await host.SendAsync($"POST /out/{scheme}", client.Headers("good", "good"));
        RawAnswer web = await host.SendAsync("POST /web", client.Headers("good", ""));
        RawAnswer api = await host.SendAsync("POST /api", client.Headers("", "good"));

        Assert.That($"{web.Status} {api.Status}", Is.EqualTo(expected));
    }

    [Test]
    public async Task SignOut_OfABearerSchemeByAnotherSite_DependsOnTheTokenAndNotOnTheCookie()
    {
        await using TestHost host = await StartAsync("cookie bearer");
        Client client = await LogInAsync(host, "cookie bearer");

        await host.SendAsync("POST /out/Web", client.Headers("good", "good", "Sec-Fetch-Site: cross-site"));
        await host.SendAsync("POST /out/Api", client.Headers("good", "good", "Sec-Fetch-Site: cross-site"));
        RawAnswer web = await host.SendAsync("POST /web", client.Headers("good", ""));
        RawAnswer api = await host.SendAsync("POST /api", client.Headers("", "good"));

        Assert.That((web.Status, api.Status), Is.EqualTo((200, 401)));
    }

    [Test]
    public async Task SignOut_OfASchemeWithTheTokenOfAnotherOverTheSameHeader_EndsNothing()
    {
        await using TestHost host = await StartAsync("bearer bearer");
        string api = (await host.LogInForTokenAsync("bob", "?scheme=Api")).AccessToken;

        await host.SendAsync("POST /out/Web", $"Authorization: Bearer {api}");
        RawAnswer answer = await host.SendAsync("POST /api", $"Authorization: Bearer {api}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static string Expected(string endpoint, Client client, string web, string api, bool isCrossSite)
    {
        (bool readsWeb, bool readsApi) = (endpoint != "api" && web.Length > 0, endpoint != "web" && api.Length > 0);
        if (readsWeb && readsApi)
            return "400";
        if (!readsWeb && !readsApi)
            return "401";
        if (isCrossSite && (readsWeb ? client.IsWebCookie : client.IsApiCookie))
            return "403";
        if ((readsWeb ? web : api) == "bad")
            return "401";
        return readsWeb ? "200 alice" : "200 bob";
    }

    private static AuthorizeAttribute Naming(string schemes) => new() { AuthenticationSchemes = schemes };

    private static Task<TestHost> StartAsync(string transports, int strategies = 2, Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null) => TestHost.StartAsync(
        b =>
        {
            b.AddSession("Web").AddJwt("Api", o =>
            {
                Logins.JwtWithRefresh(o);
                o.RequireLiveSession = true;
            });
            if (strategies > 2)
                b.AddJwt("Other", o => o.SigningKeys.Add(Other(o)));
        },
        o =>
        {
            string[] words = transports.Split(' ');
            (o.Strategy("Web").Transport, o.Strategy("Web").Cookie.Name) = (Enum.Parse<CredentialTransport>(words[0], ignoreCase: true), WebCookie);
            (o.Strategy("Api").Transport, o.Strategy("Api").Cookie.Name) = (Enum.Parse<CredentialTransport>(words[1], ignoreCase: true), ApiCookie);
            http?.Invoke(o);
        },
        map: app =>
        {
            app.MapPost("/default", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization();
            app.MapPost("/both", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(Naming("Web,Api"));
            app.MapPost("/web", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(policy => policy.AddAuthenticationSchemes("Web").RequireAuthenticatedUser());
            app.MapPost("/api", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(Naming("Api"));
            app.MapGet("/hubs/feed", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization(Naming("Api"));
            app.MapPost("/out/{scheme}", (string scheme, HttpContext context) => context.SignOutAsync(scheme));
            map?.Invoke(app);
        });

    private static JwtKey Other(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://other.example", "tests");
        return JwtKey.Generate("ES256");
    }

    // One name for each identity, so that merged principals show.
    private static string Describe(ClaimsPrincipal user) => string.Join('+', user.Identities.Select(identity => identity.Name));

    private static async Task<Client> LogInAsync(TestHost host, string transports)
    {
        bool[] isCookie = [.. transports.Split(' ').Select(word => word == "cookie")];
        string web = isCookie[0]
            ? (await host.SendAsync("POST /login/alice?scheme=Web")).CookieValue(WebCookie)!
            : (await host.LogInForTokenAsync("alice", "?scheme=Web")).AccessToken;
        string api = isCookie[1]
            ? (await host.SendAsync("POST /login/bob?scheme=Api")).CookieValue(ApiCookie)!
            : (await host.LogInForTokenAsync("bob", "?scheme=Api")).AccessToken;
        return new(web, api, isCookie[0], isCookie[1]);
    }

    private sealed record Client(string Web, string Api, bool IsWebCookie, bool IsApiCookie)
    {
        public string[] Headers(string web, string api, params string[] others)
        {
            (string? webText, string? apiText) = (Text(web, Web), Text(api, Api));
            string[] cookies = [.. new[] { Cookie(IsWebCookie, WebCookie, webText), Cookie(IsApiCookie, ApiCookie, apiText) }.OfType<string>()];
            string? bearer = IsWebCookie ? IsApiCookie ? null : apiText : webText;
            List<string> headers = [.. others];
            if (cookies.Length > 0)
                headers.Add($"Cookie: {string.Join("; ", cookies)}");
            if (bearer is not null)
                headers.Add($"Authorization: Bearer {bearer}");
            return [.. headers];
        }

        private static string? Cookie(bool isCookie, string name, string? text) => isCookie && text is not null ? $"{name}={text}" : null;

        private static string? Text(string word, string credential) => word switch
        {
            "" => null,
            "good" => credential,
            // A wrong secret of a known session would end it as stolen.
            _ when !credential.Contains('.', StringComparison.Ordinal) => "AAAA" + credential[4..],
            _ => credential[..^4] + "AAAA",
        };
    }
}
