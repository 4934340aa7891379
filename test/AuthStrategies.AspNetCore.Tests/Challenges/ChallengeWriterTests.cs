using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>What those are told who are not let in.</summary>
[TestFixture]
public sealed class ChallengeWriterTests
{
    [Test]
    [Property("Requirement", "B-03")]
    public async Task Challenge_WithoutACredential_IsABareBearer()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt));

        RawAnswer answer = await host.SendAsync("GET /me");

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer")));
        Assert.That(answer.One("Content-Type"), Is.EqualTo("application/problem+json"));
        Assert.That(JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetInt32(), Is.EqualTo(401));
        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    public async Task Challenge_WhereOnlyACookieIsRead_NamesNoBearer()
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("GET /me");

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Cookie")));
        Assert.That(answer.All("Location"), Is.Empty);
    }

    [Test]
    [Property("Requirement", "B-03")]
    public async Task Challenge_WithAnExpiredToken_SaysExpired()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await host.SendAsync("GET /me", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer error=\"invalid_token\", error_description=\"The credential has expired\"")));
    }

    [TestCase("eyJhbGciOiJub25lIn0.e30.")]
    [TestCase("garbage")]
    [TestCase("a.b.c")]
    [TestCase("0123456789012345678901234567890123456789012345678901234567890123")]
    [Property("Requirement", "B-03")]
    [Property("Requirement", "B-04")]
    public async Task Challenge_WithABadToken_SaysInvalidAndNotWhy(string token)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));

        RawAnswer answer = await host.SendAsync("GET /me", $"Authorization: Bearer {token}");

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer error=\"invalid_token\", error_description=\"The credential is not valid\"")));
        Assert.That(answer.Body, Does.Not.Contain("reason").And.Not.Contain("detail"));
    }

    [Test]
    [Property("Requirement", "B-04")]
    [Property("Requirement", "L-01")]
    public async Task Answers_AndLogs_HoldNoPieceOfTheCredential([Values("Production", "Development")] string environment)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh), environment: environment);
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");
        string session = await host.LogInAsync();
        List<RawAnswer> answers = [];
        foreach (string credential in new[] { token.AccessToken, token.AccessToken[..^1] + "A", token.RefreshToken!, session, session[..^1] + "A" })
        {
            answers.Add(await host.SendAsync("GET /me", $"Authorization: Bearer {credential}"));
            answers.Add(await host.SendAsync("GET /admin", $"Authorization: Bearer {credential}"));
            answers.Add(await host.SendAsync("GET /me", $"Authorization: Bearer {credential}", $"Cookie: __Host-auth={credential}"));
            answers.Add(await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {credential}"));
        }

        string told = string.Concat(answers.Select(answer => answer.Text)) + host.App.Log.Text;

        foreach (string secret in new[] { token.AccessToken.Split('.')[1], token.AccessToken.Split('.')[2], token.RefreshToken!, session })
            Assert.That(Pieces(secret).Where(piece => told.Contains(piece, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Challenge_InDevelopment_GivesTheReason()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt), environment: "Development");

        RawAnswer answer = await host.SendAsync("GET /me", "Authorization: Bearer a.b.c");

        Assert.That(JsonDocument.Parse(answer.Body).RootElement.GetProperty("reason").GetString(), Is.EqualTo("Malformed"));
        Assert.That(answer.One("WWW-Authenticate"), Does.Not.Contain("Malformed"));
    }

    [Test]
    [Property("Requirement", "B-03")]
    public async Task Forbid_WithTooLittle_IsInsufficientScope()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("GET /admin", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((403, "Bearer error=\"insufficient_scope\", error_description=\"The user is not allowed to do this\"")));
        Assert.That(answer.One("Content-Type"), Is.EqualTo("application/problem+json"));
    }

    [Test]
    [Property("Requirement", "L-05")]
    [Property("Requirement", "F-04")]
    [Property("Requirement", "V-03")]
    public async Task Challenge_WhenTheStoreIsBroken_Is503AndLeavesTheCookie()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.RetryAfter = TimeSpan.FromSeconds(7));
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.Store.IsBroken = false;
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.One("Retry-After"), after.Status), Is.EqualTo((503, "7", 200)));
        Assert.That(answer.All("Set-Cookie").Concat(answer.All("WWW-Authenticate")), Is.Empty);
        Assert.That(answer.One("Content-Type"), Is.EqualTo("application/problem+json"));
    }

    [Test]
    [Property("Requirement", "L-05")]
    [Property("Requirement", "F-04")]
    public async Task OpenEndpoint_WhenTheStoreIsBroken_CanSeeWhyThereIsNoUser()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapGet("/why", (HttpContext context) =>
        {
            IAuthRequestFeature feature = context.Features.Get<IAuthRequestFeature>()!;
            return $"{context.User.Identity?.IsAuthenticated} {feature.Outcome} {feature.UnavailableReason?.GetType().Name}";
        }));
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        RawAnswer answer = await host.SendAsync("GET /why", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "False Unavailable SessionStoreException")));
    }

    [Test]
    public async Task OpenEndpoint_WithABadToken_CanSeeTheReason()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt), map: app => app.MapGet("/why", (HttpContext context) =>
        {
            IAuthRequestFeature feature = context.Features.Get<IAuthRequestFeature>()!;
            return $"{feature.Outcome} {feature.Strategy} {feature.Result.Failure?.Reason}";
        }));

        RawAnswer answer = await host.SendAsync("GET /why", "Authorization: Bearer a.b.c");

        Assert.That(answer.Body, Is.EqualTo("Refused Jwt Malformed"));
    }

    [TestCase("POST /login/alice")]
    [TestCase("POST /logout")]
    [TestCase("POST /auth/logout")]
    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    [TestCase("POST /auth/refresh")]
    [TestCase("GET /auth/session")]
    [TestCase("GET /auth/sessions")]
    [Property("Requirement", "L-05")]
    [Property("Requirement", "F-01")]
    public async Task Endpoint_WhenTheStoreIsBroken_Is503(string requestLine)
    {
        foreach (string environment in new[] { "Production", "Development" })
        {
            await using TestHost host = await TestHost.StartAsync(environment: environment);
            string cookie = await host.LogInAsync();
            host.Store.IsBroken = true;

            RawAnswer answer = await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}");

            Assert.That((answer.Status, answer.One("Retry-After"), answer.One("Content-Type")), Is.EqualTo((503, "5", "application/problem+json")), environment);
            Assert.That(answer.CookieValue("__Host-auth"), Is.Null.Or.Empty);
        }
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Session_WhenTheStoreIsBrokenBehindAnExceptionHandler_Is503AndWorksLater()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.UseExceptionHandler("/error"));
        host.Store.IsBroken = true;

        RawAnswer broken = await host.SendAsync("POST /login/alice");
        host.Store.IsBroken = false;
        RawAnswer after = await host.SendAsync("POST /login/alice");

        Assert.That((broken.Status, broken.All("Set-Cookie").Any(), after.Status), Is.EqualTo((503, false, 200)));
    }

    [TestCase("POST /logout")]
    [TestCase("POST /auth/logout")]
    [Property("Requirement", "F-05")]
    public async Task Logout_WhenTheStoreIsBroken_ClearsTheCookieAndSaysThatTheSessionStaysValid(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        RawAnswer answer = await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}");
        host.Store.IsBroken = false;
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, after.Status), Is.EqualTo((503, 200)));
        Assert.That(host.App.Log.Text, Does.Contain("the session stays valid"));
        if (requestLine.Contains("/auth/", StringComparison.Ordinal))
            Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
    }

    [Test]
    public async Task Navigation_WithALoginPath_IsSentThereWithALocalWayBack()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.LoginPath, o.AccessDeniedPath) = ("/login", "/denied"));
        string cookie = await host.LogInAsync();

        RawAnswer page = await host.SendAsync("GET /me?a=b%26c", "Sec-Fetch-Mode: navigate", "Host: evil.example");
        RawAnswer older = await host.SendAsync("GET /me", "Accept: text/html,*/*");
        RawAnswer script = await host.SendAsync("GET /me", "Sec-Fetch-Mode: cors", "Accept: text/html");
        RawAnswer post = await host.SendAsync("POST /me", "Sec-Fetch-Mode: navigate");
        RawAnswer denied = await host.SendAsync("GET /admin", "Sec-Fetch-Mode: navigate", $"Cookie: __Host-auth={cookie}");

        Assert.That((page.Status, older.Status, script.Status, post.Status, denied.Status), Is.EqualTo((400, 302, 401, 401, 302)));
        Assert.That(older.One("Location"), Is.EqualTo("/login?ReturnUrl=%2Fme"));
        Assert.That(denied.One("Location"), Is.EqualTo("/denied?ReturnUrl=%2Fadmin"));
    }

    [TestCase("GET //evil.example/x", "%2Fevil.example%2Fx")]
    [TestCase("GET /%5Cevil.example", "%2F%255Cevil.example")]
    public async Task Navigation_ToSomethingLikeAnotherSite_LeadsBackHere(string requestLine, string wayBack)
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.LoginPath = "/login",
            services: services => services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        RawAnswer answer = await host.SendAsync(requestLine, "Sec-Fetch-Mode: navigate");

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((302, "/login?ReturnUrl=" + wayBack)));
    }

    [Test]
    public async Task Navigation_WithALoginPathWhenTheStoreIsBroken_Is503()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.LoginPath = "/login");
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        RawAnswer answer = await host.SendAsync("GET /me", "Sec-Fetch-Mode: navigate", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(503));
    }

    private static IEnumerable<string> Pieces(string secret) =>
        Enumerable.Range(0, secret.Length - 7).Select(start => secret.Substring(start, 8));
}
