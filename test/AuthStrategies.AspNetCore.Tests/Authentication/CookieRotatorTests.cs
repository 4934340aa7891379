using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Which responses replace a cookie that is due, over a strategy whose answers the test sets.</summary>
[TestFixture]
[Property("Requirement", "M-11")]
public sealed partial class CookieRotatorTests
{
    private const string Cookie = "Cookie: __Host-auth=alice";
    private const string Browser = "Sec-Fetch-Site: same-origin";

    [Test]
    public async Task Response_WhenARotationIsDue_SetsTheNextCookieAndIsNotStored()
    {
        await using TestHost host = await StartAsync();

        RawAnswer answer = await host.SendAsync("GET /me", Cookie, Browser);

        Assert.That((answer.Status, answer.Body, answer.CookieValue("__Host-auth")), Is.EqualTo((200, "alice", RotatingStrategy.Next)));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task Response_WhenNoRotationIsDue_AsksNothingAndSetsNothing()
    {
        await using TestHost host = await StartAsync();
        Strategy(host).IsDue = false;

        RawAnswer answer = await host.SendAsync("GET /me", Cookie, Browser);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), Strategy(host).AskedAtHeaders), Is.EqualTo((200, false, 0)));
        Assert.That(answer.All("Cache-Control"), Is.Empty);
    }

    [TestCase("GET /me", Browser, true, TestName = "Request_OfAPage_Rotates")]
    [TestCase("GET /me", "Sec-Fetch-Site: none", true, TestName = "Request_TypedIntoTheAddressBar_Rotates")]
    [TestCase("GET /me", "Sec-Fetch-Site: cross-site", true, TestName = "Request_ThatFollowsALinkOfAnotherSite_Rotates")]
    [TestCase("GET /me", "X-A: b", false, TestName = "Request_WithoutSecFetchSite_DoesNotRotate")]
    [TestCase("HEAD /me", Browser, false, TestName = "Request_Head_DoesNotRotate")]
    [TestCase("GET /me", "Sec-Purpose: prefetch", false, TestName = "Request_Prefetch_DoesNotRotate")]
    [TestCase("GET /me", "Sec-Purpose: prefetch;prerender", false, TestName = "Request_Prerender_DoesNotRotate")]
    [TestCase("GET /me", "Purpose: prefetch", false, TestName = "Request_PrefetchOfOlderBrowsers_DoesNotRotate")]
    [TestCase("GET /me", "Sec-Purpose: other", true, TestName = "Request_ForAnotherPurpose_Rotates")]
    [TestCase("GET /status/304", Browser, false, TestName = "Response_NotModified_DoesNotRotate")]
    [TestCase("GET /status/404", Browser, true, TestName = "Response_NotFound_Rotates")]
    [TestCase("GET /status/302", Browser, true, TestName = "Response_Redirect_Rotates")]
    [TestCase("GET /me?cache=public", Browser, false, TestName = "Response_Public_DoesNotRotate")]
    [TestCase("GET /me?cache=public,max-age=60", Browser, false, TestName = "Response_PublicWithMaxAge_DoesNotRotate")]
    [TestCase("GET /me?cache=max-age=60", Browser, false, TestName = "Response_MaxAge_DoesNotRotate")]
    [TestCase("GET /me?cache=s-maxage=60", Browser, false, TestName = "Response_SharedMaxAge_DoesNotRotate")]
    [TestCase("GET /me?cache=max-age=0", Browser, true, TestName = "Response_MaxAgeZero_Rotates")]
    [TestCase("GET /me?cache=private,max-age=60", Browser, true, TestName = "Response_Private_Rotates")]
    [TestCase("GET /me?cache=no-store", Browser, true, TestName = "Response_NoStore_Rotates")]
    [TestCase("GET /me?cache=public,no-store", Browser, true, TestName = "Response_PublicAndNoStore_Rotates")]
    [TestCase("GET /me?cache=no-cache", Browser, true, TestName = "Response_NoCache_Rotates")]
    [TestCase("GET /me?expires=Mon,%2023%20Nov%202026%2013:00:00%20GMT", Browser, false, TestName = "Response_ExpiresLater_DoesNotRotate")]
    [TestCase("GET /me?expires=Mon,%2023%20Nov%202026%2011:00:00%20GMT", Browser, true, TestName = "Response_Expired_Rotates")]
    [TestCase("POST /logout", Browser, false, TestName = "Request_SignOut_DoesNotRotate")]
    [TestCase("POST /login/alice", Browser, false, TestName = "Request_SignIn_DoesNotRotate")]
    [TestCase("POST /auth/refresh", Browser, false, TestName = "Request_Refresh_DoesNotRotateAgain")]
    public async Task Exceptions(string requestLine, string header, bool rotates)
    {
        await using TestHost host = await StartAsync();
        bool isComplete = header.StartsWith("Sec-Fetch", StringComparison.Ordinal) || header == "X-A: b";
        string[] headers = isComplete ? [Cookie, header] : [Cookie, Browser, header];

        await host.SendAsync(requestLine, headers);

        Assert.That(Strategy(host).AskedAtHeaders, Is.EqualTo(rotates ? 1 : 0));
    }

    [Test]
    public async Task Request_WithoutSecFetchSiteForAllClients_Rotates()
    {
        await using TestHost host = await StartAsync(o => o.Strategy("Rotating").RotateFor = RotationClients.All);

        RawAnswer answer = await host.SendAsync("GET /me", Cookie);

        Assert.That(answer.CookieValue("__Host-auth"), Is.EqualTo(RotatingStrategy.Next));
    }

    [Test]
    public async Task Request_OpensAWebSocket_DoesNotRotate()
    {
        await using TestHost host = await StartAsync(map: app =>
        {
            app.UseWebSockets();
            app.MapGet("/socket", async (HttpContext context) =>
            {
                using System.Net.WebSockets.WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            }).RequireAuthorization();
        });

        int status = await host.App.HandshakeAsync("/socket", [Cookie, Browser]);

        Assert.That((status, Strategy(host).AskedAtHeaders), Is.EqualTo((101, 0)));
    }

    [Test]
    public async Task Request_WithABearerToken_DoesNotRotate()
    {
        await using TestHost host = await StartAsync(o => o.Strategy("Rotating").Sources = CredentialSources.Cookie | CredentialSources.Bearer);

        RawAnswer answer = await host.SendAsync("GET /me", "Authorization: Bearer alice", Browser);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), Strategy(host).AskedAtHeaders), Is.EqualTo((200, false, 0)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Response_WhenTheStoreFails_GoesOutUnchanged(bool isStoreFailure)
    {
        await using TestHost host = await StartAsync();
        Strategy(host).FailsWith = isStoreFailure ? new SessionStoreException("The store is broken.") : new InvalidOperationException("A bug.");

        RawAnswer failed = await host.SendAsync("GET /me?cache=private", Cookie, Browser);
        Strategy(host).FailsWith = null;
        RawAnswer later = await host.SendAsync("GET /me", Cookie, Browser);

        Assert.That((failed.Status, failed.Body, failed.One("Cache-Control"), failed.All("Set-Cookie").Any()), Is.EqualTo((200, "alice", "private", false)));
        Assert.That(host.App.Log.Text, Does.Contain("a later request tries again"));
        Assert.That(later.CookieValue("__Host-auth"), Is.EqualTo(RotatingStrategy.Next));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Response_OfAStartedStream_RotatesBeforeTheFirstByte()
    {
        await using TestHost host = await StartAsync(map: app => app.MapGet("/stream", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("a");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("b");
        }));

        RawAnswer answer = await host.SendAsync("GET /stream", Cookie, Browser);

        Assert.That((answer.Body, answer.CookieValue("__Host-auth"), Strategy(host).Written), Is.EqualTo(("ab", RotatingStrategy.Next, 1)));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Request_AuthenticatedAfterTheResponseStarted_WritesNothing()
    {
        await using TestHost host = await StartAsync(
            services: services => services.AddAuthentication("Other").AddCookie("Other"),
            map: app => app.MapGet("/late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("begun, ");
                await context.Response.Body.FlushAsync();
                AuthenticateResult result = await context.AuthenticateAsync(AuthStrategyDefaults.Scheme);
                await context.Response.WriteAsync(result.Principal?.Identity?.Name ?? "");
            }));

        RawAnswer answer = await host.SendAsync("GET /late", Cookie, Browser);

        Assert.That((answer.Body, answer.All("Set-Cookie").Any(), Strategy(host).Written), Is.EqualTo(("begun, alice", false, 0)));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Response_WhoseCookieWouldBeTooLong_GoesOutUnchangedAndNothingIsWritten()
    {
        await using TestHost host = await StartAsync();
        Strategy(host).Successor = new('x', 4096);

        RawAnswer answer = await host.SendAsync("GET /me", Cookie, Browser);

        Assert.That((answer.Status, answer.Body, answer.All("Set-Cookie").Any(), Strategy(host).Written), Is.EqualTo((200, "alice", false, 0)));
        Assert.That(host.App.Log.Text, Does.Contain("browsers accept 4096"));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Refresh_WhoseCookieWouldBeTooLong_WritesNothing()
    {
        await using TestHost host = await StartAsync();
        Strategy(host).OnRefresh = presented => RefreshResult.Success(RotatingStrategy.Credential(new string('x', 4096)), Logins.User(presented));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", Cookie, Browser);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), Strategy(host).Written), Is.EqualTo((500, false, 0)));
        Assert.That(host.App.Log.Text, Does.Contain("browsers accept 4096"));
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task Request_OverPlainHttp_DoesNotRotateAndNamesTheWayOut()
    {
        await using TestHost host = await StartAsync(https: false);

        RawAnswer answer = await host.SendAsync("GET /me", Cookie, Browser);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), Strategy(host).AskedAtHeaders), Is.EqualTo((200, false, 0)));
        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders"));
    }

    [Test]
    public async Task Refresh_ThatGivesTheSameTokenBack_SetsNoCookie()
    {
        await using TestHost host = await StartAsync();
        Strategy(host).OnRefresh = presented => RefreshResult.Success(RotatingStrategy.Credential(presented), Logins.User(presented));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", Cookie);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), answer.One("Cache-Control")), Is.EqualTo((204, false, "no-store")));
        Assert.That(Strategy(host).LastOptions!.InCookie, Is.True);
    }

    [Test]
    public async Task Refresh_ThatHandsNothingOutOverACookie_SetsNoCookie()
    {
        await using TestHost host = await StartAsync();
        Strategy(host).OnRefresh = presented => RefreshResult.Unchanged(Logins.User(presented));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", Cookie);

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), answer.Body), Is.EqualTo((204, false, "")));
    }

    [Test]
    public async Task Refresh_ThatHandsNothingOutOverBearer_AnswersWithoutAToken()
    {
        await using TestHost host = await StartAsync(o => o.Strategy("Rotating").Sources = CredentialSources.Bearer);
        Strategy(host).OnRefresh = presented => RefreshResult.Unchanged(Logins.User(presented));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", "Authorization: Bearer alice");

        Assert.That((answer.Status, answer.Body, answer.One("Cache-Control")), Is.EqualTo((200, "{\"tokenType\":\"Bearer\"}", "no-store")));
    }

    [TestCase(null, false, TestName = "Refresh_WithoutARefreshToken_KeepsTheRefreshCookie")]
    [TestCase("kept", false, TestName = "Refresh_WithTheSameRefreshToken_KeepsTheRefreshCookie")]
    [TestCase("other", true, TestName = "Refresh_WithANewRefreshToken_SetsTheRefreshCookie")]
    public async Task RefreshCookie(string? refreshToken, bool isSet)
    {
        await using TestHost host = await StartAsync();
        Strategy(host).OnRefresh = presented => RefreshResult.Success(RotatingStrategy.Credential(RotatingStrategy.Next, refreshToken), Logins.User(presented));

        RawAnswer answer = await host.SendAsync("POST /auth/refresh", "Cookie: __Secure-auth-refresh=kept");

        Assert.That((answer.Status, answer.CookieValue("__Host-auth"), answer.SetCookie("__Secure-auth-refresh") is not null), Is.EqualTo((204, RotatingStrategy.Next, isSet)));
    }

    private static RotatingStrategy Strategy(TestHost host) => (RotatingStrategy)host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Rotating");

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, bool https = true) => TestHost.StartAsync(
        builder => builder.AddStrategy<RotatingStrategy>("Rotating", new() { IssuesCredentials = true, CanRefresh = true }),
        http,
        services,
        app =>
        {
            app.Use(async (context, next) =>
            {
                if (context.Request.Query.TryGetValue("cache", out var cache))
                    context.Response.Headers.CacheControl = cache;
                if (context.Request.Query.TryGetValue("expires", out var expires))
                    context.Response.Headers.Expires = expires;
                await next(context);
            });
            app.MapGet("/status/{code:int}", (int code) => TypedResults.StatusCode(code)).RequireAuthorization();
            map?.Invoke(app);
        },
        https: https);
}
