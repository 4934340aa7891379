using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Applications under several paths of one host whose pages are served by their refresh token.</summary>
[TestFixture]
public sealed class MountedApplicationsAttackTests
{
    private BrowserCookieJar _jar = null!;

    [SetUp]
    public void SetUp() => _jar = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Applications_ThatServePagesByTheirRefreshToken_DoNotTouchEachOther([ValueSource(typeof(MountedApp), nameof(MountedApp.Ways))] string way)
    {
        await using MountedApp root = await MountedApp.StartAsync("Root", "", isJwt: true, Serving);
        await using MountedApp one = await MountedApp.StartAsync(way, "/one", isJwt: true, Serving);
        await using MountedApp two = await MountedApp.StartAsync(way, "/two", isJwt: true, Serving);
        await root.SendAsync(_jar, "POST", "/login/carol");
        await one.SendAsync(_jar, "POST", "/login/alice");
        await two.SendAsync(_jar, "POST", "/login/bob");
        foreach (MountedApp app in new[] { root, one, two })
            app.App.Time.Advance(TimeSpan.FromMinutes(16));

        string[] users = [await UserAsync(root), await UserAsync(one), await UserAsync(two)];
        await two.SendAsync(_jar, "POST", "/auth/logout");
        foreach (MountedApp app in new[] { root, one, two })
            app.App.Time.Advance(TimeSpan.FromMinutes(16));
        string[] after = [await UserAsync(root), await UserAsync(one), await UserAsync(two)];

        Assert.That((users, after), Is.EqualTo((new[] { "carol", "alice", "bob" }, new[] { "carol", "alice", "401" })));
        Assert.That(_jar.Cookies.Select(cookie => (cookie.Name, cookie.Path)), Is.EquivalentTo(new[]
        {
            ("__Host-auth", "/"), ("__Host-auth-refresh", "/"), ("__Host-auth.one", "/"), ("__Host-auth-refresh.one", "/"),
        }));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Logout_BelowAPath_KeepsARefreshCookieOfTheRootWithTheOldName([Values] bool serves)
    {
        await using MountedApp root = await MountedApp.StartAsync("Root", "", isJwt: true, o =>
        {
            Serving(o);
            o.Strategy("Jwt").Cookie.RefreshName = AuthStrategyDefaults.RefreshCookieName;
        });
        await using MountedApp two = await MountedApp.StartAsync("UsePathBase", "/two", isJwt: true, o => o.Strategy("Jwt").RefreshOnRequest = serves);
        await root.SendAsync(_jar, "POST", "/login/carol");
        root.App.Time.Advance(TimeSpan.FromMinutes(16));

        await two.SendAsync(_jar, "POST", "/login/bob");
        await two.SendAsync(_jar, "POST", "/login/bob");
        await two.SendAsync(_jar, "POST", "/auth/logout");

        Assert.That(await UserAsync(root), Is.EqualTo("carol"));
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Copies_BelowAPath_KeepARefreshCookieOfTheRootWithTheOldName([Values] bool serves)
    {
        await using MountedApp root = await MountedApp.StartAsync("Root", "", isJwt: true, o =>
        {
            Serving(o);
            o.Strategy("Jwt").Cookie.RefreshName = AuthStrategyDefaults.RefreshCookieName;
        });
        await using MountedApp two = await MountedApp.StartAsync("UsePathBase", "/two", isJwt: true, o => o.Strategy("Jwt").RefreshOnRequest = serves);
        await root.SendAsync(_jar, "POST", "/login/carol");
        root.App.Time.Advance(TimeSpan.FromMinutes(16));
        await two.SendAsync(_jar, "POST", "/login/bob");
        Uri url = new($"https://{Visitor.Host}/two/auth/refresh");
        _jar.Store(url, "__Secure-auth-refresh.two=x; Path=/two/auth; Secure");

        RawAnswer refresh = await two.SendAsync(_jar, "POST", "/auth/refresh");

        Assert.That((refresh.Status, await UserAsync(root)), Is.EqualTo((204, "carol")), refresh.Text);
    }

    [Test]
    [Property("Requirement", "X-01")]
    public async Task Upgrade_BelowAPath_MovesTheRefreshCookieAndLeavesNone()
    {
        await using MountedApp before = await MountedApp.StartAsync("UsePathBase", "/two", isJwt: true);
        await before.SendAsync(_jar, "POST", "/login/old");
        await using MountedApp two = await MountedApp.StartAsync("UsePathBase", "/two", isJwt: true, Serving);

        await two.SendAsync(_jar, "POST", "/login/bob");

        Assert.That(_jar.Cookies.Select(cookie => cookie.Name), Is.EquivalentTo(new[] { "__Host-auth.two", "__Host-auth-refresh.two" }));
    }

    [TestCase("/kate", "/\u212Aate")]
    [TestCase("/a.b", "/a/b")]
    [TestCase("/a~b", "/a b")]
    [TestCase("/a%2Fb", "/a/b")]
    [TestCase("/stra\u00DFe", "/stra\u1E9Ee")]
    [TestCase("/a", "/\u00E5")]
    public void NameAt_OfDifferentPathBases_Differs(string one, string other)
    {
        AuthCookieOptions cookie = new();

        Assert.That(cookie.NameAt(one), Is.Not.EqualTo(cookie.NameAt(other)));
    }

    [TestCase("//evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("/%5Cevil.example")]
    [TestCase("/%2F%2Fevil.example")]
    [TestCase("/%0D%0ASet-Cookie:x=y")]
    [TestCase("/a;domain=evil.example")]
    [TestCase("/a,b")]
    [TestCase("/../..//evil.example")]
    [TestCase("/https://evil.example")]
    public async Task Prefix_ThatAClientChose_NeverLeavesTheHostNorBreaksACookie(string prefix)
    {
        await using MountedApp app = await MountedApp.StartAsync("ForwardedPrefix", "", isJwt: true, o => o.LoginPath = "/login");
        string[] headers = ["X-Forwarded-For: 10.0.0.2", "X-Forwarded-Prefix: " + prefix];

        RawAnswer challenge = await app.App.SendRawAsync("GET /me", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: none", .. headers]);
        RawAnswer login = await app.App.SendRawAsync("POST /login/alice", headers);
        RawAnswer logout = await app.App.SendRawAsync("POST /auth/logout", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded", .. headers]);

        foreach (RawAnswer answer in new[] { challenge, logout })
        {
            Uri target = new(new Uri("https://app.example/x"), answer.One("Location") ?? "/");
            Assert.That(target.Host, Is.EqualTo("app.example"), answer.Text);
        }

        foreach (string line in login.All("Set-Cookie").Concat(logout.All("Set-Cookie")))
            Assert.That(line.Split(';').Select(part => part.Trim().Split('=')[0].ToLowerInvariant()).Skip(1), Is.SubsetOf(new[] { "max-age", "expires", "path", "secure", "samesite", "httponly", "partitioned" }), line);
    }

    [Test]
    public async Task Prefix_OfManyKilobytes_IsServed()
    {
        await using MountedApp app = await MountedApp.StartAsync("ForwardedPrefix", "", isJwt: true, Serving);
        string[] headers = ["X-Forwarded-For: 10.0.0.2", "X-Forwarded-Prefix: /" + new string('a', 6000) + "/b"];

        RawAnswer login = await app.App.SendRawAsync("POST /login/alice", headers);

        Assert.That((login.Status, login.All("Set-Cookie").All(line => line.Length < 4096)), Is.EqualTo((200, true)));
    }

    private static void Serving(AuthHttpOptions options) => options.Strategy("Jwt").RefreshOnRequest = true;

    private async Task<string> UserAsync(MountedApp app)
    {
        RawAnswer answer = await app.SendAsync(_jar, "GET", "/me", "Sec-Fetch-Mode: navigate");
        return answer.Status == StatusCodes.Status200OK ? answer.Body : $"{answer.Status}";
    }
}
