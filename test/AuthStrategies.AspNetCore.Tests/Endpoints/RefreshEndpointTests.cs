using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>POST /auth/refresh.</summary>
[TestFixture]
public sealed class RefreshEndpointTests
{
    [Test]
    [Property("Requirement", "I-05")]
    public async Task Refresh_WithATokenInTheBody_AnswersTheNextPair()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await world.LogInForTokenAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer answer = await RefreshAsync(world, token.RefreshToken!);
        AuthTokenResponse next = JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!;
        RawAnswer me = await world.SendAsync("GET /me", $"Authorization: Bearer {next.AccessToken}");

        Assert.That((answer.Status, answer.One("Cache-Control"), me.Status, next.ExpiresIn), Is.EqualTo((200, "no-store", 200, 900)));
        Assert.That(next.RefreshToken, Is.Not.Null.And.Not.EqualTo(token.RefreshToken));
    }

    [Test]
    public async Task Refresh_WithAnExpiredAccessTokenAlong_Works()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await world.LogInForTokenAsync();
        world.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json", $"Authorization: Bearer {token.AccessToken}"], Body(token.RefreshToken!));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Refresh_OfASessionCookie_SetsTheNextOne()
    {
        await using World world = await World.StartAsync();
        string cookie = await world.LogInAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer answer = await world.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body, answer.One("Cache-Control")), Is.EqualTo((204, "", "no-store")));
        Assert.That(answer.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(cookie));
    }

    [Test]
    public async Task Refresh_OfASessionOverBearer_AnswersTheNextOne()
    {
        await using World world = await World.StartAsync(http: o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        AuthTokenResponse token = await world.LogInForTokenAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer answer = await world.SendAsync("POST /auth/refresh", $"Authorization: Bearer {token.AccessToken}");

        Assert.That(JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!.AccessToken, Is.Not.EqualTo(token.AccessToken));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Refresh_OfAJwtInCookies_UsesACookieOfItsOwnPathAlone()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer login = await world.SendAsync("POST /login/alice");
        world.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await world.SendAsync(
            "POST /auth/refresh",
            $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}; __Secure-auth-refresh={login.CookieValue("__Secure-auth-refresh")}");
        RawAnswer me = await world.SendAsync("GET /me", $"Cookie: __Host-auth={answer.CookieValue("__Host-auth")}");
        RawAnswer asAccess = await world.SendAsync("GET /me", $"Cookie: __Secure-auth-refresh={answer.CookieValue("__Secure-auth-refresh")}");

        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Match("^__Secure-auth-refresh=[A-Za-z0-9_-]{64}; path=/auth/refresh; secure; samesite=lax; httponly$"));
        Assert.That((answer.Status, me.Status, asAccess.Status), Is.EqualTo((204, 200, 401)));
        Assert.That(answer.CookieValue("__Secure-auth-refresh"), Is.Not.EqualTo(login.CookieValue("__Secure-auth-refresh")));
    }

    [Test]
    public async Task Logout_OfAJwtInCookies_ClearsBothOnTheirPaths()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer login = await world.SendAsync("POST /login/alice");

        RawAnswer answer = await world.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0; path=/;"));
        Assert.That(answer.SetCookie("__Secure-auth-refresh"), Does.Contain("max-age=0; path=/auth/refresh;"));
        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"RevokedAtExpiry\"}"));
    }

    [Test]
    public async Task RefreshCookie_UnderAPathBaseAndInAGroup_FollowsTheEndpoint()
    {
        await using DoorApp app = await DoorApp.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
            web =>
            {
                web.UsePathBase("/app");
                web.UseRouting();
                web.MapPost("/login", () => Microsoft.AspNetCore.Http.TypedResults.SignIn(Logins.Alice));
                web.MapGroup("/api").MapAuthRefresh("/renew");
            });

        RawAnswer login = await app.SendRawAsync("POST /app/login");
        RawAnswer answer = await app.SendRawAsync("POST /app/api/renew", [$"Cookie: __Secure-auth-refresh={login.CookieValue("__Secure-auth-refresh")}"]);

        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Contain("path=/app/api/renew;"));
        Assert.That(answer.Status, Is.EqualTo(204));
    }

    [Test]
    public async Task SignIn_OfAJwtInCookiesWithoutARefreshEndpoint_SaysWhatToMap()
    {
        await using DoorApp app = await DoorApp.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
            web => web.MapPost("/login", () => Microsoft.AspNetCore.Http.TypedResults.SignIn(Logins.Alice)));

        RawAnswer answer = await app.SendRawAsync("POST /login");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
        Assert.That(app.Log.Text, Does.Contain("app.MapAuthRefresh()"));
        Assert.That(await app.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice").AnyAsync(), Is.False);
    }

    [Test]
    [Property("Requirement", "R-08")]
    public async Task Refusals_OfEveryKind_AreTheSameByteForByte([Values("Production", "Development")] string environment)
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddSession(), environment: environment);
        AuthTokenResponse reused = await world.LogInForTokenAsync("reused");
        AuthTokenResponse revoked = await world.LogInForTokenAsync("revoked");
        AuthTokenResponse expired = await world.LogInForTokenAsync("expired");
        await RefreshAsync(world, (await RefreshedAsync(world, reused)).RefreshToken!);
        await world.SendAsync("POST /auth/logout", $"Authorization: Bearer {revoked.AccessToken}");
        world.App.Time.Advance(TimeSpan.FromDays(20));
        List<RawAnswer> answers =
        [
            await RefreshAsync(world, reused.RefreshToken!),
            await RefreshAsync(world, revoked.RefreshToken!),
            await RefreshAsync(world, expired.RefreshToken!),
            await RefreshAsync(world, new string('x', 64)),
            await RefreshAsync(world, expired.AccessToken),
            await RefreshAsync(world, "garbage"),
            await RefreshAsync(world, ""),
            await world.SendAsync("POST /auth/refresh"),
            await world.SendAsync("POST /auth/refresh", $"Authorization: Bearer {expired.AccessToken}"),
            await world.SendAsync("POST /auth/refresh", "Cookie: __Host-auth=" + new string('x', 64)),
        ];

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(401));
        Assert.That(answers.Select(WithoutDate).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Body, Does.Contain("invalid_grant"));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{\"refreshToken\":1}")]
    [TestCase("{\"refreshToken\":\"a\",\"refreshToken\":\"b\"}")]
    [TestCase("{\"refreshToken\":\"a\",\"refresh\\u0054oken\":\"b\"}")]
    [TestCase("{\"refreshToken\":\"\\ud800\"}")]
    [TestCase("{\"refreshToken\":\"a\"} x")]
    [TestCase("{\"refreshToken\":{\"a\":[[[[[[[[[[1]]]]]]]]]]}}")]
    [Property("Requirement", "L-02")]
    public async Task Refresh_WithAMalformedBody_IsAnInvalidRequest(string body)
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], body);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((400, "application/problem+json")));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public async Task Refresh_WithAHugeBody_IsAnInvalidRequest()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], Body(new string('x', 100_000)));

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    [Property("Requirement", "B-01")]
    public async Task Refresh_WithATokenInAForm_IgnoresIt()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await world.LogInForTokenAsync();

        RawAnswer answer = await world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/x-www-form-urlencoded"], $"refreshToken={token.RefreshToken}");

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "B-02")]
    public async Task Refresh_WithTwoCredentials_RefreshesNeither()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddSession());
        AuthTokenResponse token = await world.LogInForTokenAsync();
        string cookie = (await world.SendAsync("POST /login/alice?scheme=Session")).CookieValue("__Host-auth")!;

        RawAnswer both = await world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json", $"Cookie: __Host-auth={cookie}"], Body(token.RefreshToken!));
        RawAnswer twice = await world.App.SendRawAsync("POST /auth/refresh", [$"Cookie: __Secure-auth-refresh={token.RefreshToken}; __Secure-auth-refresh={token.RefreshToken}"]);

        Assert.That((both.Status, twice.Status), Is.EqualTo((400, 401)));
        Assert.That((await RefreshAsync(world, token.RefreshToken!)).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "R-01")]
    [Property("Requirement", "F-17")]
    public async Task Refresh_AHundredTimesAtOnce_GivesOneSuccessor()
    {
        await using World world = await World.StartAsync();
        string cookie = await world.LogInAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(204));
        Assert.That(answers.Select(answer => answer.CookieValue("__Host-auth")).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task Refresh_OfAStolenToken_EndsTheLogin()
    {
        await using World world = await World.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse stolen = await world.LogInForTokenAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(1));
        AuthTokenResponse owner = await RefreshedAsync(world, stolen);
        world.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer thief = await RefreshAsync(world, stolen.RefreshToken!);
        RawAnswer after = await RefreshAsync(world, owner.RefreshToken!);

        Assert.That((thief.Status, after.Status), Is.EqualTo((401, 401)));
    }

    [Test]
    public async Task Refresh_OverPlainHttp_IsRefused()
    {
        await using World world = await World.StartAsync(https: false);
        IssuedCredential issued = await world.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);

        RawAnswer answer = await world.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={issued.Value}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
    }

    private static string Body(string token) => $"{{\"refreshToken\":\"{token}\"}}";

    private static Task<RawAnswer> RefreshAsync(World world, string token) =>
        world.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], Body(token));

    private static async Task<AuthTokenResponse> RefreshedAsync(World world, AuthTokenResponse token) =>
        JsonSerializer.Deserialize<AuthTokenResponse>((await RefreshAsync(world, token.RefreshToken!)).Body)!;

    private static string WithoutDate(RawAnswer answer) =>
        string.Join('\n', answer.Headers.Where(header => header.Name != "Date").Select(header => $"{header.Name}: {header.Value}")) + answer.Body;
}
