using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Several applications under different paths of one host, and one browser.</summary>
[TestFixture]
public sealed class CookieNamesByBaseTests
{
    private BrowserCookieJar _jar = null!;

    [SetUp]
    public void SetUp() => _jar = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Applications_UnderDifferentPaths_DoNotLogEachOtherOut([ValueSource(typeof(MountedApp), nameof(MountedApp.Ways))] string way, [Values] bool isJwt)
    {
        await using MountedApp root = await MountedApp.StartAsync("Root", "", isJwt);
        await using MountedApp one = await MountedApp.StartAsync(way, "/one", isJwt);
        await using MountedApp two = await MountedApp.StartAsync(way, "/two", isJwt);

        RawAnswer[] anonymous = [await root.SendAsync(_jar, "POST", "/login/carol"), await one.SendAsync(_jar, "GET", "/open"), await two.SendAsync(_jar, "GET", "/open")];
        await one.SendAsync(_jar, "POST", "/login/alice?persistent=true");
        await two.SendAsync(_jar, "POST", "/login/bob");
        string[] users = [await UserAsync(root), await UserAsync(one), await UserAsync(two)];
        RawAnswer logout = await two.SendAsync(_jar, "POST", "/auth/logout");
        string[] after = [await UserAsync(root), await UserAsync(one), await UserAsync(two)];
        int[] refreshed = [(await root.SendAsync(_jar, "POST", "/auth/refresh")).Status, (await one.SendAsync(_jar, "POST", "/auth/refresh")).Status, (await two.SendAsync(_jar, "POST", "/auth/refresh")).Status];

        Assert.That(anonymous.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(users, Is.EqualTo(new[] { "carol", "alice", "bob" }));
        Assert.That((logout.Status, logout.Body), Is.EqualTo((200, $$"""{"outcome":"{{(isJwt ? "RevokedAtExpiry" : "Revoked")}}"}""")));
        Assert.That(after, Is.EqualTo(new[] { "carol", "alice", "401" }));
        Assert.That(refreshed, Is.EqualTo(new[] { 204, 204, 401 }));
        Assert.That(_jar.Find("__Host-auth.one"), Is.Not.Null);
        Assert.That(_jar.Cookies.Where(cookie => cookie.Name.StartsWith("__Secure-", StringComparison.Ordinal)).Select(cookie => (cookie.Name, cookie.Path)), isJwt
            ? Is.EquivalentTo(new[] { ("__Secure-auth-refresh", "/auth/refresh"), ("__Secure-auth-refresh.one", "/one/auth/refresh") })
            : Is.Empty);
        Assert.That(one.App.Log.Text, Does.Not.Contain("The path base changed").And.Not.Contain("A proxy removes"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Branch_OfOneApplication_HasTheSameCookie(bool hasPathBase)
    {
        string start = hasPathBase ? "/app" : "";
        await using TestApplication app = await StartBranchedAsync(hasPathBase ? "/app" : null, _ => { });

        RawAnswer login = await app.SendRawAsync($"GET {start}/in");
        string name = hasPathBase ? "__Host-auth.app" : "__Host-auth";
        RawAnswer inBranch = await app.SendRawAsync($"GET {start}/admin/who", [$"Cookie: {name}={login.CookieValue(name)}"]);
        RawAnswer loginInBranch = await app.SendRawAsync($"GET {start}/admin/in");
        RawAnswer logoutInBranch = await app.SendRawAsync($"GET {start}/admin/out", [$"Cookie: {name}={login.CookieValue(name)}"]);

        Assert.That(inBranch.Body, Is.EqualTo("alice"));
        Assert.That(loginInBranch.CookieValue(name), Has.Length.EqualTo(64));
        Assert.That(logoutInBranch.SetCookie(name), Does.Contain("max-age=0"));
        Assert.That(app.Log.Text, Does.Not.Contain("The path base changed"));
    }

    [Test]
    public async Task Group_OfOneApplication_HasTheSameCookie()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapGroup("/admin").MapGet("/who", (HttpContext context) => context.User.Identity!.Name));
        string cookie = await host.LogInAsync();

        Assert.That((await host.SendAsync("GET /admin/who", $"Cookie: __Host-auth={cookie}")).Body, Is.EqualTo("alice"));
    }

    [TestCase("/ONE")]
    [TestCase("/oNe")]
    public async Task Path_InAnotherCase_IsTheSameApplication(string path)
    {
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one");
        RawAnswer login = await one.App.SendRawAsync("POST /one/login/alice");

        RawAnswer answer = await one.App.SendRawAsync($"GET {path}/me", [$"Cookie: __Host-auth.one={login.CookieValue("__Host-auth.one")}"]);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [TestCase("__HOST-AUTH.ONE")]
    [TestCase("__Host-auth%2Eone")]
    [Property("Requirement", "M-13")]
    public async Task Cookie_WhoseNameIsTheSuffixedOneAfterDecodingOnly_IsRefused(string name)
    {
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one");

        RawAnswer answer = await one.App.SendRawAsync("GET /one/me", [$"Cookie: a=b; {name}%20=x"]);

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task NameThatTheApplicationSets_BelowAPath_IsUsedAsItIs()
    {
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one", http: o => o.Strategy("Session").Cookie.Name = "__Host-auth");

        await one.SendAsync(_jar, "POST", "/login/alice");

        Assert.That((await UserAsync(one), _jar.Cookies.Single().Name), Is.EqualTo(("alice", "__Host-auth")));
    }

    [Test]
    public async Task FormerName_OfTheTimeBeforeTheSuffix_MovesTheSession()
    {
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one", http: o => o.Strategy("Session").Cookie.FormerNames.Add("__Host-auth"));
        IssuedCredential old = await one.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session").IssueAsync(Logins.Alice);
        _jar.Store(new Uri($"https://{Visitor.Host}/one/"), $"__Host-auth={old.Value}; Path=/; Secure; HttpOnly");

        string[] users = [await UserAsync(one), await UserAsync(one)];

        Assert.That(users, Is.All.EqualTo("alice"));
        Assert.That(_jar.Cookies.Single().Name, Is.EqualTo("__Host-auth.one"));
    }

    [Test]
    public async Task SignOut_BelowAPath_DeletesTheRefreshCookieOfTheTimeBeforeTheSuffix()
    {
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one", isJwt: true);
        _jar.Store(new Uri($"https://{Visitor.Host}/one/"), "__Secure-auth-refresh=old; Path=/one/auth/refresh; Secure; HttpOnly");

        await one.SendAsync(_jar, "POST", "/login/alice");
        await one.SendAsync(_jar, "POST", "/auth/logout");

        Assert.That(_jar.Cookies, Is.Empty);
    }

    [Test]
    public async Task Conflict_BelowAPath_DeletesTheCookiesOfThisApplicationOnly()
    {
        await using MountedApp root = await MountedApp.StartAsync("Root", "");
        await using MountedApp one = await MountedApp.StartAsync("UsePathBase", "/one");
        await root.SendAsync(_jar, "POST", "/login/carol");
        RawAnswer[] logins = [await one.App.SendRawAsync("POST /one/login/alice"), await one.App.SendRawAsync("POST /one/login/bob")];
        _jar.Store(new Uri($"https://{Visitor.Host}/one/"), $"__Host-auth.one={logins[0].CookieValue("__Host-auth.one")}; Path=/; Secure");
        _jar.Store(new Uri($"https://{Visitor.Host}/one/"), $"__Host-auth.one={logins[1].CookieValue("__Host-auth.one")}; Path=/; Secure; Partitioned");

        string[] users = [await UserAsync(one), await UserAsync(one), await UserAsync(root)];

        Assert.That(users, Is.EqualTo(new[] { "400", "401", "carol" }));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task PathBase_FromOutside_InManyForms_IsServedEachTime()
    {
        await using MountedApp one = await MountedApp.StartAsync("ForwardedPrefix", "/one");
        int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 300).Select(async number =>
        {
            string[] headers = ["X-Forwarded-For: 10.0.0.2", $"X-Forwarded-Prefix: /p{number}"];
            RawAnswer login = await one.App.SendRawAsync($"POST /login/user{number}", headers);
            return (await one.App.SendRawAsync("GET /me", [.. headers, $"Cookie: __Host-auth.p{number}={login.CookieValue($"__Host-auth.p{number}")}"])).Status;
        }))];

        Assert.That(statuses, Is.All.EqualTo(200));
    }

    private async Task<string> UserAsync(MountedApp app)
    {
        RawAnswer answer = await app.SendAsync(_jar, "GET", "/me");
        return answer.Status == 200 ? answer.Body : $"{answer.Status}";
    }

    private static Task<TestApplication> StartBranchedAsync(string? pathBase, Action<AuthHttpOptions> http) => TestApplication.StartAsync(
        services => services.AddAuthStrategy().AddSession().UseAspNetCore(http),
        app =>
        {
            if (pathBase is not null)
                app.UsePathBase(pathBase).UseRouting().UseAuthentication();
            app.Map("/admin", branch => branch.Run(RunAsync));
            app.MapGet("/in", RunAsync);
        });

    private static Task RunAsync(HttpContext context) => context.Request.Path.Value!.Split('/')[^1] switch
    {
        "in" => context.SignInAsync(Logins.Alice),
        "out" => context.SignOutAsync(),
        _ => context.Response.WriteAsync(context.User.Identity?.Name ?? "nobody"),
    };
}
