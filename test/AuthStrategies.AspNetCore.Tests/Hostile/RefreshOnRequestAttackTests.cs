using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>What other sites, other hosts of the domain, other tabs and unusual applications can do to pages that their refresh token serves.</summary>
[TestFixture]
public sealed class RefreshOnRequestAttackTests
{
    private const string AccessCookie = "__Host-auth";
    private const string RefreshCookie = "__Host-auth-refresh";
    private const string FormerCookie = "__Secure-auth-refresh";

    private static readonly string[] Page = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Accept: text/html"];

    [TestCase(true, TestName = "SignInAgain_WithAnExpiredAccessToken_KeepsTheSession")]
    [TestCase(false, TestName = "SignInAgain_WithoutAnAccessToken_KeepsTheSession")]
    [Property("Requirement", "M-14")]
    public async Task SignInAgain(bool hasExpiredToken)
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/again", async (HttpContext context) =>
        {
            AuthenticateResult current = await context.AuthenticateAsync();
            await context.SignInAsync(Logins.User("alice", "admin"), current.Properties);
        }));
        (string access, string refresh) = await LogInAsync(host);
        SessionId before = (await SessionsAsync(host)).Single().Id;
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer again = await SendPageAsync(host, "/again", hasExpiredToken ? access : null, refresh);
        RawAnswer admin = await SendPageAsync(host, "/admin", again.CookieValue(AccessCookie), again.CookieValue(RefreshCookie) ?? refresh);

        Assert.That((again.Status, admin.Status), Is.EqualTo((200, 200)), again.Text);
        Assert.That((await SessionsAsync(host)).Select(session => session.Id), Is.EqualTo(new[] { before }));
    }

    [TestCase(AccountState.LoggedOut)]
    [TestCase(AccountState.Broken)]
    [TestCase(AccountState.Missing)]
    [Property("Requirement", "C-07")]
    public async Task CookieOfTheFormerName_ThatANeighbourSet_ServesNoPage(AccountState state)
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);
        if (state == AccountState.LoggedOut)
            await host.SendAsync("POST /auth/logout", $"Cookie: {RefreshCookie}={refresh}", "Sec-Fetch-Site: same-origin");
        (string _, string mallory) = await LogInAsync(host, "mallory");
        string own = state switch { AccountState.LoggedOut => $"{RefreshCookie}={refresh}; ", AccountState.Broken => $"{RefreshCookie}=x; ", _ => "" };

        RawAnswer first = await host.SendAsync("GET /open", [$"Cookie: {FormerCookie}={mallory}; {own}", .. Page]);
        RawAnswer last = await host.SendAsync("GET /open", [$"Cookie: {own}{FormerCookie}={mallory}", .. Page]);

        Assert.That((first.Body, last.Body), Is.EqualTo(("nobody", "nobody")));
        Assert.That(first.CookieValue(AccessCookie) ?? last.CookieValue(AccessCookie), Is.Null.Or.Empty);
    }

    [Test]
    public async Task Pages_OpenedAtOnce_GetOneRefreshTokenTogether()
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendPageAsync(host, "/me", null, refresh)));
        string next = answers.Select(answer => answer.CookieValue(RefreshCookie)).OfType<string>().Single();
        host.App.Time.Advance(TimeSpan.FromMinutes(16));
        RawAnswer after = await SendPageAsync(host, "/me", null, next);

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(after.Status, Is.EqualTo(200));
    }

    [TestCase("GET", "Sec-Fetch-Dest: iframe", true)]
    [TestCase("GET", "Sec-Purpose: prefetch;prerender", false)]
    [TestCase("GET", "Purpose: prefetch", false)]
    [TestCase("GET", "Service-Worker-Navigation-Preload: true", true)]
    [TestCase("GET", "X-HTTP-Method-Override: POST", true)]
    public async Task Page_WithThisHeader_BringsTokensOrNot(string method, string header, bool brings)
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await host.SendAsync($"{method} /me", [$"Cookie: {RefreshCookie}={refresh}", header, .. Page]);

        Assert.That((answer.Status, answer.CookieValue(RefreshCookie) is not null), Is.EqualTo((200, brings)));
    }

    [Test]
    public async Task Head_OfAPage_IsNotServed()
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync("HEAD /open", [$"Cookie: {RefreshCookie}={refresh}", .. Page]);

        Assert.That(answer.All("Set-Cookie"), Is.Empty);
    }

    [Test]
    public async Task Page_ThatThrows_StillHasItsTokensOnTheErrorPage()
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry " + context.User.Identity?.Name)));
            app.MapGet("/boom", string () => throw new InvalidOperationException("boom")).RequireAuthorization();
        });
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer boom = await SendPageAsync(host, "/boom", null, refresh);
        RawAnswer after = await SendPageAsync(host, "/me", boom.CookieValue(AccessCookie), boom.CookieValue(RefreshCookie)!);

        Assert.That((boom.Status, after.Status, after.Body), Is.EqualTo((500, 200, "alice")));
    }

    [Test]
    public async Task Page_WhoseResponseStartsBeforeTheAuthentication_IsServedAndChangesNothing()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/stream", async (HttpContext context) =>
        {
            AuthenticateResult result = await context.AuthenticateAsync();
            await context.Response.WriteAsync(result.Principal?.Identity?.Name ?? "nobody");
        }));
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await SendPageAsync(host, "/stream", null, refresh);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [Test]
    [Property("Requirement", "C-07")]
    public async Task StolenRefreshToken_ThatIsOld_EndsTheSessionOfBoth()
    {
        await using TestHost host = await StartAsync();
        (string _, string stolen) = await LogInAsync(host);
        string owner = stolen;
        for (int round = 0; round < 3; round++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(16));
            owner = (await SendPageAsync(host, "/me", null, owner)).CookieValue(RefreshCookie)!;
        }

        host.App.Time.Advance(TimeSpan.FromMinutes(16));
        RawAnswer thief = await SendPageAsync(host, "/me", null, stolen);
        RawAnswer after = await SendPageAsync(host, "/me", null, owner);

        Assert.That((thief.Status, after.Status, thief.CookieValue(AccessCookie) is null or ""), Is.EqualTo((401, 401, true)));
    }

    [Test]
    [Property("Requirement", "C-07")]
    public async Task Page_WhoseTokenOfAnotherStrategyWasEnded_IsNotServedByAnOlderRefreshToken()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh).AddJwt("Other", o =>
            {
                (o.Issuer, o.Audience, o.RefreshTokens.Enabled, o.RequireLiveSession) = ("https://other.example", "others", true, true);
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
            }),
            o =>
            {
                (o.Strategy("Jwt").Transport, o.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);
                (o.Strategy("Other").Transport, o.Strategy("Other").RefreshOnRequest) = (CredentialTransport.Cookie, false);
            });
        (string _, string refresh) = await LogInAsync(host);
        RawAnswer bob = await host.SendAsync("POST /login/bob?scheme=Other");
        string other = bob.CookieValue(AccessCookie)!;
        await host.SendAsync("POST /auth/logout", $"Cookie: {AccessCookie}={other}", "Sec-Fetch-Site: same-origin");

        RawAnswer answer = await SendPageAsync(host, "/open", other, refresh);

        Assert.That(answer.Body, Is.EqualTo("nobody"));
    }

    private static async Task<IReadOnlyList<SessionInfo>> SessionsAsync(TestHost host, string user = "alice") =>
        await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync(user);

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null) => TestHost.StartAsync(
        b => b.AddJwt(Logins.JwtWithRefresh),
        options =>
        {
            (options.Strategy("Jwt").Transport, options.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);
            http?.Invoke(options);
        },
        services: services,
        map: map);

    private static async Task<(string Access, string Refresh)> LogInAsync(TestHost host, string user = "alice", string accessCookie = AccessCookie, string refreshCookie = RefreshCookie)
    {
        RawAnswer answer = await host.SendAsync($"POST /login/{user}");
        return (answer.CookieValue(accessCookie)!, answer.CookieValue(refreshCookie)!);
    }

    private static Task<RawAnswer> SendPageAsync(TestHost host, string path, string? access, string refresh) =>
        host.SendAsync($"GET {path}", [$"Cookie: {(access is null ? "" : $"{AccessCookie}={access}; ")}{RefreshCookie}={refresh}", .. Page]);

    /// <summary>What became of the user's own refresh cookie.</summary>
    public enum AccountState
    {
        LoggedOut,
        Broken,
        Missing,
    }
}
