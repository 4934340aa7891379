using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Which requests are served by their refresh token, and what the application sees of them.</summary>
[TestFixture]
public sealed class RequestRefresherTests
{
    private const string AccessCookie = "__Host-auth";
    private const string RefreshCookie = "__Host-auth-refresh";

    private static readonly string[] Page = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Accept: text/html"];

    [TestCase(200, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate")]
    [TestCase(200, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate")]
    [TestCase(200, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: other", "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: none", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors")]
    [TestCase(401, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: same-origin")]
    [TestCase(401, "Sec-Fetch-Mode: navigate")]
    [TestCase(401, "Sec-Fetch-Site: none")]
    [TestCase(401, "Accept: text/html")]
    [TestCase(401, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Authorization: Bearer x")]
    [TestCase(200, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Authorization: Basic eDp5")]
    [Property("Requirement", "C-07")]
    public async Task Get_WithTheseHeaders_IsServedOrNot(int status, params string[] headers)
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await host.SendAsync("GET /me", [$"Cookie: {RefreshCookie}={refresh}", .. headers]);

        Assert.That((answer.Status, answer.SetCookie(AccessCookie) is null), Is.EqualTo((status, status != 200)));
    }

    [Test]
    public async Task Page_FromAnotherSite_GoesToTheLoginPageAndChangesNothing()
    {
        await using TestHost host = await StartAsync(o => o.LoginPath = "/login");
        (string _, string refresh) = await LogInAsync(host);
        host.Store.Forget();

        RawAnswer answer = await host.SendAsync("GET /me", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", $"Cookie: {RefreshCookie}={refresh}");

        Assert.That((answer.Status, answer.One("Location"), host.Store.Calls.Count), Is.EqualTo((302, "/login?ReturnUrl=%2Fme", 0)));
    }

    [TestCase("x.y.z")]
    [TestCase("")]
    [TestCase("abc")]
    public async Task Page_WhoseAccessTokenIsWrong_IsNotServed(string access)
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await SendPageAsync(host, "/me", access, refresh);

        Assert.That((answer.Status, answer.All("Set-Cookie")), Is.EqualTo((401, Array.Empty<string>())));
    }

    [Test]
    public async Task Page_WhoseAccessTokenWasSignedByARemovedKey_IsServed()
    {
        JwtKey removed = JwtKey.Generate("ES256");
        await using TestHost before = await StartAsync(jwt: jwt => (jwt.SigningKeys[0], jwt.RefreshTokens.Enabled) = (removed, true));
        (string access, string _) = await LogInAsync(before);
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await SendPageAsync(host, "/me", access, refresh);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [Test]
    public async Task Page_WithAValidAccessToken_AsksNoStore()
    {
        await using TestHost host = await StartAsync();
        (string access, string refresh) = await LogInAsync(host);
        host.Store.Forget();

        RawAnswer answer = await SendPageAsync(host, "/me", access, refresh);

        Assert.That((answer.Status, host.Store.Calls.Count, answer.All("Set-Cookie")), Is.EqualTo((200, 0, Array.Empty<string>())));
    }

    [Test]
    public async Task Request_WithAValidAccessToken_AllocatesNoMoreThanWithoutTheOption()
    {
        await using TestHost on = await StartAsync();
        await using TestHost off = await StartAsync(o => o.Strategy("Jwt").RefreshOnRequest = false);
        (string accessOn, string refresh) = await LogInAsync(on);
        (string accessOff, string _) = await LogInAsync(off, "__Secure-auth-refresh");

        // Alternately, and again while the compiler may still improve the code: a real cost stays in every round.
        (long with, long without) = (long.MaxValue, long.MaxValue);
        for (int round = 0; round < 20 || (round < 400 && with > without); round++)
        {
            with = Math.Min(with, await AllocatedAsync(on, $"{AccessCookie}={accessOn}; {RefreshCookie}={refresh}"));
            without = Math.Min(without, await AllocatedAsync(off, $"{AccessCookie}={accessOff}; {RefreshCookie}={refresh}"));
        }

        Assert.That(with, Is.AtMost(without));
    }

    [Test]
    public async Task Page_ThatAllowsEveryone_HasTheUser()
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await SendPageAsync(host, "/open", access: null, refresh);

        Assert.That((answer.Body, answer.SetCookie(AccessCookie) is not null, answer.One("Cache-Control")), Is.EqualTo(("alice", true, "no-store")));
    }

    [TestCase("nonsense")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Page_WithAnUnknownRefreshToken_HasNoUser(string refresh)
    {
        await using TestHost host = await StartAsync();

        RawAnswer open = await SendPageAsync(host, "/open", access: null, refresh);
        RawAnswer me = await SendPageAsync(host, "/me", access: null, refresh);

        Assert.That((open.Body, me.Status), Is.EqualTo(("nobody", 401)));
    }

    [Test]
    public async Task Page_ServedByItsRefreshToken_HasTheFactsOfTheSession()
    {
        string? facts = null;
        await using TestHost host = await StartAsync(map: app => app.MapGet("/facts", async (HttpContext context) =>
        {
            AuthenticateResult result = await context.AuthenticateAsync();
            IAuthRequestFeature feature = context.Features.Get<IAuthRequestFeature>()!;
            facts = $"{feature.Outcome} {feature.Strategy} {feature.Result.SessionId is not null} {feature.Result.AuthenticatedAt:O} {result.Properties!.ExpiresUtc:O} {await context.GetTokenAsync("access_token") ?? "no token"}";
        }), http: o => o.Strategy("Jwt").SaveToken = true);
        (string _, string refresh) = await LogInAsync(host);

        await SendPageAsync(host, "/facts", access: null, refresh);

        Assert.That(facts, Is.EqualTo("Authenticated Jwt True 2026-11-23T12:00:00.0000000+00:00 2026-12-07T12:00:00.0000000+00:00 no token"));
    }

    [Test]
    public async Task Page_ServedByItsRefreshToken_HasTheClaimsThatItsAccessTokenGives()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/claims", (ClaimsPrincipal user) => string.Join(' ', user.Claims.Select(claim => $"{claim.Type}={claim.Value}").Order(StringComparer.Ordinal))));
        (string access, string refresh) = await LogInAsync(host);

        RawAnswer byAccessToken = await SendPageAsync(host, "/claims", access, refresh);
        RawAnswer byRefreshToken = await SendPageAsync(host, "/claims", access: null, refresh);

        Assert.That(byRefreshToken.Body, Is.Not.Empty.And.EqualTo(byAccessToken.Body));
    }

    [Test]
    public async Task Page_ThatSignsOut_DeletesTheCookiesAndStoresNoNewOnes()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/bye", (HttpContext context) => context.SignOutAsync()));
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await SendPageAsync(host, "/bye", access: null, refresh);
        RawAnswer after = await SendPageAsync(host, "/me", access: null, refresh);

        Assert.That((answer.CookieValue(AccessCookie), answer.CookieValue(RefreshCookie), after.Status), Is.EqualTo(("", "", 401)));
    }

    [Test]
    public async Task Page_ThatSignsIn_SendsTheTokensOfTheNewSessionOnly()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/hello", (HttpContext context) => context.SignInAsync(Logins.User("bob"))));
        (string _, string refresh) = await LogInAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(16));

        RawAnswer answer = await SendPageAsync(host, "/hello", access: null, refresh);
        RawAnswer bob = await SendPageAsync(host, "/me", answer.CookieValue(AccessCookie), answer.CookieValue(RefreshCookie)!);
        RawAnswer alice = await SendPageAsync(host, "/me", access: null, refresh);

        Assert.That((bob.Body, alice.Status), Is.EqualTo(("bob", 401)));
    }

    [Test]
    public async Task SessionsList_OpenedAsAPage_ListsTheSessions()
    {
        await using TestHost host = await StartAsync();
        (string _, string refresh) = await LogInAsync(host);

        RawAnswer answer = await SendPageAsync(host, "/auth/sessions", access: null, refresh);

        Assert.That((answer.Status, answer.Body.Contains("\"current\":true", StringComparison.Ordinal)), Is.EqualTo((200, true)));
    }

    [Test]
    public async Task Endpoint_OfABearerScheme_IsNotServed()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh).AddJwt("Api", Logins.Jwt),
            o => (o.Strategy("Jwt").Transport, o.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true),
            map: app => app.MapGet("/api", () => "data").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Api").RequireAuthenticatedUser()));
        (string _, string refresh) = await LogInAsync(host);

        Assert.That((await SendPageAsync(host, "/api", access: null, refresh)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Page_OverPlainHttp_GetsNoTokens()
    {
        await using TestHost host = await StartAsync(https: false);

        RawAnswer answer = await SendPageAsync(host, "/open", access: null, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        Assert.That((answer.Body, answer.All("Set-Cookie")), Is.EqualTo(("nobody", Array.Empty<string>())));
    }

    [Test]
    public async Task Strategy_WhoseCapabilitiesPromiseTooMuch_SaysSo()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddStrategy<RotatingStrategy>("Rotating", new() { IssuesCredentials = true, CanRefresh = true, IssuesRefreshTokens = true, AuthenticatesRefreshTokens = true }),
            o => o.Strategy("Rotating").RefreshOnRequest = true);

        RawAnswer answer = await SendPageAsync(host, "/open", access: null, "x");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(host.App.Log.Text, Does.Contain("does not implement IRefreshTokenAuthentication"));
    }

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null, Action<JwtStrategyOptions>? jwt = null, Action<WebApplication>? map = null, bool https = true) => TestHost.StartAsync(
        b => b.AddJwt(options =>
        {
            Logins.JwtWithRefresh(options);
            jwt?.Invoke(options);
        }),
        options =>
        {
            (options.Strategy("Jwt").Transport, options.Strategy("Jwt").RefreshOnRequest) = (CredentialTransport.Cookie, true);
            http?.Invoke(options);
        },
        map: map,
        https: https);

    private static async Task<(string Access, string Refresh)> LogInAsync(TestHost host, string refreshCookie = RefreshCookie)
    {
        RawAnswer answer = await host.SendAsync("POST /login/alice");
        return (answer.CookieValue(AccessCookie)!, answer.CookieValue(refreshCookie)!);
    }

    private static Task<RawAnswer> SendPageAsync(TestHost host, string path, string? access, string refresh) =>
        host.SendAsync($"GET {path}", [$"Cookie: {(access is null ? "" : $"{AccessCookie}={access}; ")}{RefreshCookie}={refresh}", .. Page]);

    /// <summary>What one authentication allocates, without the request's own objects.</summary>
    private static async Task<long> AllocatedAsync(TestHost host, string cookies)
    {
        DefaultHttpContext[] contexts = [.. Enumerable.Range(0, 200).Select(_ => Context(host, cookies))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (DefaultHttpContext context in contexts)
        {
            Task<AuthenticateResult> result = context.AuthenticateAsync();
            if (!result.IsCompletedSuccessfully || !(await result).Succeeded)
                throw new InvalidOperationException("The request is not authenticated at once.");
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static DefaultHttpContext Context(TestHost host, string cookies)
    {
        DefaultHttpContext context = new() { RequestServices = host.App.Services.CreateScope().ServiceProvider };
        context.Request.Method = "GET";
        context.Request.Scheme = "https";
        context.Request.Headers.Cookie = cookies;
        context.Request.Headers["Sec-Fetch-Site"] = "same-origin";
        context.Request.Headers["Sec-Fetch-Mode"] = "navigate";
        return context;
    }
}
