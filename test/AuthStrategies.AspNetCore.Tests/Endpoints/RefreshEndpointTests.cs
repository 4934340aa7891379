using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>POST /auth/refresh.</summary>
[TestFixture]
public sealed class RefreshEndpointTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    [Test]
    [Property("Requirement", "I-05")]
    public async Task Refresh_WithATokenInTheBody_AnswersTheNextPair()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(6));

        RawAnswer answer = await RefreshAsync(host, token.RefreshToken!);
        AuthTokenResponse next = JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!;
        RawAnswer me = await host.SendAsync("GET /me", $"Authorization: Bearer {next.AccessToken}");

        Assert.That((answer.Status, answer.One("Cache-Control"), me.Status, next.ExpiresIn), Is.EqualTo((200, "no-store", 200, 900)));
        Assert.That(next.RefreshToken, Is.Not.Null.And.Not.EqualTo(token.RefreshToken));
    }

    [Test]
    public async Task Refresh_WithAnExpiredAccessTokenAlong_Works()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json", $"Authorization: Bearer {token.AccessToken}"], Body(token.RefreshToken!));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Refresh_OfASessionCookie_SetsTheNextOne()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(15));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body, answer.One("Cache-Control")), Is.EqualTo((204, "", "no-store")));
        Assert.That(answer.CookieValue("__Host-auth"), Has.Length.EqualTo(64).And.Not.EqualTo(cookie));
    }

    [Test]
    public async Task Refresh_OfASessionOverBearer_AnswersTheNextOne()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        AuthTokenResponse token = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(6));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {token.AccessToken}");

        Assert.That(JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!.AccessToken, Is.Not.EqualTo(token.AccessToken));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Refresh_OfAJwtInCookies_UsesACookieOfItsOwnPathAlone()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer login = await host.SendAsync("POST /login/alice");
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await host.SendAsync(
            "POST /auth/refresh",
            $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}; __Secure-auth-refresh={login.CookieValue("__Secure-auth-refresh")}");
        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={answer.CookieValue("__Host-auth")}");
        RawAnswer asAccess = await host.SendAsync("GET /me", $"Cookie: __Secure-auth-refresh={answer.CookieValue("__Secure-auth-refresh")}");

        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Match("^__Secure-auth-refresh=[A-Za-z0-9_-]{64}; path=/auth/refresh; secure; samesite=lax; httponly$"));
        Assert.That((answer.Status, me.Status, asAccess.Status), Is.EqualTo((204, 200, 401)));
        Assert.That(answer.CookieValue("__Secure-auth-refresh"), Is.Not.EqualTo(login.CookieValue("__Secure-auth-refresh")));
    }

    [Test]
    public async Task Logout_OfAJwtInCookies_ClearsBothOnTheirPaths()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer login = await host.SendAsync("POST /login/alice");

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0; path=/;"));
        Assert.That(answer.SetCookie("__Secure-auth-refresh"), Does.Contain("max-age=0; path=/auth/refresh;"));
        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"RevokedAtExpiry\"}"));
    }

    [Test]
    public async Task RefreshCookie_UnderAPathBaseAndInAGroup_FollowsTheEndpoint()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
            web =>
            {
                web.UsePathBase("/app");
                web.UseAuthentication();
                web.UseRouting();
                web.MapPost("/login", () => Microsoft.AspNetCore.Http.TypedResults.SignIn(Logins.Alice));
                web.MapGroup("/api").MapAuthRefresh("/renew");
            });

        RawAnswer login = await app.SendRawAsync("POST /app/login");
        RawAnswer answer = await app.SendRawAsync("POST /app/api/renew", [$"Cookie: __Secure-auth-refresh.app={login.CookieValue("__Secure-auth-refresh.app")}"]);

        Assert.That(login.SetCookie("__Secure-auth-refresh.app"), Does.Contain("path=/app/api/renew;"));
        Assert.That(answer.Status, Is.EqualTo(204));
    }

    [Test]
    public async Task SignIn_OfAJwtInCookiesWithoutARefreshEndpoint_SaysWhatToMap()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
            web => web.MapPost("/login", () => Microsoft.AspNetCore.Http.TypedResults.SignIn(Logins.Alice)));

        RawAnswer answer = await app.SendRawAsync("POST /login");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
        Assert.That(app.Log.Text, Does.Contain("app.MapAuthRefresh()"));
        Assert.That((await app.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [Test]
    [Property("Requirement", "R-08")]
    public async Task Refusals_OfEveryKind_AreTheSameByteForByte([Values("Production", "Staging")] string environment)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddSession(), environment: environment);
        AuthTokenResponse reused = await host.LogInForTokenAsync("reused");
        AuthTokenResponse revoked = await host.LogInForTokenAsync("revoked");
        AuthTokenResponse expired = await host.LogInForTokenAsync("expired");
        await RefreshAsync(host, (await RefreshedAsync(host, reused)).RefreshToken!);
        await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {revoked.AccessToken}");
        host.App.Time.Advance(TimeSpan.FromDays(20));
        List<RawAnswer> answers =
        [
            await RefreshAsync(host, reused.RefreshToken!),
            await RefreshAsync(host, revoked.RefreshToken!),
            await RefreshAsync(host, expired.RefreshToken!),
            await RefreshAsync(host, new string('x', 64)),
            await RefreshAsync(host, expired.AccessToken),
            await RefreshAsync(host, "garbage"),
            await host.SendAsync("POST /auth/refresh"),
            await host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {expired.AccessToken}"),
            await host.SendAsync("POST /auth/refresh", "Cookie: __Host-auth=" + new string('x', 64)),
        ];

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(401));
        Assert.That(answers.Select(WithoutDate).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Body, Does.Contain("invalid_grant"));
    }

    [TestCase("")]
    [TestCase("Accept: application/json")]
    [TestCase("Sec-Fetch-Mode: navigate\r\nAccept: text/html")]
    [Property("Requirement", "X-09")]
    public async Task Refusal_InEveryForm_IsNotStored(string headers)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", [.. headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), "Sec-Fetch-Site: same-origin", "Cookie: __Host-auth=" + new string('x', 64)]);

        Assert.That((answer.Status, answer.One("Cache-Control"), answer.One("Pragma")), Is.EqualTo((401, "no-store", "no-cache")));
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
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], body);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((400, "application/problem+json")));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public async Task Refresh_WithAHugeBody_IsAnInvalidRequest()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], Body(new string('x', 100_000)));

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [TestCase(Json, "{\"refreshToken\":\"$\"}")]
    [TestCase(Json, "{\"refresh_token\":\"$\"}")]
    [TestCase(Json, "{\"RefreshToken\":\"$\"}")]
    [TestCase(Json, "{\"REFRESH_TOKEN\":\"$\",\"client\":\"a\"}")]
    [TestCase("application/vnd.api+json", "{\"refreshToken\":\"$\"}")]
    [TestCase(Json + "; charset=utf-8", "{\"refresh_token\":\"$\",\"refreshToken\":null}")]
    [TestCase(Form, "grant_type=refresh_token&refresh_token=$")]
    [TestCase(Form, "refresh_token=$&grant_type=refresh_token&client_id=web&scope=")]
    [TestCase(Form, "refreshToken=$")]
    [TestCase(Form + "; charset=UTF-8", "refresh_token=$")]
    public async Task Refresh_WithTheTokenInAnyUsualBody_AnswersTheNextPair(string type, string body)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", [$"Content-Type: {type}"], body.Replace("$", token.RefreshToken, StringComparison.Ordinal));

        Assert.That((answer.Status, answer.Body.Contains("accessToken", StringComparison.Ordinal)), Is.EqualTo((200, true)));
    }

    [TestCase("", "")]
    [TestCase(Json, "")]
    [TestCase(Json, "{}")]
    [TestCase(Json, "{\"token\":\"a\"}")]
    [TestCase(Json, "{\"refreshToken\":null}")]
    [TestCase(Json, "{\"refresh_token\":null}")]
    [TestCase(Json, "{\"refreshToken\":\"\"}")]
    [TestCase(Json, "{\"refresh_token\":\"\"}")]
    [TestCase(Json, "{\"refreshToken\":\" \\t\\n\"}")]
    [TestCase(Json, "{\"refresh_token\":\"\\u00a0\"}")]
    [TestCase(Form, "refresh_token")]
    [TestCase(Form, "refresh_token=")]
    [TestCase(Form, "refresh_token=%20%09")]
    [TestCase(Form, "refreshToken=+")]
    [TestCase(Form, "grant_type=refresh_token&refresh_token=%20")]
    [TestCase(Json, "{\"refreshToken\":\"a\",\"refresh_token\":\"a\"}")]
    [TestCase(Form, "grant_type=refresh_token")]
    [TestCase(Form, "grant_type=password&username=a&password=b")]
    [TestCase(Form, "grant_type=password&refresh_token=a")]
    [TestCase(Form, "grant_type=refresh_token&grant_type=refresh_token&refresh_token=a")]
    [TestCase(Form, "grant_type=refresh_token&refresh_token=a&refresh_token=b")]
    [TestCase(Form, "grant_type=refresh_token&refresh_token=a&refreshToken=a")]
    [TestCase(Form, "grant_type=refresh_token&refresh_token=")]
    [TestCase(Form, "other=a")]
    [TestCase("text/plain", "some text")]
    [TestCase("multipart/form-data; boundary=x", "--x--")]
    [Property("Requirement", "L-02")]
    public async Task Refresh_ThatIsNoRefreshRequest_IsAnInvalidRequestThatSaysWhatToSend(string type, string body)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", type.Length == 0 ? [] : [$"Content-Type: {type}"], body);

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((400, "application/problem+json")));
        Assert.That(answer.Body, Does.Contain("efresh_token").Or.Contain("refreshToken").Or.Contain("refresh token"));
        Assert.That(host.App.Log.Entries.Count(line => line.Text.StartsWith("A request to refresh was answered 400: ", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase("", "", 401)]
    [TestCase(Json, "{}", 401)]
    [TestCase(Form, "__RequestVerificationToken=a", 401)]
    [TestCase(Json, "{\"token\":\"a\"}", 400)]
    [TestCase(Form, "grant_type=refresh_token", 400)]
    public async Task Refresh_WithoutATokenWhereACookieMayHaveExpired_IsALoginUnlessTheBodyIsWrong(string type, string body, int status)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", type.Length == 0 ? [] : [$"Content-Type: {type}"], body);

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [TestCase(65)]
    [TestCase(5000)]
    [Property("Requirement", "T-14")]
    public async Task Refresh_WithAHugeForm_IsAnInvalidRequest(int fields)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer many = await host.App.SendRawAsync("POST /auth/refresh", [$"Content-Type: {Form}"], string.Join('&', Enumerable.Range(0, fields).Select(i => $"f{i}=a")));
        RawAnswer large = await host.App.SendRawAsync("POST /auth/refresh", [$"Content-Type: {Form}"], "refresh_token=" + new string('x', 100 * fields + 40_000));

        Assert.That((many.Status, large.Status), Is.EqualTo((400, 400)));
    }

    [Test]
    [Property("Requirement", "B-02")]
    public async Task Refresh_WithTwoCredentials_RefreshesNeither()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddSession(), o => o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer);
        AuthTokenResponse token = await host.LogInForTokenAsync();
        string session = (await host.SendAsync("POST /login/alice?scheme=Session")).CookieValue("__Host-auth")!;

        RawAnswer both = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json", $"Authorization: Bearer {session}"], Body(token.RefreshToken!));
        RawAnswer twice = await host.App.SendRawAsync("POST /auth/refresh", [$"Cookie: __Secure-auth-refresh={token.RefreshToken}; __Secure-auth-refresh={token.RefreshToken}"]);

        Assert.That((both.Status, twice.Status), Is.EqualTo((400, 401)));
        Assert.That((await RefreshAsync(host, token.RefreshToken!)).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "R-01")]
    [Property("Requirement", "F-17")]
    public async Task Refresh_AHundredTimesAtOnce_HandsOneSuccessorToOneResponse()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(15));

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(204));
        Assert.That(answers.Count(answer => answer.CookieValue("__Host-auth") is not null), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task Refresh_OfAStolenToken_EndsTheSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse stolen = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        AuthTokenResponse owner = await RefreshedAsync(host, stolen);
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        owner = await RefreshedAsync(host, owner);
        host.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer thief = await RefreshAsync(host, stolen.RefreshToken!);
        RawAnswer after = await RefreshAsync(host, owner.RefreshToken!);

        Assert.That((thief.Status, after.Status), Is.EqualTo((401, 401)));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Refresh_WhoseJwtWouldBeTooLongForACookie_LeavesTheRefreshTokenUsable()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh).UsePrincipalRefresher<GrowingClaims>(),
            o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie,
            services => services.AddSingleton<ClaimLength>());
        ClaimLength length = host.App.Services.GetRequiredService<ClaimLength>();
        string refresh = (await host.SendAsync("POST /login/alice")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(16));
        length.Value = 4096;

        RawAnswer tooLong = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={refresh}");
        host.App.Time.Advance(TimeSpan.FromHours(1));
        length.Value = 1;
        RawAnswer later = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={refresh}");

        Assert.That((tooLong.Status, tooLong.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
        Assert.That(host.App.Log.Text, Does.Contain("browsers accept 4096"));
        Assert.That((later.Status, later.CookieValue("__Secure-auth-refresh")?.Length), Is.EqualTo((204, 64)));
        Assert.That(later.CookieValue("__Secure-auth-refresh"), Is.Not.EqualTo(refresh));
    }

    [TestCase(1, 0, false, 1_209_540, TestName = "Refresh_OfAYoungPersistentJwt_KeepsTheAccessCookieAsLongAsTheSession")]
    [TestCase(6, 0, true, 1_209_600, TestName = "Refresh_OfAPersistentJwt_RenewsBothCookies")]
    [TestCase(6, 10, false, 1_209_590, TestName = "Refresh_ThatLeavesTheRefreshTokenOut_KeepsTheAccessCookieAsLongAsTheSession")]
    [Property("Requirement", "M-11")]
    [Property("Requirement", "X-03")]
    public async Task MaxAge(int minutes, int secondsLater, bool isRenewed, int maxAge)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        string refresh = (await host.SendAsync("POST /login/alice?persistent=true")).CookieValue("__Secure-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(minutes));
        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={refresh}");
        if (secondsLater > 0)
        {
            host.App.Time.Advance(TimeSpan.FromSeconds(secondsLater));
            answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Secure-auth-refresh={refresh}");
        }

        Assert.That((answer.Status, answer.SetCookie("__Secure-auth-refresh") is not null), Is.EqualTo((204, isRenewed)));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"; max-age={maxAge};"));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Refresh_AfterTheResponseStarted_LeavesTheTokenAsItIs()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.Use(async (context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Started"))
                await context.Response.StartAsync();
            await next(context);
        }));
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}", "X-Started: yes");
        RawAnswer later = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}");

        Assert.That(host.App.Log.Text, Does.Contain("The response has started"));
        Assert.That(later.CookieValue("__Host-auth"), Has.Length.EqualTo(64), "rotated only now");
    }

    [Test]
    public async Task Refresh_OfAFreshSessionCookie_SetsNoCookie()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((204, false)));
    }

    [Test]
    public async Task Refresh_OverPlainHttp_IsRefused()
    {
        await using TestHost host = await TestHost.StartAsync(https: false);
        IssuedCredential issued = await host.App.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={issued.Value}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
    }

    private sealed class ClaimLength
    {
        public int Value { get; set; } = 1;
    }

    private sealed class GrowingClaims(ClaimLength length) : IPrincipalRefresher
    {
        public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken) =>
            new(new ClaimsPrincipal(new ClaimsIdentity([new("sub", session.Subject), new("story", new string('x', length.Value))], "p")));
    }

    private static string Body(string token) => $"{{\"refreshToken\":\"{token}\"}}";

    private static Task<RawAnswer> RefreshAsync(TestHost host, string token) =>
        host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], Body(token));

    private static async Task<AuthTokenResponse> RefreshedAsync(TestHost host, AuthTokenResponse token) =>
        JsonSerializer.Deserialize<AuthTokenResponse>((await RefreshAsync(host, token.RefreshToken!)).Body)!;

    private static string WithoutDate(RawAnswer answer) =>
        string.Join('\n', answer.Headers.Where(header => header.Name != "Date").Select(header => $"{header.Name}: {header.Value}")) + answer.Body;
}
