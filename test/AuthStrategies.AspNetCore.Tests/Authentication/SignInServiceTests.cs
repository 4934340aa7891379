using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>Signing in and out by the framework's own verbs.</summary>
[TestFixture]
public sealed class SignInServiceTests
{
    [Test]
    [Property("Requirement", "S-02")]
    [Property("Requirement", "S-03")]
    public async Task SignIn_WithAForeignIdentifier_NeverAdoptsIt()
    {
        await using TestHost host = await TestHost.StartAsync();
        string planted = new('A', 64);

        RawAnswer login = await host.SendAsync("POST /login/alice", $"Cookie: __Host-auth={planted}");
        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={planted}");

        Assert.That(login.CookieValue("__Host-auth"), Is.Not.EqualTo(planted));
        Assert.That(me.Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "S-03")]
    public async Task SignIn_WithAnOldSession_EndsIt()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();

        string fresh = (await host.SendAsync("POST /login/alice", $"Cookie: __Host-auth={old}")).CookieValue("__Host-auth")!;
        RawAnswer withOld = await host.SendAsync("GET /me", $"Cookie: __Host-auth={old}");
        RawAnswer withFresh = await host.SendAsync("GET /me", $"Cookie: __Host-auth={fresh}");

        Assert.That((withOld.Status, withFresh.Status), Is.EqualTo((401, 200)));
    }

    [Test]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "F-23")]
    public async Task SignIn_WhileAHundredRequestsRun_OldIsRefusedFromItsReturnOn()
    {
        await using TestHost host = await TestHost.StartAsync();
        string old = await host.LogInAsync();
        using HttpClient client = host.App.CreateClient();
#pragma warning disable CA2025 // They are awaited below, before the client goes.
        Task<HttpResponseMessage>[] running = [.. Enumerable.Range(0, 100).Select(_ => SendAsync(client, HttpMethod.Get, "/me", old))];
#pragma warning restore CA2025

        using HttpResponseMessage login = await SendAsync(client, HttpMethod.Post, "/login/alice", old);
        using HttpResponseMessage after = await SendAsync(client, HttpMethod.Get, "/me", old);
        HttpResponseMessage[] during = await Task.WhenAll(running);

        Assert.That(login.IsSuccessStatusCode, Is.True);
        Assert.That((int)after.StatusCode, Is.EqualTo(401));
        Assert.That(during.Select(answer => (int)answer.StatusCode), Is.All.AnyOf(200, 401));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task SignIn_TwiceInOneRequest_LeavesOneSession()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/twice", async (HttpContext context) =>
        {
            await context.SignInAsync(Logins.Alice);
            await context.SignInAsync(Logins.Alice);
        }));

        RawAnswer answer = await host.SendAsync("POST /twice");

        Assert.That(answer.All("Set-Cookie").Count(), Is.EqualTo(1));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task SignIn_ThenSignOutInOneRequest_LeavesNone()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/in-and-out", async (HttpContext context) =>
        {
            await context.SignInAsync(Logins.Alice);
            await context.SignOutAsync();
        }));

        RawAnswer answer = await host.SendAsync("POST /in-and-out");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [Test]
    [Property("Requirement", "I-05")]
    public async Task SignIn_OverBearer_IsTheAnswerInTheInBoxShape()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That(body.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "tokenType", "accessToken", "expiresIn", "refreshToken" }));
        Assert.That((body.GetProperty("tokenType").GetString(), body.GetProperty("expiresIn").GetInt64()), Is.EqualTo(("Bearer", 900)));
        Assert.That((answer.Status, answer.One("Cache-Control"), answer.One("Pragma")), Is.EqualTo((200, "no-store", "no-cache")));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
    }

    [Test]
    public async Task SignIn_StatelessOverBearer_HasNoRefreshTokenMember()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(JsonDocument.Parse(answer.Body).RootElement.TryGetProperty("refreshToken", out _), Is.False);
    }

    [Test]
    public async Task SignIn_OnTheDefaultScheme_TakesTheFirstStrategyAndItsTransport()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt).AddSession());

        RawAnswer first = await host.SendAsync("POST /login/alice");
        RawAnswer named = await host.SendAsync("POST /login/alice?scheme=Session");

        Assert.That((first.Body.Contains("accessToken", StringComparison.Ordinal), named.CookieValue("__Host-auth")?.Length), Is.EqualTo((true, 64)));
    }

    [Test]
    public async Task SignIn_WithProperties_PassesThemOn()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/properties", () => TypedResults.SignIn(
            Logins.Alice,
            new AuthenticationProperties
            {
                ExpiresUtc = new DateTimeOffset(2026, 11, 23, 12, 10, 0, TimeSpan.Zero),
                IssuedUtc = new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero),
            }.SetSessionLabel("a lamp"))));

        await host.SendAsync("POST /properties");

        SessionInfo session = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();
        Assert.That((session.Label, session.AbsoluteExpiresAt.Minute, session.AuthenticatedAt.Hour), Is.EqualTo(("a lamp", 10, 11)));
    }

    [TestCase("session", 10)]
    [TestCase("session", 60)]
    [TestCase("session", 20_160)]
    [TestCase("refresh", 10)]
    [TestCase("refresh", 60)]
    [TestCase("refresh", 20_160)]
    [TestCase("live", 10)]
    [TestCase("live", 60)]
    [TestCase("live", 20_160)]
    [TestCase("stateless", 10)]
    [TestCase("stateless", 60)]
    [TestCase("stateless", 20_160)]
    public async Task SignIn_ExpiresUtc_IsTheAbsoluteEnd(string setting, int minutes)
    {
        DateTimeOffset end = default;
        await using TestHost host = await TestHost.StartAsync(
            builder => Add(builder, setting),
            map: app => app.MapPost("/until", (TimeProvider time) =>
            {
                end = time.GetUtcNow().AddMinutes(minutes);
                return TypedResults.SignIn(Logins.Alice, new AuthenticationProperties { ExpiresUtc = end });
            }));

        RawAnswer answer = await host.SendAsync("POST /until");

        IReadOnlyList<SessionInfo> sessions = await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice");
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(sessions.Select(session => session.AbsoluteExpiresAt), Is.EqualTo(setting == "stateless" ? [] : new[] { end }));
        if (setting != "session")
            Assert.That(JsonDocument.Parse(answer.Body).RootElement.GetProperty("expiresIn").GetInt32(), Is.InRange((Math.Min(minutes, 15) * 60) - 1, Math.Min(minutes, 15) * 60));
    }

    private static void Add(IAuthStrategyBuilder builder, string setting)
    {
        if (setting == "session")
            builder.AddSession();
        else
            builder.AddJwt(o =>
            {
                Logins.Jwt(o);
                o.RefreshTokens.Enabled = setting != "stateless";
                o.RequireLiveSession = setting == "live";
            });
    }

    [Test]
    public async Task SignIn_AgainWithThePropertiesOfTheRequest_KeepsPersistenceMomentAndEnd()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/again", async (HttpContext context) =>
        {
            AuthenticateResult known = await context.AuthenticateAsync();
            await context.SignInAsync(known.Principal!, known.Properties);
        }));
        string cookie = await host.LogInAsync(query: "?persistent=true");
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await host.SendAsync("POST /again", $"Cookie: __Host-auth={cookie}");

        SessionInfo session = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"max-age={((30 * 24) - 1) * 3600}"));
        Assert.That((session.AuthenticatedAt.Hour, (session.AbsoluteExpiresAt - session.CreatedAt).TotalDays), Is.EqualTo((12, 30)));
    }

    [Test]
    public async Task SignIn_AfterTheAnswerStarted_IsRefusedBeforeAnythingIsIssued()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("started");
            await context.Response.Body.FlushAsync();
            try
            {
                await context.SignInAsync(Logins.Alice);
            }
            catch (InvalidOperationException exception)
            {
                await context.Response.WriteAsync(exception.Message);
            }
        }));

        RawAnswer answer = await host.SendAsync("POST /late");

        Assert.That(answer.Body, Does.Contain("Sign in before anything is written"));
        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    public async Task SignIn_FromACookieToABearerStrategy_TakesTheCookieAway()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt).AddSession());
        string cookie = (await host.SendAsync("POST /login/alice?scheme=Session")).CookieValue("__Host-auth")!;

        RawAnswer answer = await host.SendAsync("POST /login/alice?scheme=Jwt", $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
        Assert.That(after.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task SignOut_OfAnExpiredToken_EndsItsSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(o =>
        {
            Logins.JwtWithRefresh(o);
            o.RequireLiveSession = true;
        }));
        AuthTokenResponse token = await host.LogInForTokenAsync();
        host.App.Time.Advance(TimeSpan.FromHours(1));

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {token.AccessToken}");

        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"Revoked\"}"));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string cookie)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("Cookie", $"__Host-auth={cookie}");
        return await client.SendAsync(request);
    }

    [Test]
    public async Task SignIn_WithAnotherStrategyThenSignOutInOneRequest_LeavesNone()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.JwtWithRefresh),
            o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie,
            map: app => app.MapPost("/in-and-out", async (HttpContext context) =>
            {
                await context.SignInAsync("Jwt", Logins.Alice);
                await context.SignOutAsync();
            }));

        await host.SendAsync("POST /in-and-out");

        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [Test]
    [Property("Requirement", "B-02")]
    public async Task SignIn_ByCookieThenByBearerInOneRequest_TakesTheCookieBack()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt), map: app => app.MapPost("/twice", async (HttpContext context) =>
        {
            await context.SignInAsync("Session", Logins.Alice);
            await context.SignInAsync("Jwt", Logins.Alice);
        }));

        RawAnswer answer = await host.SendAsync("POST /twice");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
    }

    [TestCase("")]
    [TestCase("__Host-auth")]
    public async Task SignIn_FromAJwtInCookiesToASession_LeavesNoRefreshTokenThatWouldSpoilTheNextRefresh(string brought)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer before = await host.SendAsync("POST /login/alice?scheme=Jwt");

        RawAnswer login = await host.SendAsync("POST /login/alice", brought.Length == 0 ? "X-A: b" : $"Cookie: {brought}={before.CookieValue(brought)}");

        Assert.That(login.CookieValue("__Host-auth"), Has.Length.EqualTo(64));
        Assert.That(login.SetCookie("__Secure-auth-refresh"), Does.Contain("max-age=0; path=/auth/refresh;"));
    }

    [TestCase("POST /logout")]
    [TestCase("POST /auth/logout")]
    [TestCase("POST /auth/logout-everywhere")]
    [Property("Requirement", "F-05")]
    public async Task SignOut_BrowserHasLeftForAnotherPage_EndsTheSession(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.Use((context, next) =>
        {
            context.RequestAborted = new(context.Request.Headers.ContainsKey("X-Gone"));
            return next(context);
        }));
        string cookie = await host.LogInAsync();

        await host.SendAsync(requestLine, "X-Gone: yes", $"Cookie: __Host-auth={cookie}");

        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [TestCase("session")]
    [TestCase("refresh")]
    [TestCase("live")]
    public async Task SignIn_AfterASignOutInOneRequest_StartsANewSession(string setting)
    {
        await using TestHost host = await TestHost.StartAsync(
            builder => Add(builder, setting),
            o => o.Strategy(setting == "session" ? "Session" : "Jwt").Transport = CredentialTransport.Cookie,
            map: app => app.MapPost("/anew", async (HttpContext context) =>
            {
                AuthenticateResult known = await context.AuthenticateAsync();
                await context.SignOutAsync();
                await context.SignInAsync(known.Principal!, known.Properties);
            }));
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        string cookie = await host.LogInAsync();
        SessionId first = (await directory.ListAsync("alice")).Single().Id;

        RawAnswer answer = await host.SendAsync("POST /anew", $"Cookie: __Host-auth={cookie}");

        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={answer.CookieValue("__Host-auth")}");
        Assert.That((answer.Status, me.Status), Is.EqualTo((200, 200)));
        Assert.That((await directory.ListAsync("alice")).Single().Id, Is.Not.EqualTo(first));
    }
}
