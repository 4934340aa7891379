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

    private static Task<TestHost> StartAsync(Action<IAuthStrategyBuilder>? strategies = null) => TestHost.StartAsync(strategies, map: app => app.MapPost("/again", async (
        HttpContext context, ISessionDirectory directory, TimeProvider time, string user = "alice", string? label = null, bool? persistent = null, string? issued = null, bool end = false, string? to = null) =>
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
        await context.SignInAsync(principal, properties);
    }));
}
