using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>GET /auth/session, GET and DELETE /auth/sessions, and what can be composed with them.</summary>
[TestFixture]
public sealed class SessionsEndpointsTests
{
    [Test]
    [Property("Requirement", "S-07")]
    public async Task Sessions_OfAUser_AreThoseOfAllStrategiesAndNoOtherUser()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh));
        string cookie = await host.LogInAsync();
        await host.LogInForTokenAsync(query: "?scheme=Jwt");
        await host.LogInAsync("bob");

        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");

        JsonElement[] list = [.. JsonDocument.Parse(answer.Body).RootElement.EnumerateArray()];
        Assert.That(list.Select(item => (item.GetProperty("strategy").GetString(), item.GetProperty("current").GetBoolean())), Is.EquivalentTo(new[] { ("Session", true), ("Jwt", false) }));
        Assert.That(answer.Body, Does.Not.Contain(cookie[..8]));
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Delete_OfOneOfOnesOwn_EndsThatOne()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync();
        string id = await OtherIdAsync(host, cookie);

        RawAnswer answer = await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={cookie}");
        RawAnswer again = await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={cookie}");
        RawAnswer theOther = await host.SendAsync("GET /me", $"Cookie: __Host-auth={other}");

        Assert.That((answer.Status, again.Status, theOther.Status), Is.EqualTo((204, 404, 401)));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
    }

    [Test]
    public async Task Sessions_DirectoryAnswersNull_IsUnavailableAndNoEmptyList()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().Services.AddSingleton(Mock.Of<ISessionDirectory>()));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(503));
    }

    [Test]
    public async Task Delete_OfTheCurrentOne_ClearsItsCookie()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string id = JsonDocument.Parse((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}")).Body).RootElement.GetProperty("sessionId").GetString()!;

        RawAnswer answer = await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Delete_OfAnotherUser_IsNotFoundAndEndsNothing()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string bobs = await host.LogInAsync("bob");
        string id = JsonDocument.Parse((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={bobs}")).Body).RootElement.GetProperty("sessionId").GetString()!;

        RawAnswer answer = await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={cookie}");
        RawAnswer bob = await host.SendAsync("GET /me", $"Cookie: __Host-auth={bobs}");

        Assert.That((answer.Status, bob.Status), Is.EqualTo((404, 200)));
    }

    [TestCase("x")]
    [TestCase("%2e%2e")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Delete_OfNonsense_IsNotFound(string id)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Subject_AfterTheApplicationChangedTheUser_IsTheProvenOne()
    {
        await using TestHost host = await TestHost.StartAsync(services: services => services.AddTransient<IClaimsTransformation, Impostor>());
        string cookie = await host.LogInAsync();
        await host.LogInAsync("bob");

        RawAnswer list = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");
        RawAnswer everywhere = await host.SendAsync("POST /auth/logout-everywhere", $"Cookie: __Host-auth={cookie}");

        Assert.That(JsonDocument.Parse(list.Body).RootElement.GetArrayLength(), Is.EqualTo(1));
        Assert.That(everywhere.Body, Does.Contain("\"ended\":1"));
    }

    [Test]
    public async Task Endpoints_WithRateLimitingAndAuthorization_Compose()
    {
        await using TestHost host = await TestHost.StartAsync(
            services: services => services.AddRateLimiter(o => o.AddFixedWindowLimiter("one", limit => (limit.PermitLimit, limit.Window) = (1, TimeSpan.FromHours(1)))),
            map: app =>
            {
                app.UseRateLimiter();
                app.MapAuthRefresh("/limited/refresh").RequireRateLimiting("one");
                app.MapAuthSessions("/admin/sessions").RequireAuthorization(policy => policy.RequireRole("admin"));
                app.MapAuthLogout("/closed/logout").RequireAuthorization();
            });
        string cookie = await host.LogInAsync();

        RawAnswer first = await host.SendAsync("POST /limited/refresh", $"Cookie: __Host-auth={cookie}");
        RawAnswer second = await host.SendAsync("POST /limited/refresh", $"Cookie: __Host-auth={cookie}");
        RawAnswer sessions = await host.SendAsync("GET /admin/sessions", $"Cookie: __Host-auth={cookie}");
        RawAnswer logout = await host.SendAsync("POST /closed/logout");

        Assert.That((first.Status, second.Status, sessions.Status, logout.Status), Is.EqualTo((204, 503, 403, 401)));
    }

    [Test]
    public async Task Endpoints_UnderAFallbackPolicy_CheckForThemselves()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.JwtWithRefresh),
            services: services => services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        int[] statuses =
        [
            (await host.SendAsync("GET /open")).Status,
            (await host.SendAsync("GET /.well-known/jwks.json")).Status,
            (await host.SendAsync("GET /.well-known/openid-configuration")).Status,
            (await host.SendAsync("POST /auth/logout")).Status,
            (await host.SendAsync("GET /auth/session")).Status,
        ];

        Assert.That(statuses, Is.EqualTo(new[] { 401, 200, 200, 200, 401 }));
    }

    private static async Task<string> OtherIdAsync(TestHost host, string cookie) =>
        JsonDocument.Parse((await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}")).Body).RootElement
            .EnumerateArray().Single(item => !item.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;

    private sealed class Impostor : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            foreach (ClaimsIdentity identity in principal.Identities)
            {
                identity.RemoveClaim(identity.FindFirst("sub"));
                identity.AddClaim(new Claim("sub", "bob"));
            }

            return Task.FromResult(principal);
        }
    }

    [Test]
    public async Task Endpoint_WithARequirementInItsMetadata_HoldsToIt()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddSession().UseAspNetCore(),
            web =>
            {
                web.MapPost("/login", () => TypedResults.SignIn(Logins.Alice));
                web.MapAuthSession().WithMetadata(new DemandsAdmin());
            });
        string cookie = (await app.SendRawAsync("POST /login")).CookieValue("__Host-auth")!;

        RawAnswer answer = await app.SendRawAsync("GET /auth/session", [$"Cookie: __Host-auth={cookie}"]);

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    private sealed class DemandsAdmin : IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RolesAuthorizationRequirement(["admin"])];
    }
}
