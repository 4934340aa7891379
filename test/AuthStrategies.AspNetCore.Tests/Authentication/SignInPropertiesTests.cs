using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>What is put into <see cref="AuthenticationProperties"/> at sign-in comes back with the next request.</summary>
[TestFixture]
[Property("Requirement", "E-04")]
public sealed partial class SignInPropertiesTests
{
    [Test]
    public async Task SignIn_WithItemsAndTokens_BringsThemBack()
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in?cart=42&token=secret-token");

        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That(next.Body, Is.EqualTo("cart=42;token=secret-token;refresh=;names=.Token.access_token,.TokenNames,cart"));
        Assert.That(host.Store.Count("replace"), Is.LessThanOrEqualTo(1), "reading writes no items");
    }

    [Test]
    public async Task SignIn_WithoutItems_HasOnlyItsOwn()
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in");

        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That(next.Body, Is.EqualTo("cart=;token=;refresh=;names="));
    }

    [Test]
    public async Task SignInAgain_WithChangedItems_StoresThemInTheSameSession()
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in?cart=42&token=old-token");
        SessionInfo before = await SessionAsync(host);
        host.App.Time.Advance(TimeSpan.FromMinutes(1));

        RawAnswer again = await host.SendAsync("POST /again?cart=43&token=new-token", Cookie(cookie));
        RawAnswer next = await host.SendAsync("GET /items", Cookie(again.CookieValue("__Host-auth") ?? cookie));
        SessionInfo after = await SessionAsync(host);

        Assert.That(next.Body, Does.StartWith("cart=43;token=new-token;"));
        Assert.That((after.Id, after.AbsoluteExpiresAt, after.AuthenticatedAt), Is.EqualTo((before.Id, before.AbsoluteExpiresAt, before.AuthenticatedAt)));
    }

    [TestCase(true, TestName = "SignInAgain_WithItemsRemoved_RemovesThem")]
    [TestCase(false, TestName = "SignInAgain_WithItemsUnchanged_KeepsThem")]
    public async Task Again(bool clears)
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in?cart=42");

        await host.SendAsync($"POST /again?clear={clears}", Cookie(cookie));
        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That(next.Body, Does.StartWith(clears ? "cart=;" : "cart=42;"));
    }

    [TestCase("", "read=true", "cart=;", "elsewhere")]
    [TestCase("", "cart=1", "cart=1;", "cart,elsewhere")]
    [TestCase("cart=42", "", "cart=42;", "cart,elsewhere")]
    [TestCase("cart=42", "read=true", "cart=42;", "cart,elsewhere")]
    [TestCase("cart=42", "cart=42", "cart=42;", "cart,elsewhere")]
    [TestCase("cart=42", "cart=43", "cart=43;", "cart,elsewhere")]
    [TestCase("cart=42", "clear=true", "cart=;", "elsewhere")]
    [TestCase("cart=42", "copy=true&cart=43", "cart=43;", "cart,elsewhere")]
    [TestCase("elsewhere=old", "read=true", "cart=;", "elsewhere")]
    [Property("Requirement", "F-17")]
    public async Task SignInAgain_AfterItemsChangedElsewhere_LosesNeitherChange(string login, string again, string cart, string names)
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, $"POST /in?{login}");

        RawAnswer answer = await host.SendAsync($"POST /again?elsewhere=new&{again}", Cookie(cookie));
        RawAnswer next = await host.SendAsync("GET /items", Cookie(answer.CookieValue("__Host-auth") ?? cookie));

        Assert.That(next.Body, Does.StartWith(cart).And.EndsWith($"names={names};elsewhere=new"), host.App.Log.Text);
    }

    [Test]
    public async Task NewLogin_WithOwnProperties_DoesNotInheritItems()
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in?cart=42");

        RawAnswer login = await host.SendAsync("POST /in", Cookie(cookie));
        RawAnswer next = await host.SendAsync("GET /items", Cookie(login.CookieValue("__Host-auth")!));

        Assert.That(next.Body, Does.StartWith("cart=;"));
    }

    [TestCase("POST /in?refresh=false&hours=3", 3.0, TestName = "AllowRefresh_FalseWithExpires_EndsThen")]
    [TestCase("POST /in?refresh=false", 1.0, TestName = "AllowRefresh_False_EndsAfterTheIdleTimeout")]
    [TestCase("POST /in", 24.0, TestName = "AllowRefresh_NotSet_MovesWithActivity")]
    [TestCase("POST /in?refresh=true", 24.0, TestName = "AllowRefresh_True_MovesWithActivity")]
    public async Task AllowRefresh(string login, double hours)
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, login);
        DateTimeOffset end = host.App.Time.GetUtcNow().AddHours(hours);

        int status = 200;
        while (host.App.Time.GetUtcNow().AddMinutes(30) < end)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(30));
            status = Math.Max(status, (await host.SendAsync("GET /me", Cookie(cookie))).Status);
        }

        host.App.Time.Advance(TimeSpan.FromMinutes(30));
        RawAnswer after = await host.SendAsync("GET /me", Cookie(cookie));
        Assert.That((status, after.Status), Is.EqualTo((200, 401)));
    }

    [TestCase(false, "", "", 24 * 60)]
    [TestCase(false, "", "?label=lamp", 24 * 60)]
    [TestCase(false, "", "?persistent=true", 24 * 60)]
    [TestCase(false, "", "?refresh=false", 10 + 60)]
    [TestCase(false, "", "?hours=3", 10 + (3 * 60))]
    [TestCase(false, "", "?hours=48", 10 + (48 * 60))]
    [TestCase(false, "", "?hours=48&label=lamp", 10 + (48 * 60))]
    [TestCase(false, "?hours=2", "?label=lamp", 2 * 60)]
    [TestCase(false, "?persistent=true", "?label=lamp", 30 * 24 * 60)]
    [TestCase(false, "?persistent=true", "?persistent=false", 10 + (24 * 60))]
    [TestCase(true, "", "", 30 * 24 * 60)]
    [TestCase(true, "", "?label=lamp", 30 * 24 * 60)]
    [TestCase(true, "?hours=2", "", 2 * 60)]
    [TestCase(true, "?hours=2", "?label=lamp", 2 * 60)]
    [TestCase(true, "?hours=2", "?hours=3", 10 + (3 * 60))]
    public async Task SignInAgain_WithThePropertiesOfTheSession_EndsAtTheOldEndOrTheChosenOne(bool isJwt, string login, string again, int minutes)
    {
        await using TestHost host = await StartAsync(
            isJwt ? builder => builder.AddJwt(Logins.JwtWithRefresh) : null,
            isJwt ? http => http.Strategy("Jwt").Transport = CredentialTransport.Cookie : null);
        DateTimeOffset start = host.App.Time.GetUtcNow();
        string cookie = await LogInAsync(host, "POST /in" + login);
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        RawAnswer answer = await host.SendAsync("POST /again" + again, Cookie(cookie));

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That((await SessionAsync(host)).AbsoluteExpiresAt, Is.EqualTo(start.AddMinutes(minutes)));
    }

    [TestCase("refresh=false", "False")]
    [TestCase("refresh=true", "True")]
    public async Task AllowRefresh_OfTheNextRequest_IsWhatTheSignInSaid(string query, string expected)
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, $"POST /in?{query}");

        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That(next.Body, Does.Contain($"refresh={expected};"));
    }

    [Test]
    public async Task Items_TooLarge_RefuseTheSignInAndKeepTheOldSession()
    {
        await using TestHost host = await StartAsync();
        string cookie = await LogInAsync(host, "POST /in?cart=42");

        RawAnswer login = await host.SendAsync("POST /in?size=16385", Cookie(cookie));
        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That((login.Status, login.All("Set-Cookie").Any(), next.Body.Split(';')[0]), Is.EqualTo((500, false, "cart=42")));
        Assert.That(host.App.Log.Text, Does.Contain("16384"));
    }

    [TestCase("POST /in?cart=42", 500, TestName = "Jwt_ItemOfTheApplication_IsRefused")]
    [TestCase("POST /in?token=secret-token", 500, TestName = "Jwt_StoredToken_IsRefused")]
    [TestCase("POST /in?framework=true", 200, TestName = "Jwt_ItemsOfTheFramework_AreDropped")]
    [TestCase("POST /in?refresh=false", 200, TestName = "Jwt_AllowRefresh_IsDropped")]
    public async Task Jwt(string login, int status)
    {
        foreach (Action<JwtStrategyOptions> options in (Action<JwtStrategyOptions>[])[Logins.Jwt, Logins.JwtWithRefresh, Live])
        {
            await using TestHost host = await StartAsync(builder => builder.AddJwt(options));

            RawAnswer answer = await host.SendAsync(login);

            Assert.That(answer.Status, Is.EqualTo(status));
            Assert.That(host.App.Log.Text.Contains("keeps no items", StringComparison.Ordinal), Is.EqualTo(status == 500));
            Assert.That(host.App.Log.Text.Split('\n').Where(line => line.Contains("keeps no items", StringComparison.Ordinal)), Has.None.Contain("secret-token"));
        }

        static void Live(JwtStrategyOptions options)
        {
            Logins.JwtWithRefresh(options);
            options.RequireLiveSession = true;
        }
    }

    [TestCase(true, TestName = "SaveToken_On_GivesThePresentedToken")]
    [TestCase(false, TestName = "SaveToken_Off_GivesNone")]
    public async Task SaveToken(bool saves)
    {
        await using TestHost host = await StartAsync(builder => builder.AddJwt(Logins.Jwt), http => http.Strategy("Jwt").SaveToken = saves);
        string token = (await host.LogInForTokenAsync()).AccessToken;

        RawAnswer next = await host.SendAsync("GET /items", $"Authorization: Bearer {token}");
        RawAnswer again = await host.SendAsync("POST /again", $"Authorization: Bearer {token}");

        Assert.That(next.Body, Does.StartWith($"cart=;token={(saves ? token : "")};"));
        Assert.That(again.Status, Is.EqualTo(200), "the token is no item of the application");
    }

    [TestCase(false, "", TestName = "SaveToken_SignInWithASession_IsNoItemOfIt")]
    [TestCase(true, "access_token=presented;refresh_token=r", TestName = "SaveToken_OtherTokensBesideIt_AreKeptWithTheirNames")]
    public async Task SavedTokens(bool storesAnother, string expected)
    {
        await using TestHost host = await TestHost.StartAsync(
            builder => builder.AddJwt(Logins.Jwt).AddSession(),
            http => http.Strategy("Jwt").SaveToken = true,
            map: app =>
            {
                app.MapPost("/to-session", async (HttpContext context) =>
                {
                    AuthenticateResult result = await context.AuthenticateAsync();
                    if (storesAnother)
                        result.Properties!.StoreTokens([.. result.Properties!.GetTokens(), new() { Name = "refresh_token", Value = "r" }]);
                    await context.SignInAsync("Session", result.Principal!, result.Properties);
                });
                app.MapGet("/tokens", async (HttpContext context) =>
                    await context.Response.WriteAsync(string.Join(';', (await context.AuthenticateAsync()).Properties!.GetTokens().Select(token => $"{token.Name}={token.Value}"))));
            });
        string token = (await host.LogInForTokenAsync(query: "?scheme=Jwt")).AccessToken;

        RawAnswer login = await host.SendAsync("POST /to-session", $"Authorization: Bearer {token}");
        RawAnswer next = await host.SendAsync("GET /tokens", Cookie(login.CookieValue("__Host-auth")!));

        Assert.That(next.Body.Replace(token, "presented", StringComparison.Ordinal), Is.EqualTo(expected));
    }

    [Test]
    public async Task SaveToken_InACookie_StaysUnreadable()
    {
        await using TestHost host = await StartAsync(builder => builder.AddJwt(Logins.Jwt), http =>
        {
            http.Strategy("Jwt").SaveToken = true;
            http.Strategy("Jwt").Transport = CredentialTransport.Cookie;
        });
        string cookie = await LogInAsync(host, "POST /in");

        RawAnswer next = await host.SendAsync("GET /items", Cookie(cookie));

        Assert.That(next.Body, Does.StartWith("cart=;token=;"));
    }

    [Test]
    public void SaveToken_OfASessionStrategy_IsAMistakeAtStart() => Assert.That(
        async () => await StartAsync(http: http => http.Strategy("Session").SaveToken = true),
        Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("SaveToken"));

    private static string Cookie(string value) => $"Cookie: __Host-auth={value}";

    private static async Task<string> LogInAsync(TestHost host, string requestLine)
    {
        RawAnswer answer = await host.SendAsync(requestLine);
        return answer.CookieValue("__Host-auth") ?? throw new InvalidOperationException($"No cookie was set: {answer.Status}\n{host.App.Log.Text}");
    }

    private static async Task<SessionInfo> SessionAsync(TestHost host) =>
        (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();

    private static Task<TestHost> StartAsync(Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null) => TestHost.StartAsync(strategies, http, map: app =>
    {
        app.MapPost("/in", (TimeProvider time, string? cart = null, string? token = null, bool? refresh = null, double? hours = null, int size = 0, bool framework = false, string? elsewhere = null, bool persistent = false) =>
        {
            AuthenticationProperties properties = new() { IsPersistent = persistent, AllowRefresh = refresh, ExpiresUtc = hours is { } given ? time.GetUtcNow().AddHours(given) : null };
            if (cart is not null)
                properties.Items["cart"] = cart;
            if (elsewhere is not null)
                properties.Items["elsewhere"] = elsewhere;
            if (token is not null)
                properties.StoreTokens([new() { Name = "access_token", Value = token }]);
            if (size > 0)
                properties.Items["a"] = new string('x', size - 1);
            foreach (string name in framework ? (string[])[".AuthScheme", "OpenIdConnect.Code.RedirectUri", "LoginProvider", ".xsrf", ".redirect"] : [])
                properties.Items[name] = "x";
            return TypedResults.SignIn(Logins.Alice, properties);
        });
        app.MapPost("/again", async (HttpContext context, TimeProvider time, ISessionItems items, string? cart = null, string? token = null, bool clear = false, bool read = false, bool copy = false, string? elsewhere = null, double? hours = null, string? label = null, bool? persistent = null, bool? refresh = null) =>
        {
            AuthenticationProperties properties = (await context.AuthenticateAsync()).Properties!;
            if (read)
                await context.GetTokenAsync("access_token");
            if (copy)
                properties = properties.Clone();
            if (elsewhere is not null)
                await items.UpdateAsync(context.Request.Cookies["__Host-auth"]!, stored => stored["elsewhere"] = elsewhere);
            if (hours is { } given)
                properties.ExpiresUtc = time.GetUtcNow().AddHours(given);
            if (label is not null)
                properties.SetSessionLabel(label);
            properties.IsPersistent = persistent ?? properties.IsPersistent;
            if (refresh is not null)
                properties.AllowRefresh = refresh;
            if (cart is not null)
                properties.Items["cart"] = cart;
            if (token is not null)
                properties.UpdateTokenValue("access_token", token);
            if (clear)
                properties.Items.Remove("cart");
            await context.SignInAsync(Logins.Alice, properties);
        });
        app.MapGet("/items", async (HttpContext context) =>
        {
            AuthenticationProperties properties = (await context.AuthenticateAsync()).Properties!;
            string[] known = [".authstrategies.strategy", ".issued", ".expires", ".persistent"];
            string first = $"cart={(properties.Items.TryGetValue("cart", out string? cart) ? cart : "")};token={await context.GetTokenAsync("access_token")};refresh={properties.AllowRefresh};";
            return first + "names=" + string.Join(',', properties.Items.Keys.Except(known).Order(StringComparer.Ordinal)) + (properties.Items.TryGetValue("elsewhere", out string? other) ? $";elsewhere={other}" : "");
        }).RequireAuthorization();
    });
}
