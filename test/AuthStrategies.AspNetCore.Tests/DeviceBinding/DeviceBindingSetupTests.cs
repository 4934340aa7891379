using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>Device binding with other cookies, path bases and proxies, and what the start refuses.</summary>
[TestFixture]
internal sealed class DeviceBindingSetupTests
{
    private static readonly TestCaseData[] Cookies =
    [
        Row("Named", o => o.Strategy("Session").Cookie.Name = "__Host-shop", null, "__Host-shop-bound", "Path=/; Secure; HttpOnly; SameSite=Lax"),
        Row("BoundNamed", null, o => o.CookieName = "__Host-device", "__Host-device", "Path=/; Secure; HttpOnly; SameSite=Lax"),
        Row("OfAPath", o => { o.Strategy("Session").Cookie.Name = "a"; o.Strategy("Session").Cookie.Path = "/auth"; }, null, "a-bound", "Path=/auth; Secure; HttpOnly; SameSite=Lax"),
        Row("Strict", o => o.Strategy("Session").Cookie.SameSite = SameSiteMode.Strict, null, "__Host-auth-bound", "Path=/; Secure; HttpOnly; SameSite=Strict"),
        Row("OfADomain", o => { o.Strategy("Session").Cookie.Name = "a"; o.Strategy("Session").Cookie.Domain = "app.example"; }, null, "a-bound", "Path=/; Domain=app.example; Secure; HttpOnly; SameSite=Lax", """{"include_site":true}"""),
    ];

    [TestCaseSource(nameof(Cookies))]
    public async Task Registration_OtherCookie_InstructionsDescribeTheBoundOne(Action<AuthHttpOptions>? http, Action<DeviceBindingOptions>? binding, string name, string attributes, string scope)
    {
        await using TestHost host = await DeviceHosts.StartAsync(binding, http);
        using DeviceBrowser browser = new(host);
        RawAnswer login = await host.App.SendRawAsync("POST /login/alice", host: "app.example:8443");
        string session = login.All("Set-Cookie").Single(line => !line.Contains("max-age=0", StringComparison.Ordinal)).Split(';')[0];
        string challenge = login.One("Secure-Session-Registration")!.Split("challenge=\"")[1].Split('"')[0];

        RawAnswer answer = await host.App.SendRawAsync($"POST {DeviceBrowser.Registration}", [$"Cookie: {session}", $"Secure-Session-Response: {browser.Proof(challenge, withKey: true)}"], host: "app.example:8443");

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        Assert.That(answer.Body, Does.Contain($"\"scope\":{scope},\"credentials\":[{{\"type\":\"cookie\",\"name\":\"{name}\",\"attributes\":\"{attributes}\"}}]"));
        string line = answer.SetCookie(name)!;
        foreach (string attribute in attributes.Split("; "))
            Assert.That(line, Does.Contain(attribute).IgnoreCase);
        host.App.Time.Advance(DeviceBrowser.GracePeriod);
        Assert.That((await host.SendAsync("GET /me", $"Cookie: {session}; {line.Split(';')[0]}")).Status, Is.EqualTo(200));
        Assert.That((await host.SendAsync("GET /me", $"Cookie: {session}")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Registration_BelowAPathBase_NamesItsOwnAddressesAndCookie()
    {
        await using TestHost host = await DeviceHosts.StartAsync(http: o => o.PathBase = "/shop", map: app => { app.UsePathBase("/shop"); app.UseRouting(); app.UseAuthentication(); app.UseAuthorization(); });
        using DeviceBrowser browser = new(host);
        RawAnswer login = await host.SendAsync("POST /shop/login/alice");
        string session = login.CookieValue("__Host-auth.shop")!;
        string offer = login.One("Secure-Session-Registration")!;

        RawAnswer answer = await host.SendAsync("POST /shop/auth/device/register", $"Cookie: __Host-auth.shop={session}", $"Secure-Session-Response: {browser.Proof(offer.Split("challenge=\"")[1].Split('"')[0], withKey: true)}");

        Assert.That(offer, Does.Contain("path=\"/shop/auth/device/register\""));
        Assert.That(answer.Body, Does.Contain("\"refresh_url\":\"/shop/auth/device/refresh\"").And.Contain("\"name\":\"__Host-auth-bound.shop\""));
        host.App.Time.Advance(DeviceBrowser.GracePeriod);
        Assert.That((await host.SendAsync("GET /shop/me", $"Cookie: __Host-auth.shop={session}; __Host-auth-bound.shop={answer.CookieValue("__Host-auth-bound.shop")}")).Status, Is.EqualTo(200));
        Assert.That((await host.SendAsync("POST /shop/auth/logout", $"Cookie: __Host-auth.shop={session}")).SetCookie("__Host-auth-bound.shop"), Does.Contain("max-age=0"));
    }

    [Test]
    public async Task Registration_BehindAProxy_NamesNoInnerAddress()
    {
        await using TestHost host = await DeviceHosts.StartAsync(map: app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.All }));
        using DeviceBrowser browser = new(host);
        RawAnswer login = await browser.LogInAsync("alice", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example");

        RawAnswer answer = await browser.RegisterAsync();

        Assert.That(login.One("Secure-Session-Registration") + answer.Body, Does.Not.Contain("localhost").And.Not.Contain("127.0.0.1"));
        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [TestCase("app.example", "app.example:8443", true)]
    [TestCase("app.example", "APP.EXAMPLE", true)]
    [TestCase("app.example", "www.app.example", false)]
    [TestCase("app.example", "other.example", false)]
    [TestCase("app.example", "xapp.example", false)]
    [TestCase(null, "www.app.example", true)]
    public async Task LogIn_CookieOfADomain_IsOfferedAtItsHostOnly(string? domain, string host, bool isOffered)
    {
        await using TestHost server = await DeviceHosts.StartAsync(http: o => (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Domain) = ("a", domain));

        RawAnswer first = await server.App.SendRawAsync("POST /login/alice", host: host);
        RawAnswer second = await server.App.SendRawAsync("POST /login/bob", host: host);

        Assert.That((first.Status, first.One("Secure-Session-Registration") is not null), Is.EqualTo((200, isOffered)));
        Assert.That(second.One("Secure-Session-Registration") is not null, Is.EqualTo(isOffered));
        Assert.That(server.App.Log.Text.Split("browsers bind sessions of a domain only").Length - 1, Is.EqualTo(isOffered ? 0 : 1), "logged once");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_BelowAPathBaseWithAnotherDefaultScheme_NamesItsOwnCookie()
    {
        await using TestHost host = await DeviceHosts.StartAsync(
            services: services => services.AddAuthentication("Other").AddCookie("Other"),
            map: app =>
            {
                app.UsePathBase("/shop");
                app.UseRouting();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapPost("/ours", (HttpContext context) => context.SignInAsync(AuthStrategyDefaults.Scheme, new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "login"))));
            });
        using DeviceBrowser browser = new(host);
        RawAnswer login = await host.SendAsync("POST /shop/ours");
        string session = login.CookieValue("__Host-auth.shop")!;
        RawAnswer registered = await host.SendAsync("POST /shop/auth/device/register", $"Cookie: __Host-auth.shop={session}", $"Secure-Session-Response: {browser.Proof(login.One("Secure-Session-Registration")!.Split("challenge=\"")[1].Split('"')[0], withKey: true)}");
        string id = $"Sec-Secure-Session-Id: {registered.Body.Split("\"session_identifier\":\"")[1].Split('"')[0]}";

        RawAnswer asked = await host.SendAsync("POST /shop/auth/device/refresh", id);
        RawAnswer answer = await host.SendAsync("POST /shop/auth/device/refresh", id, $"Secure-Session-Response: {browser.Proof(DeviceBrowser.ChallengeOf(asked))}");

        Assert.That((answer.Status, answer.CookieValue("__Host-auth-bound.shop") is not null), Is.EqualTo((200, true)), answer.Text);
        Assert.That(answer.Body, Does.Contain("\"name\":\"__Host-auth-bound.shop\""));
    }

    [TestCase("__Host-device", "device")]
    [TestCase("__Secure-device", "device")]
    [TestCase("device", "device")]
    [TestCase(null, "auth-bound")]
    public async Task Registration_OverPlainHttpInDevelopment_BoundCookieHasNoPrefix(string? configured, string name)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().UseDeviceBinding(o => o.CookieName = configured),
            o => o.AllowHttpInDevelopment = true,
            map: app => app.MapAuthDeviceBinding(),
            environment: "Development",
            https: false);
        using DeviceBrowser browser = new(host);
        RawAnswer login = await host.SendAsync("POST /login/alice");
        string session = $"Cookie: auth={login.CookieValue("auth")}";

        RawAnswer answer = await host.SendAsync($"POST {DeviceBrowser.Registration}", session, $"Secure-Session-Response: {browser.Proof(login.One("Secure-Session-Registration")!.Split("challenge=\"")[1].Split('"')[0], withKey: true)}");
        host.App.Time.Advance(DeviceBrowser.GracePeriod);

        Assert.That(answer.Body, Does.Contain($"\"name\":\"{name}\",\"attributes\":\"Path=/; HttpOnly; SameSite=Lax\""));
        Assert.That((await host.SendAsync("GET /me", $"{session}; {name}={answer.CookieValue(name)}")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task LogIn_NotUsed_SendsNothingNew()
    {
        await using TestHost host = await TestHost.StartAsync();
        RawAnswer login = await host.SendAsync("POST /login/alice");
        RawAnswer logout = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}");

        Assert.That(login.Text + logout.Text, Does.Not.Contain("Secure-Session").And.Not.Contain("-bound"));
        Assert.That((await host.SendAsync($"POST {DeviceBrowser.Registration}")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Start_EndpointsAreNotMapped_SaysWhatToWrite() => await RefusesAsync(
        () => TestHost.StartAsync(b => b.AddSession().UseDeviceBinding()), "app.MapAuthDeviceBinding()");

    [Test]
    public async Task Start_PartitionedCookie_SaysWhatToDo() => await RefusesAsync(
        () => DeviceHosts.StartAsync(http: o => (o.Strategy("Session").Cookie.SameSite, o.Strategy("Session").Cookie.Partitioned) = (SameSiteMode.None, true)),
        "Strategy(\"Session\").Cookie.Partitioned");

    private static readonly TestCaseData[] SharedNames =
    [
        Shared("the cookie of a JWT strategy", "__Host-token", b => b.AddSession().AddJwt(Logins.Jwt), o => InCookie(o, "Jwt", "__Host-token"), "\"__Host-token\""),
        Shared("in other letters", "__Host-TOKEN", b => b.AddSession().AddJwt(Logins.Jwt), o => InCookie(o, "Jwt", "__Host-token"), "\"__Host-TOKEN\""),
        Shared("the refresh cookie of a JWT strategy", "__Secure-auth-refresh", b => b.AddSession().AddJwt(o => { Logins.Jwt(o); o.RefreshTokens.Enabled = true; }), o => InCookie(o, "Jwt", "__Host-token"), "\"__Secure-auth-refresh\""),
        Shared("a former name of a JWT strategy", "__Host-old", b => b.AddSession().AddJwt(Logins.Jwt), o => { InCookie(o, "Jwt", "__Host-token"); o.Strategy("Jwt").Cookie.FormerNames.Add("__Host-old"); }, "\"__Host-old\""),
        Shared("the session's cookie", "__Host-auth", b => b.AddSession(), null, "\"__Host-auth\""),
        Shared("a former name of the session's cookie", "__Host-old", b => b.AddSession(), o => o.Strategy("Session").Cookie.FormerNames.Add("__Host-old"), "\"__Host-old\""),
        Shared("the cookie of another session", "__Host-b", b => b.AddSession().AddSession("Other"), o => InCookie(o, "Other", "__Host-b"), "\"__Host-b\""),
        Shared("by default the cookie of a JWT strategy", null, b => b.AddSession().AddJwt(Logins.Jwt), o => { InCookie(o, "Session", "__Host-a"); InCookie(o, "Jwt", "__Host-a-bound"); }, "null, which means \"__Host-a-bound\""),
        Shared("by default the cookie of another session", null, b => b.AddSession().AddSession("Other"), o => { InCookie(o, "Session", "__Host-a"); InCookie(o, "Other", "__Host-a-bound"); }, "null, which means \"__Host-a-bound\""),
        Shared("by default a former name", null, b => b.AddSession(), o => o.Strategy("Session").Cookie.FormerNames.Add("__Host-auth-bound"), "null, which means \"__Host-auth-bound\""),
    ];

    [TestCaseSource(nameof(SharedNames))]
    public async Task Start_BoundNameIsThatOfACredential_SaysSo(string? name, Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http, string taken) => await RefusesAsync(
        () => TestHost.StartAsync(
            b =>
            {
                strategies(b);
                b.UseDeviceBinding(o => o.CookieName = name);
            },
            http,
            map: app => app.MapAuthDeviceBinding()),
        $"{taken}, the name of another cookie of a strategy");

    [TestCase("/", true)]
    [TestCase("/shop", false)]
    public async Task Start_OneNameForTheSessionsOfTwoCookies_IsRefusedInOnePlace(string path, bool isRefused)
    {
        Func<Task<TestHost>> start = () => TestHost.StartAsync(
            b => b.AddSession().AddSession("Other").UseDeviceBinding(o => o.CookieName = "__Secure-device"),
            o => (o.Strategy("Other").Cookie.Name, o.Strategy("Other").Cookie.Path) = ("__Secure-other", path),
            map: app => app.MapAuthDeviceBinding());

        if (isRefused)
            await RefusesAsync(start, "for the sessions of several cookies");
        else
            await (await start()).DisposeAsync();
    }

    [Test]
    public async Task Start_NoSessionInACookie_SaysWhatToWrite([Values] bool isJwt) => await RefusesAsync(
        () => TestHost.StartAsync(b => (isJwt ? b.AddJwt(Logins.Jwt) : b.AddSession()).UseDeviceBinding(), isJwt ? null : o => o.Transport = CredentialTransport.Bearer, map: app => app.MapAuthDeviceBinding()),
        "AddAuthStrategy().AddSession().UseDeviceBinding()");

    [Test]
    public async Task Map_NotUsed_SaysWhatToWrite([Values] bool isRequirement) => await RefusesAsync(
        () => TestHost.StartAsync(map: app =>
        {
            if (isRequirement)
                app.MapGet("/bound", () => "bound").RequireDeviceBinding();
            else
                app.MapAuthDeviceBinding();
        }),
        ".UseDeviceBinding()");

    private static TestCaseData Shared(string what, string? name, Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http, string taken) =>
        new TestCaseData(name, strategies, http, taken).SetArgDisplayNames(what);

    private static void InCookie(AuthHttpOptions options, string strategy, string name) =>
        (options.Strategy(strategy).Transport, options.Strategy(strategy).Cookie.Name) = (CredentialTransport.Cookie, name);

    private static async Task RefusesAsync(Func<Task<TestHost>> start, string advice)
    {
        Exception? failure = null;
        try
        {
            await (await start()).DisposeAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or OptionsValidationException)
        {
            failure = exception;
        }

        Assert.That(failure?.Message, Does.Contain(advice));
    }

    private static TestCaseData Row(string name, Action<AuthHttpOptions>? http, Action<DeviceBindingOptions>? binding, string cookie, string attributes, string scope = """{"include_site":false}""") =>
        new TestCaseData(http, binding, cookie, attributes, scope).SetArgDisplayNames(name);
}
