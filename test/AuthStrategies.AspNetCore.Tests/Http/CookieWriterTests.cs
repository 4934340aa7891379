using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>The cookie, as a browser would see it.</summary>
[TestFixture]
public sealed class CookieWriterTests
{
    [Test]
    [Property("Requirement", "X-01")]
    [Property("Requirement", "X-02")]
    [Property("Requirement", "X-03")]
    [Property("Requirement", "X-07")]
    public async Task SignIn_ByDefault_SetsAHostCookieOfTheBrowserSession()
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.One("Set-Cookie"), Does.Match("^__Host-auth=[A-Za-z0-9_-]{64}; path=/; secure; samesite=lax; httponly$"));
    }

    /// <summary>A rotation writes a cookie anew, so it may expire with the idle timeout; a cookie that is never written anew lasts as long as its session can.</summary>
    [TestCase(15, 14, RotationClients.Browsers, true, 14)]
    [TestCase(15, 14, RotationClients.Browsers, false, 30)]
    [TestCase(15, 14, RotationClients.All, true, 14)]
    [TestCase(15, 14, RotationClients.All, false, 14)]
    [TestCase(0, 14, RotationClients.Browsers, true, 30)]
    [TestCase(0, 14, RotationClients.Browsers, false, 30)]
    [TestCase(0, 14, RotationClients.All, true, 30)]
    [TestCase(0, 14, RotationClients.All, false, 30)]
    [TestCase(24 * 60, 2, RotationClients.Browsers, true, 2)]
    [TestCase(24 * 60, 1, RotationClients.Browsers, true, 30, Description = "too seldom for the idle timeout")]
    [Property("Requirement", "X-03")]
    public async Task SignInAndRefresh_Persistent_LastUntilTheIdleEndOnlyWhereRotationRenewsIt(
        int rotateEveryMinutes, int idleDays, RotationClients rotateFor, bool isBrowser, int days)
    {
        await using TestHost host = await StartAsync(rotateEveryMinutes, idleDays, rotateFor);
        string client = isBrowser ? "Sec-Fetch-Site: same-origin" : "X-A: b";

        RawAnswer signIn = await host.SendAsync("POST /login/alice?persistent=true", client);
        host.App.Time.Advance(TimeSpan.FromHours(3));
        RawAnswer refresh = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={signIn.CookieValue("__Host-auth")}", client);

        // The idle end has moved by three hours, the absolute end has not.
        int hoursLeft = days == 30 ? (30 * 24) - 3 : days * 24;
        Assert.That(signIn.SetCookie("__Host-auth"), Does.Contain($"; max-age={days * 24 * 3600};").And.Contain($"expires={host.App.Time.Start.AddDays(days):R}"));
        Assert.That(refresh.SetCookie("__Host-auth"), Does.Contain($"; max-age={hoursLeft * 3600};"));
    }

    [Test]
    [Property("Requirement", "X-03")]
    public async Task SignInAndRefresh_NotPersistent_LastAsLongAsTheBrowser(
        [Values(0, 15)] int rotateEveryMinutes, [Values] RotationClients rotateFor, [Values] bool isBrowser)
    {
        await using TestHost host = await StartAsync(rotateEveryMinutes, idleDays: 14, rotateFor);
        string client = isBrowser ? "Sec-Fetch-Site: same-origin" : "X-A: b";

        RawAnswer signIn = await host.SendAsync("POST /login/alice", client);
        host.App.Time.Advance(TimeSpan.FromMinutes(30));
        RawAnswer refresh = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={signIn.CookieValue("__Host-auth")}", client);

        Assert.That(signIn.SetCookie("__Host-auth"), Does.Not.Contain("max-age").And.Not.Contain("expires"));
        Assert.That(refresh.SetCookie("__Host-auth"), Does.Not.Contain("max-age").And.Not.Contain("expires"));
    }

    [Test]
    [Property("Requirement", "X-03")]
    public async Task SignIn_PersistentForLongerThanBrowsersKeepCookies_IsCutTo400Days()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession(o => o.PersistentIdleTimeout = o.PersistentAbsoluteTimeout = TimeSpan.FromDays(400)));

        RawAnswer answer = await host.SendAsync("POST /login/alice?persistent=true");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("; max-age=34560000;"));
    }

    [TestCase(SameSiteMode.Strict, "samesite=strict")]
    [TestCase(SameSiteMode.None, "samesite=none")]
    [Property("Requirement", "X-02")]
    public async Task SignIn_OtherSameSite_IsWritten(SameSiteMode mode, string written)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").Cookie.SameSite = mode);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.One("Set-Cookie"), Does.Contain(written).And.Contain("secure").And.Contain("httponly"));
    }

    [Test]
    public async Task Request_WithTheCookie_IsAuthenticated()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
    }

    [TestCase("POST /logout")]
    [TestCase("POST /auth/logout")]
    [Property("Requirement", "X-05")]
    public async Task SignOut_Always_ClearsWithTheSameAttributes(string requestLine)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}");

        // The request does not say whether the cookie was partitioned.
        const string Deletion = "__Host-auth=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; path=/; secure; samesite=lax; httponly";
        Assert.That(answer.All("Set-Cookie"), Is.EqualTo(new[] { Deletion + "; Partitioned", Deletion }));
        Assert.That(answer.All("Clear-Site-Data"), Is.Empty);
    }

    [Test]
    [Property("Requirement", "X-05")]
    public async Task SignOut_WithClearSiteData_SaysSo()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.ClearSiteDataOnLogout = true);
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.One("Clear-Site-Data"), Is.EqualTo("\"cookies\""));
    }

    [Test]
    [Property("Requirement", "X-06")]
    public async Task SignIn_TokenTooLongForACookie_SaysSoAndRevokesIt()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh),
            o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie,
            map: app => app.MapPost("/long", () => TypedResults.SignIn(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice"), new("story", new string('x', 4096))], "p")))));

        RawAnswer answer = await host.SendAsync("POST /long");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
        Assert.That(host.App.Log.Text, Does.Contain("browsers accept 4096"));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [TestCase(true, TestName = "SignIn_RefreshableTokenTooLongForACookie_StoresAndEndsNothing")]
    [TestCase(false, TestName = "SignIn_StatelessTokenTooLongForACookie_StoresAndEndsNothing")]
    [Property("Requirement", "M-12")]
    public async Task TooLong(bool isRefreshable)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(isRefreshable ? Logins.JwtWithRefresh : Logins.Jwt).AddSession(),
            o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie,
            map: app => app.MapPost("/long", () => TypedResults.SignIn(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice"), new("story", new string('x', 4096))], "p")))));
        string session = await host.LogInAsync(query: "?scheme=Session");
        host.Store.Forget();

        RawAnswer answer = await host.SendAsync("POST /long", $"Cookie: __Host-auth={session}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={session}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), host.Store.Count("create"), after.Status), Is.EqualTo((500, false, 0, 200)));
        Assert.That(host.App.Log.Text, Does.Contain("browsers accept 4096"));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task SignIn_WithoutARefreshEndpoint_StoresNothing()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseSessionStore(SpyStores.Create).UseAspNetCore(o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie),
            web => web.MapPost("/login", () => TypedResults.SignIn(Logins.Alice)));

        RawAnswer answer = await app.SendRawAsync("POST /login");

        Assert.That((answer.Status, ((SpyStore)app.Services.GetRequiredService<ISessionStore>()).Count("create")), Is.EqualTo((500, 0)));
        Assert.That(app.Log.Text, Does.Contain("app.MapAuthRefresh()"));
    }

    [TestCase("Cookie")]
    [TestCase("Bearer")]
    [Property("Requirement", "M-12")]
    public async Task SignIn_WhoseResponseStartsWhileTheStoreAnswers_StoresNothing(string transport)
    {
        TestHost? running = null;
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.Strategy("Session").Transport = Enum.Parse<CredentialTransport>(transport),
            map: app => app.MapPost("/torn", async (HttpContext context) =>
            {
                running!.Store.Before = (operation, _) => operation == "list" ? context.Response.StartAsync() : Task.CompletedTask;
                await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, Logins.Alice);
            }));
        running = host;

        await host.SendAsync("POST /torn");

        Assert.That(host.Store.Count("create"), Is.Zero);
        Assert.That(host.App.Log.Text, Does.Contain("nothing was stored"));
    }

    [Test]
    [Property("Requirement", "X-07")]
    public async Task SignIn_EncryptedTokenInACookie_ShowsNoClaim()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(o =>
            {
                Logins.Jwt(o);
                o.EncryptionKey = JwtKey.Generate("A256CBC-HS512");
            }),
            o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);

        string cookie = await host.LogInAsync();
        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That(cookie.Split('.'), Has.Length.EqualTo(5));
        Assert.That(answer.Body, Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "F-05")]
    public async Task SignOut_ThenAnErrorPage_StillClearsTheCookie()
    {
        await using TestHost host = await TestHost.StartAsync(map: app =>
        {
            app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("sorry")));
            app.MapPost("/broken-logout", async (HttpContext context) =>
            {
                await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignOutAsync(context);
                throw new InvalidOperationException("later");
            });
        });
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /broken-logout", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((500, "sorry")));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
    }

    [Test]
    public async Task Answer_WithCookiesOfTheApplication_KeepsThem()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapPost("/both", async (HttpContext context) =>
        {
            context.Response.Cookies.Append("theme", "dark");
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, Logins.Alice);
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignOutAsync(context);
            context.Response.Cookies.Append("lang", "en");
        }));

        RawAnswer answer = await host.SendAsync("POST /both");

        Assert.That(answer.All("Set-Cookie").Select(line => line.Split('=')[0]), Is.EquivalentTo(new[] { "theme", "lang", "__Host-auth" }));
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
    }

    [Test]
    public async Task Client_OverHttp2_IsAuthenticated()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        using HttpClient client = host.App.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, "/me") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", new[] { "theme=dark", $"__Host-auth={cookie}" });

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.That((answer.Version.Major, await answer.Content.ReadAsStringAsync()), Is.EqualTo((2, "alice")));
    }

    private static Task<TestHost> StartAsync(int rotateEveryMinutes, int idleDays, RotationClients rotateFor) => TestHost.StartAsync(
        builder => builder.AddSession(o =>
        {
            o.RotateEvery = TimeSpan.FromMinutes(rotateEveryMinutes);
            o.PersistentIdleTimeout = TimeSpan.FromDays(idleDays);
        }),
        http => http.Strategy("Session").RotateFor = rotateFor);
}
