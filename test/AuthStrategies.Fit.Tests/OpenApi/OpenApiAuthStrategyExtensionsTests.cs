using System.Text.Json.Nodes;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Fit.Tests.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.OpenApi;

/// <summary>The document that a real application serves.</summary>
[TestFixture]
public sealed class OpenApiAuthStrategyExtensionsTests
{
    [Test]
    public async Task Document_OfBothStrategies_HoldsTheirSchemes()
    {
        JsonNode document = await FetchAsync();

        JsonNode schemes = document["components"]!["securitySchemes"]!;
        Assert.That(schemes.ToJsonString(), Is.EqualTo(
            """{"Session":{"type":"apiKey","description":"The cookie that a login sets.","name":"__Host-auth","in":"cookie"},"Jwt":{"type":"http","description":"The token that a login returns.","scheme":"bearer","bearerFormat":"JWT"}}"""));
    }

    [Test]
    public async Task Document_WithDPoP_HoldsASchemeForBoundTokensBesideTheOther()
    {
        JsonNode document = await FetchAsync(services: services => services.AddAuthStrategy().UseDPoP());

        JsonObject schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.That(schemes.Select(scheme => scheme.Key), Is.EqualTo((string[])["Session", "Jwt", "Jwt-dpop"]));
        Assert.That(((string?)schemes["Jwt-dpop"]!["type"], (string?)schemes["Jwt-dpop"]!["scheme"]), Is.EqualTo(("http", "dpop")));
    }

    [Test]
    public async Task Document_OfOneStrategyFromBothPlaces_HoldsTwoSchemes()
    {
        JsonNode document = await FetchAsync(options =>
        {
            options.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer;
            options.Strategy("Session").Cookie.Name = "__Host-mine";
            options.Strategy("Jwt").Sources = CredentialSources.None;
        });

        JsonObject schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.That(schemes.Select(scheme => scheme.Key), Is.EqualTo((string[])["Session-cookie", "Session-bearer"]));
        Assert.That(((string?)schemes["Session-cookie"]!["name"], (string?)schemes["Session-bearer"]!["bearerFormat"]), Is.EqualTo(("__Host-mine", (string?)null)));
    }

    [TestCase("", null, null, "__Host-auth")]
    [TestCase("/shop", null, null, "__Host-auth.shop")]
    [TestCase("/shop", "/other", null, "__Host-auth.other")]
    [TestCase("", "/other", null, "__Host-auth.other")]
    [TestCase("/shop", null, "__Host-auth", "__Host-auth")]
    public async Task Document_BelowAPathBase_HoldsTheNameOfItsCookie(string pathBase, string? option, string? set, string name)
    {
        JsonNode document = await FetchAsync(
            options =>
            {
                options.PathBase = option;
                if (set is not null)
                    options.Strategy("Session").Cookie.Name = set;
            },
            pathBase: pathBase);

        Assert.That((string?)document["components"]!["securitySchemes"]!["Session"]!["name"], Is.EqualTo(name));
    }

    [Test]
    public async Task Document_OfStrategiesWithOtherHeaders_NamesTheHeaders()
    {
        JsonNode document = await FetchAsync(options =>
        {
            options.Strategy("Session").AcceptHeader("X-Session");
            options.Strategy("Jwt").Sources = CredentialSources.None;
            options.Strategy("Jwt").AcceptHeader("X-Token");
        });

        JsonObject schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.That(schemes.Select(scheme => scheme.Key), Is.EqualTo((string[])["Session-cookie", "Session-X-Session", "Jwt"]));
        Assert.That(
            schemes["Jwt"]!.ToJsonString(),
            Is.EqualTo("""{"type":"apiKey","description":"The token that a login returns, without a prefix.","name":"X-Token","in":"header"}"""));
    }

    [TestCase("get /minimal/mine", "Session | Jwt")]
    [TestCase("get /minimal/open", "")]
    [TestCase("get /minimal/unsaid", "")]
    [TestCase("get /minimal/jwt", "Jwt")]
    [TestCase("get /minimal/fresh", "Session | Jwt")]
    [TestCase("get /things/mine", "Session | Jwt")]
    [TestCase("get /things/open", "")]
    [TestCase("get /things/tall", "Session | Jwt")]
    [TestCase("get /schemes/jwt", "Jwt")]
    [TestCase("get /schemes/both", "Session | Jwt")]
    public async Task Operation_ByItsAuthorization_DemandsCredentials(string operation, string security)
    {
        JsonNode document = await FetchAsync();

        Assert.That(SecurityOf(Operation(document, operation)), Is.EqualTo(security));
    }

    [Test]
    public async Task Operation_UnderAFallbackPolicy_DemandsCredentials()
    {
        JsonNode document = await FetchAsync(services: services =>
            services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        string[] security = [.. ((string[])["get /minimal/unsaid", "get /minimal/open", "post /auth/refresh"]).Select(operation => SecurityOf(Operation(document, operation)))];

        Assert.That(security, Is.EqualTo((string[])["Session | Jwt", "", ""]));
    }

    [Test]
    public async Task Operation_ThatDemandsCredentials_DescribesItsRefusals()
    {
        JsonNode document = await FetchAsync();

        JsonObject responses = Operation(document, "get /minimal/mine")["responses"]!.AsObject();
        Assert.That(responses.Select(response => response.Key), Is.EquivalentTo((string[])["200", "400", "401", "403", "503"]));
        Assert.That((string?)responses["401"]!["content"]!["application/problem+json"]!["schema"]!["$ref"], Is.EqualTo("#/components/schemas/ProblemDetails"));
        Assert.That(document["components"]!["schemas"]!["ProblemDetails"]!["properties"]!.AsObject().Select(member => member.Key), Is.SupersetOf((string[])["type", "title", "status", "detail"]));
    }

    [Test]
    public async Task Operation_Anonymous_IsUnchanged()
    {
        JsonNode document = await FetchAsync();

        Assert.That(Operation(document, "get /minimal/open")["responses"]!.AsObject().Select(response => response.Key), Is.EqualTo((string[])["200"]));
    }

    [Test]
    public async Task OwnEndpoints_InTheDocument_AreThese()
    {
        JsonNode document = await FetchAsync();

        IEnumerable<string> operations = document["paths"]!.AsObject()
            .Where(path => path.Key.StartsWith("/auth/", StringComparison.Ordinal) || path.Key.StartsWith("/.well-known/", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key} {path.Key}: {(string?)operation.Value!["summary"]} [{SecurityOf(operation.Value)}] {string.Join(' ', operation.Value["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal))}"));
        Assert.That(operations, Is.EquivalentTo((string[])
        [
            "post /auth/refresh: Refreshes the credential [] 200 204 400 401 403 503",
            "post /auth/logout: Logs out [] 200 400 403 503",
            "post /auth/logout-everywhere: Logs out everywhere [Session | Jwt] 200 400 401 403 503",
            "post /auth/logout-others: Ends all other sessions of the user [Session | Jwt] 200 400 401 403 503",
            "get /auth/session: Describes the current session [Session | Jwt] 200 400 401 503",
            "get /auth/sessions: Lists the user's sessions [Session | Jwt] 200 400 401 503",
            "delete /auth/sessions/{id}: Ends one session of the user [Session | Jwt] 204 400 401 403 404 503",
            "get /.well-known/jwks.json: Publishes the public keys [] 200 503",
            "get /.well-known/openid-configuration: Describes the issuer of tokens [] 200 400",
        ]));
    }

    [TestCase("post /auth/refresh", CredentialTransport.Cookie, false)]
    [TestCase("post /auth/refresh", CredentialTransport.Bearer, true)]
    [TestCase("post /auth/logout", CredentialTransport.Cookie, false)]
    [TestCase("post /auth/logout", CredentialTransport.Bearer, false)]
    public async Task Body_OfATokenEndpoint_IsDescribedAsJsonAndForm(string operation, CredentialTransport transport, bool isRequired)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh), o => o.Transport = transport, services => services.AddOpenApi(options => options.AddAuthStrategies()), app => app.MapOpenApi());

        JsonNode document = JsonNode.Parse((await host.SendAsync("GET /openapi/v1.json")).Body)!;

        JsonNode body = Operation(document, operation)["requestBody"]!;
        Assert.That((bool?)body["required"] ?? false, Is.EqualTo(isRequired));
        Assert.That((string?)body["content"]!["application/json"]!["schema"]!["$ref"], Is.EqualTo("#/components/schemas/AuthRefreshRequest"));
        Assert.That(document["components"]!["schemas"]!["AuthRefreshRequest"]!["properties"]!.AsObject().Select(member => member.Key), Is.EqualTo(new[] { "refreshToken" }));
        Assert.That(
            body["content"]!["application/x-www-form-urlencoded"]!["schema"]!.ToJsonString(),
            Is.EqualTo("""{"required":["refresh_token"],"type":"object","properties":{"grant_type":{"enum":["refresh_token"],"type":"string"},"refresh_token":{"type":"string"}}}"""));
    }

    [TestCase("session")]
    [TestCase("session over bearer")]
    [TestCase("both")]
    public async Task Body_OfARefreshThatNeedsNone_IsOptional(string strategies)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => _ = strategies == "both" ? b.AddSession().AddJwt(Logins.JwtWithRefresh) : b.AddSession(),
            o => o.Transport = strategies == "session over bearer" ? CredentialTransport.Bearer : o.Transport,
            services => services.AddOpenApi(options => options.AddAuthStrategies()),
            app => app.MapOpenApi());

        JsonNode document = JsonNode.Parse((await host.SendAsync("GET /openapi/v1.json")).Body)!;

        Assert.That((bool?)Operation(document, "post /auth/refresh")["requestBody"]!["required"] ?? false, Is.False);
    }

    [Test]
    public async Task Login_WithRequireSameOrigin_DescribesItsRefusal()
    {
        await using TestHost host = await TestHost.StartAsync(
            services: services => services.AddOpenApi(options => options.AddAuthStrategies()), map: app =>
            {
                app.MapGet("/login", () => "a form").RequireSameOrigin();
                app.MapOpenApi();
            });

        JsonNode document = JsonNode.Parse((await host.SendAsync("GET /openapi/v1.json")).Body)!;

        Assert.That(StatusesOf(Operation(document, "post /login/{user}")), Is.EqualTo("200 403"));
        Assert.That(StatusesOf(Operation(document, "get /login")), Is.EqualTo("200"));
    }

    [Test]
    public async Task OwnEndpoints_DescribeEachStatusThatTheyAnswer()
    {
        const string Json = "Content-Type: application/json";
        const string Malformed = "Authorization: Bearer a b";
        const string CrossSite = "Sec-Fetch-Site: cross-site";
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.JwtWithRefresh), services: services => services.AddOpenApi(options => options.AddAuthStrategies()), map: app => app.MapOpenApi());
        JsonNode document = JsonNode.Parse((await host.SendAsync("GET /openapi/v1.json")).Body)!;
        HashSet<string> answered = [];

        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");
        await AskAsync("post /auth/refresh", [Json], $"{{\"refreshToken\":\"{token.RefreshToken}\"}}");
        await AskAsync("post /auth/refresh", [Json], "[]");
        await AskAsync("post /auth/refresh", [], "");
        await AskAsync("get /.well-known/jwks.json", [], "");
        await AskAsync("get /.well-known/openid-configuration", [], "");
        await AskAsync("get /.well-known/openid-configuration", [], "", address: "");
        string[] operations = ["post /auth/refresh", "post /auth/logout", "post /auth/logout-everywhere", "get /auth/session", "get /auth/sessions", "delete /auth/sessions/{id}"];
        foreach (string operation in operations)
        {
            await AskAsync(operation, [], "");
            await AskAsync(operation, [Malformed], "");
            await AskAsync(operation, [await CookieAsync(), CrossSite], "");
            await AskAsync(operation, [await CookieAsync()], "");
        }

        string cookie = await host.LogInAsync();
        JsonNode sessions = JsonNode.Parse((await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}")).Body)!;
        await AskAsync("delete /auth/sessions/{id}", [$"Cookie: __Host-auth={cookie}"], "", (string?)sessions[0]!["id"]);
        string last = await CookieAsync();
        host.Store.IsBroken = true;
        foreach (string operation in operations)
            await AskAsync(operation, [last], "");

        string[] described = [.. operations.Append("get /.well-known/jwks.json").Append("get /.well-known/openid-configuration")
            .SelectMany(operation => StatusesOf(Operation(document, operation)).Split(' ').Select(status => $"{operation}: {status}"))];
        // Only a store of rotating keys can fail.
        Assert.That(described, Is.EquivalentTo(answered.Append("get /.well-known/jwks.json: 503")));

        async Task<string> CookieAsync() => $"Cookie: __Host-auth={await host.LogInAsync()}";

        async Task AskAsync(string operation, string[] headers, string body, string? id = "AAAAAAAAAAAAAAAAAAAAAA", string? address = null)
        {
            string[] parts = operation.Split(' ');
            RawAnswer answer = await host.App.SendRawAsync($"{parts[0].ToUpperInvariant()} {parts[1].Replace("{id}", id, StringComparison.Ordinal)}", headers, body, address);
            answered.Add($"{operation}: {answer.Status}");
        }
    }

    [Test]
    public async Task Document_WithoutUseAspNetCore_NamesTheCall([Values] bool hasAuthentication)
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddOpenApi(options => options.AddAuthStrategies());
                if (hasAuthentication)
                    services.AddAuthorization().AddAuthentication();
            },
            web =>
            {
                web.MapGet("/x", () => "");
                web.MapOpenApi();
            });

        RawAnswer answer = await app.SendRawAsync("GET /openapi/v1.json");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(app.Log.Text, Does.Contain("AddAuthStrategies needs services that are not registered. Write builder.Services.AddAuthStrategy().AddSession().UseAspNetCore()"));
    }

    private static string StatusesOf(JsonNode operation) => string.Join(' ', operation["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));

    private static async Task<JsonNode> FetchAsync(Action<AuthHttpOptions>? http = null, Action<IServiceCollection>? services = null, string pathBase = "")
    {
        await using TestApplication app = await WebApp.StartAsync(
            http,
            all =>
            {
                all.AddOpenApi(options => options.AddAuthStrategies());
                services?.Invoke(all);
            },
            before: web =>
            {
                if (pathBase.Length > 0)
                    web.UsePathBase(pathBase).UseRouting().UseAuthentication().UseAuthorization();
            },
            map: web =>
            {
                WebApp.Map(web);
                web.MapOpenApi().AllowAnonymous();
            });
        using HttpClient client = app.CreateClient();
        Answer answer = await client.AskAsync($"GET {pathBase}/openapi/v1.json");
        Assert.That(answer.Status, Is.EqualTo(200), app.Log.Text);
        return answer.Json;
    }

    private static JsonNode Operation(JsonNode document, string operation) => document["paths"]![operation.Split(' ')[1]]![operation.Split(' ')[0]]!;

    private static string SecurityOf(JsonNode operation) =>
        string.Join(" | ", operation["security"]?.AsArray().Select(alternative => string.Join(" & ", alternative!.AsObject().Select(scheme => scheme.Key))) ?? []);
}
