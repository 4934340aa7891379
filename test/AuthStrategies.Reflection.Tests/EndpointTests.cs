using System.Text.Json;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Reflection.Tests;

/// <summary>
/// Every endpoint and every refusal, in a process in which System.Text.Json must not use reflection, as in an application that is
/// published with native AOT.
/// </summary>
[TestFixture]
public sealed class EndpointTests
{
    private const string Garbage = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string Json = "Content-Type: application/json";

    /// <summary>How the application configured JSON. Each is a way in which people use native AOT.</summary>
    public enum Setup
    {
        Plain,
        ProblemDetailsService,
        OtherResolverOnly,
        Mvc,
    }

    private static readonly (string RequestLine, int Status, string[] Headers)[] Cookies =
    [
        ("GET /auth/session", 200, ["Cookie: __Host-auth={session}"]),
        ("GET /auth/sessions", 200, ["Cookie: __Host-auth={session}"]),
        ("POST /auth/refresh", 204, ["Cookie: __Host-auth={session}"]),
        ("DELETE /auth/sessions/none", 404, ["Cookie: __Host-auth={session}"]),
        ("DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", 404, ["Cookie: __Host-auth={session}"]),
        ("GET /me", 200, ["Cookie: __Host-auth={session}"]),
        ("GET /admin", 403, ["Cookie: __Host-auth={session}"]),
        ("GET /fresh", 401, ["Cookie: __Host-auth={session}"]),
        ("GET /me", 401, []),
        ("GET /me", 401, [$"Cookie: __Host-auth={Garbage}"]),
        ("GET /me", 400, ["Cookie: __Host-auth={session}", "Authorization: Bearer {token}"]),
        ("GET /me", 400, ["Cookie: $Version=1; __Host-auth=a"]),
        ("POST /me", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /login/alice", 403, ["Sec-Fetch-Site: cross-site"]),
        ("GET /auth/session", 401, []),
        ("GET /auth/session", 400, ["Cookie: __Host-auth={session}", "Authorization: Bearer {token}"]),
        ("GET /auth/sessions", 401, []),
        ("DELETE /auth/sessions/none", 401, []),
        ("DELETE /auth/sessions/none", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /auth/refresh", 401, []),
        ("POST /auth/refresh", 401, [$"Cookie: __Host-auth={Garbage}"]),
        ("POST /auth/refresh", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /auth/refresh", 400, ["Cookie: __Host-auth={session}", "Authorization: Bearer {session}"]),
        ("POST /auth/logout-everywhere", 401, []),
        ("POST /auth/logout-others", 401, []),
        ("POST /auth/logout-everywhere", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /auth/logout-others", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /auth/logout", 400, ["Authorization: Bearer"]),
        ("POST /auth/logout", 403, ["Cookie: __Host-auth={session}", "Sec-Fetch-Site: cross-site"]),
        ("POST /auth/logout", 200, ["Cookie: __Host-auth={session}"]),
        ("POST /auth/logout", 200, []),
    ];

    private static readonly (string RequestLine, int Status, string[] Headers)[] Tokens =
    [
        ("POST /login/alice?scheme=Jwt", 200, []),
        ("GET /auth/session", 200, ["Authorization: Bearer {token}"]),
        ("GET /auth/sessions", 200, ["Authorization: Bearer {token}"]),
        ("GET /me", 200, ["Authorization: Bearer {token}"]),
        ("GET /admin", 403, ["Authorization: Bearer {token}"]),
        ("GET /me", 401, ["Authorization: Bearer a.b.c"]),
        ("GET /me", 400, ["Authorization: Bearer"]),
        ("GET /auth/session", 401, ["Authorization: Bearer a.b.c"]),
        ("POST /auth/refresh {\"refreshToken\":\"{refresh}\"}", 200, [Json]),
        ("POST /auth/refresh {\"refreshToken\":\"a\"}", 401, [Json]),
        ("POST /auth/refresh []", 400, [Json]),
        ("POST /auth/logout []", 400, [Json]),
        ("GET /.well-known/jwks.json", 200, []),
        ("GET /.well-known/openid-configuration", 200, []),
        ("POST /auth/logout-others", 200, ["Authorization: Bearer {token}"]),
        ("POST /auth/logout-everywhere", 200, ["Authorization: Bearer {token}"]),
    ];

    [Test]
    public void Process_IsOneWithoutReflection() => Assert.That(JsonSerializer.IsReflectionEnabledByDefault, Is.False);

    [Test]
    public async Task Answer_OfEveryEndpoint_NeedsNoReflection([Values] Setup setup, [Values("Production", "Development")] string environment)
    {
        await using TestApplication app = await StartAsync(setup, environment);
        string session = (await app.SendRawAsync("POST /login/alice?scheme=Session")).CookieValue("__Host-auth")!;
        JsonElement login = JsonDocument.Parse((await app.SendRawAsync("POST /login/alice?scheme=Jwt")).Body).RootElement;
        app.Time.Advance(TimeSpan.FromMinutes(1));

        foreach ((string requestLine, int status, string[] headers) in Cookies.Concat(Tokens))
        {
            string[] parts = Fill(requestLine).Split(' ', 3);
            RawAnswer answer = await app.SendRawAsync($"{parts[0]} {parts[1]}", headers.Select(Fill), parts.Length > 2 ? parts[2] : "");

            Check(answer, status, $"{requestLine} {string.Join(", ", headers)}");
        }

        string Fill(string text) => text
            .Replace("{session}", session, StringComparison.Ordinal)
            .Replace("{token}", login.GetProperty("accessToken").GetString(), StringComparison.Ordinal)
            .Replace("{refresh}", login.GetProperty("refreshToken").GetString(), StringComparison.Ordinal);
    }

    [TestCase("POST /login/alice")]
    [TestCase("GET /me")]
    [TestCase("GET /auth/session")]
    [TestCase("GET /auth/sessions")]
    [TestCase("POST /auth/refresh")]
    [TestCase("POST /auth/logout")]
    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    [TestCase("DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Answer_WhenTheStoreIsBroken_NeedsNoReflection(string requestLine)
    {
        foreach (Setup setup in Enum.GetValues<Setup>())
        {
            await using TestApplication app = await StartAsync(setup, "Production");
            string session = (await app.SendRawAsync("POST /login/alice?scheme=Session")).CookieValue("__Host-auth")!;
            ((SpyStore)app.Services.GetRequiredService<ISessionStore>()).IsBroken = true;

            Check(await app.SendRawAsync(requestLine, [$"Cookie: __Host-auth={session}"]), 503, $"{setup} {requestLine}");
        }
    }

    private static void Check(RawAnswer answer, int status, string request)
    {
        Assert.That(answer.Status, Is.EqualTo(status), request);
        if (status < 400)
            return;

        Assert.That(answer.One("Content-Type"), Is.EqualTo("application/problem+json"), request);
        Assert.That(JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetInt32(), Is.EqualTo(status), request);
    }

    private static Task<TestApplication> StartAsync(Setup setup, string environment) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().AddJwt(Logins.JwtWithRefresh).UseSessionStore(SpyStores.Create).UseAspNetCore(o =>
            {
                o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer;
            });
            if (setup == Setup.ProblemDetailsService)
                services.AddProblemDetails();
            if (setup == Setup.OtherResolverOnly)
                services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolver = NothingJson.Default);
            if (setup == Setup.Mvc)
                services.AddControllers();
        },
        app =>
        {
            Logins.Map(app);
            app.MapGet("/fresh", () => "fresh").RequireFreshAuthentication(TimeSpan.FromSeconds(1));
        },
        environment);
}
