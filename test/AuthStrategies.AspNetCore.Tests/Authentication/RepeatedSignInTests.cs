using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Signing in again with the properties of the current session, over the session strategy.</summary>
[TestFixture]
[Property("Requirement", "M-14")]
public sealed class RepeatedSignInTests
{
    [Test]
    public async Task SignIn_WithThePropertiesOfTheSession_KeepsTheSessionAndServesRequestsUnderWay()
    {
        await using TestHost host = await StartAsync();
        string old = await host.LogInAsync(query: "?persistent=true");
        SessionInfo before = await SessionAsync(host);
        host.App.Time.Advance(TimeSpan.FromHours(1));
        await host.SendAsync("GET /me", Cookie(old));
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer again = await host.SendAsync("POST /again", Cookie(old));
        string next = again.CookieValue("__Host-auth") ?? old;
        RawAnswer underWay = await host.SendAsync("GET /me", Cookie(old));
        RawAnswer after = await host.SendAsync("GET /admin", Cookie(next));
        SessionInfo session = await SessionAsync(host);

        Assert.That((again.Status, underWay.Status, after.Status), Is.EqualTo((200, 200, 200)));
        Assert.That((session.Id, session.AbsoluteExpiresAt, session.AuthenticatedAt), Is.EqualTo((before.Id, before.AbsoluteExpiresAt, before.AuthenticatedAt)));
        Assert.That(next, Is.Not.EqualTo(old));
    }

    [Test]
    public async Task SignIn_RightAfterTheLogin_WritesTheClaimsAndSetsNoCookie()
    {
        await using TestHost host = await StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer again = await host.SendAsync("POST /again", Cookie(cookie));
        RawAnswer after = await host.SendAsync("GET /admin", Cookie(cookie));

        Assert.That((again.Status, again.All("Set-Cookie").Any(), after.Status), Is.EqualTo((200, false, 200)));
    }

    [TestCase("POST /again?user=bob", TestName = "SignIn_OfAnotherUser_IsANewSession")]
    [TestCase("POST /again?label=lamp", TestName = "SignIn_WithALabel_IsANewSession")]
    [TestCase("POST /again?persistent=true", TestName = "SignIn_WithOtherPersistence_IsANewSession")]
    [TestCase("POST /again?issued=now", TestName = "SignIn_WithALaterLogin_IsANewSession")]
    [TestCase("POST /login/alice", TestName = "SignIn_WithOwnProperties_IsANewSession")]
    [Property("Requirement", "S-03")]
    public async Task NewSession(string requestLine)
    {
        await using TestHost host = await StartAsync();
        string old = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer login = await host.SendAsync(requestLine, Cookie(old));
        RawAnswer withOld = await host.SendAsync("GET /me", Cookie(old));
        RawAnswer withNew = await host.SendAsync("GET /me", Cookie(login.CookieValue("__Host-auth")!));

        Assert.That((login.Status, withOld.Status, withNew.Status), Is.EqualTo((200, 401, 200)));
    }

    [Test]
    [Property("Requirement", "F-22")]
    public async Task SignIn_AfterTheSessionEnded_StartsNoNewOne()
    {
        await using TestHost host = await StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer again = await host.SendAsync("POST /again?end=true", Cookie(cookie));

        Assert.That(again.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [TestCase("POST /again?persistent=true", false, TestName = "SignIn_AfterABranch_WithOtherPersistence_IsNotFresh")]
    [TestCase("POST /again?label=lamp", false, TestName = "SignIn_AfterABranch_WithALabel_IsNotFresh")]
    [TestCase("POST /again?issued=now", true, TestName = "SignIn_AfterABranch_WithALaterLogin_IsANewFreshSession")]
    public async Task AfterABranch(string requestLine, bool isFresh)
    {
        await using TestHost host = await StartAsync();
        string branched = await BranchAsync(host);

        RawAnswer login = await host.SendAsync(requestLine, Cookie(branched));
        RawAnswer withOld = await host.SendAsync("GET /me", Cookie(branched));
        SessionInfo session = await SessionAsync(host);

        Assert.That((login.Status, withOld.Status), Is.EqualTo((200, 401)));
        Assert.That(session.AuthenticatedAt == host.App.Time.GetUtcNow(), Is.EqualTo(isFresh), $"{session.AuthenticatedAt:O}");
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task SignIn_AfterABranchAsAJwt_HasNoMomentOfLogin()
    {
        await using TestHost host = await TestHost.StartAsync(strategies: builder => builder.AddJwt(Logins.Jwt));
        IAuthStrategy strategy = host.App.Services.GetRequiredService<IAuthStrategy>();

        IssuedCredential stale = await strategy.IssueAsync(Logins.Alice, new() { AuthenticatedAt = DateTimeOffset.UnixEpoch });

        Assert.That((await strategy.AuthenticateAsync(stale.Value)).AuthenticatedAt, Is.Null);
    }

    [TestCase("POST /again?to=/x", 302, "/x", TestName = "SignIn_ThatContinuesASessionBesideABearerStrategy_Redirects")]
    [TestCase("POST /again?to=/x&end=true", 200, null, TestName = "SignIn_AfterTheSessionEnded_RedirectsNowhere")]
    public async Task Redirect(string requestLine, int status, string? location)
    {
        await using TestHost host = await StartAsync(builder => builder.AddJwt(Logins.Jwt).AddSession());
        string cookie = await host.LogInAsync(query: "?scheme=Session");

        RawAnswer again = await host.SendAsync(requestLine, Cookie(cookie));

        Assert.That((again.Status, again.One("Location")), Is.EqualTo((status, location)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task SignIn_OfAJwtWithARefreshToken_KeepsTheSessionAndGivesTheNewClaims(bool inCookie)
    {
        await using TestHost host = await StartJwtAsync(inCookie);
        (string access, string refresh) = await LogInAsync(host, inCookie);
        SessionInfo before = await SessionAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        RawAnswer again = await host.SendAsync("POST /again", Header(access, inCookie));
        string next = Credential(again, inCookie);
        RawAnswer admin = await host.SendAsync("GET /admin", Header(next, inCookie));
        RawAnswer underWay = await host.SendAsync("GET /me", Header(access, inCookie));
        RawAnswer refreshed = await RefreshAsync(host, refresh, inCookie);
        RawAnswer after = await host.SendAsync("GET /admin", Header(Credential(refreshed, inCookie), inCookie));
        SessionInfo session = await SessionAsync(host);

        Assert.That((again.Status, admin.Status, underWay.Status, refreshed.Status, after.Status), Is.EqualTo((200, 200, 200, inCookie ? 204 : 200, 200)), host.App.Log.Text);
        Assert.That((session.Id, session.Label, session.AbsoluteExpiresAt, session.AuthenticatedAt), Is.EqualTo((before.Id, "lamp", before.AbsoluteExpiresAt, before.AuthenticatedAt)));
        Assert.That(again.Body + string.Join(';', again.All("Set-Cookie")), Does.Not.Contain("refresh"), "the client keeps its refresh token");
        Assert.That(Lifetime(next), Is.EqualTo(TimeSpan.FromMinutes(5)), "signing in again prolongs no access token");
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "F-22")]
    public async Task SignIn_OfAJwtWhoseSessionEnded_StartsNoNewOne(bool inCookie)
    {
        await using TestHost host = await StartJwtAsync(inCookie);
        (string access, _) = await LogInAsync(host, inCookie);

        RawAnswer again = await host.SendAsync("POST /again?end=true", Header(access, inCookie));

        Assert.That(inCookie ? again.SetCookie("__Host-auth") : $"max-age=0 {again.Status}", Does.Contain(inCookie ? "max-age=0" : "401"));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task SignIn_OfAJwtAtTheEndOfItsToken_KeepsTheSession([Values] bool inCookie)
    {
        await using TestHost host = await StartJwtAsync(inCookie);
        (string access, string refresh) = await LogInAsync(host, inCookie);
        host.App.Time.Advance(TimeSpan.FromMinutes(15));

        RawAnswer again = await host.SendAsync("POST /again", Header(access, inCookie));
        RawAnswer refreshed = await RefreshAsync(host, refresh, inCookie);
        RawAnswer after = await host.SendAsync("GET /admin", Header(Credential(refreshed, inCookie), inCookie));

        Assert.That((again.Status, again.All("Set-Cookie").Any(), after.Status), Is.EqualTo((200, false, 200)));
    }

    [TestCase("POST /again?user=bob", "bob", TestName = "SignIn_OfAJwtForAnotherUser_IsANewSession")]
    [TestCase("POST /again?issued=now", "alice", TestName = "SignIn_OfAJwtWithALaterLogin_IsANewSession")]
    public async Task NewJwtSession(string requestLine, string user)
    {
        await using TestHost host = await StartJwtAsync(inCookie: true);
        (string access, _) = await LogInAsync(host, inCookie: true);
        SessionInfo before = await SessionAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer login = await host.SendAsync(requestLine, Cookie(access));

        SessionInfo after = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync(user)).Single();
        Assert.That((login.Status, after.Id == before.Id, login.CookieValue("__Secure-auth-refresh") is null), Is.EqualTo((200, false, false)), "with its own refresh token");
    }

    [Test]
    public async Task SignIn_OfAJwtWithClaimsTooLargeForTheCookie_ChangesNothing()
    {
        await using TestHost host = await StartJwtAsync(inCookie: true);
        (string access, string refresh) = await LogInAsync(host, inCookie: true);

        RawAnswer again = await host.SendAsync("POST /again?size=4000", Cookie(access));
        RawAnswer refreshed = await RefreshAsync(host, refresh, inCookie: true);

        Assert.That((again.Status, again.All("Set-Cookie").Any(), refreshed.Status), Is.EqualTo((500, false, 204)));
        Assert.That((await host.SendAsync("GET /admin", Cookie(Credential(refreshed, inCookie: true)))).Status, Is.EqualTo(403), "the old claims");
    }

    private static Task<TestHost> StartJwtAsync(bool inCookie) => StartAsync(
        builder => builder.AddJwt(Logins.JwtWithRefresh),
        http => http.Strategy("Jwt").Transport = inCookie ? CredentialTransport.Cookie : CredentialTransport.Bearer);

    private static async Task<(string Access, string Refresh)> LogInAsync(TestHost host, bool inCookie)
    {
        RawAnswer login = await host.SendAsync("POST /first");
        return (Credential(login, inCookie), inCookie ? login.CookieValue("__Secure-auth-refresh")! : System.Text.Json.JsonDocument.Parse(login.Body).RootElement.GetProperty("refreshToken").GetString()!);
    }

    private static Task<RawAnswer> RefreshAsync(TestHost host, string token, bool inCookie) =>
        host.SendAsync("POST /auth/refresh", inCookie ? $"Cookie: __Secure-auth-refresh={token}" : $"Authorization: Bearer {token}");

    private static string Credential(RawAnswer answer, bool inCookie) =>
        inCookie ? answer.CookieValue("__Host-auth")! : System.Text.Json.JsonDocument.Parse(answer.Body).RootElement.GetProperty("accessToken").GetString()!;

    private static string Header(string value, bool inCookie) => inCookie ? Cookie(value) : $"Authorization: Bearer {value}";

    private static TimeSpan Lifetime(string token)
    {
        System.Text.Json.JsonElement payload = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
        return TimeSpan.FromSeconds(payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64());
    }

    /// <summary>Lets a replaced cookie come late, so that the session branches.</summary>
    private static async Task<string> BranchAsync(TestHost host)
    {
        const string browser = "Sec-Fetch-Site: same-origin";
        string first = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string second = (await host.SendAsync("GET /me", Cookie(first), browser)).CookieValue("__Host-auth")!;
        await host.SendAsync("GET /me", Cookie(second), browser);
        host.App.Time.Advance(TimeSpan.FromMinutes(11));
        return (await host.SendAsync("GET /me", Cookie(first), browser)).CookieValue("__Host-auth")!;
    }

    private static string Cookie(string value) => $"Cookie: __Host-auth={value}";

    private static async Task<SessionInfo> SessionAsync(TestHost host) =>
        (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();

    private static Task<TestHost> StartAsync(Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null) => TestHost.StartAsync(strategies, http, map: Map);

    private static void Map(WebApplication app)
    {
        app.MapPost("/first", (HttpContext context) =>
        {
            AuthenticationProperties properties = new();
            properties.SetSessionLabel("lamp");
            return context.SignInAsync(Logins.User("alice", "reader"), properties);
        });
        app.MapPost("/again", AgainAsync);
    }

    private static async Task AgainAsync(
        HttpContext context, ISessionDirectory directory, TimeProvider time, string user = "alice", string? label = null, bool? persistent = null, string? issued = null, bool end = false, string? to = null, int size = 0)
    {
        AuthenticationProperties properties = (await context.AuthenticateAsync()).Properties!;
        if (label is not null)
            properties.SetSessionLabel(label);
        if (persistent is { } value)
            properties.IsPersistent = value;
        if (issued is not null)
            properties.IssuedUtc = time.GetUtcNow();
        if (end)
            await directory.RevokeAllAsync("alice");
        properties.RedirectUri = to;
        ClaimsPrincipal principal = Logins.User(user, "admin");
        if (size > 0)
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("note", new string('x', size)));
        await context.SignInAsync(principal, properties);
    }
}
