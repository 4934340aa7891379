using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>
/// The proof in a real browser, without a network: an installed Chromium registers a key in software, refreshes, and forgets it. The server's clock stands
/// still unless a test moves it.
/// </summary>
[TestFixture]
[NonParallelizable]
internal sealed class DeviceBindingChromiumTests
{
    private const string Me = "() => fetch('/me').then(answer => answer.status)";

    // Keys in software, because test machines have no key hardware; and no limit for refreshes, which tests ask for often.
    private static readonly string[] Features =
    [
        "--enable-features=DeviceBoundSessions,EnableBoundSessionCredentialsSoftwareKeysForManualTesting",
        "--disable-features=DeviceBoundSessionsRefreshQuota",
        "--host-resolver-rules=MAP app.example 127.0.0.1,MAP *.app.example 127.0.0.1",
        "--ignore-certificate-errors-spki-list=" + Convert.ToBase64String(SHA256.HashData(TestCertificate.Localhost.PublicKey.ExportSubjectPublicKeyInfo())),
    ];

    private readonly List<string> _profiles = [];
    private IPlaywright _playwright = null!;
    private TestHost _host = null!;
    private Requests _requests = null!;
    private string _bound = "__Host-auth-bound";

    [SetUp]
    public async Task StartAsync()
    {
        _requests = new();
        _bound = "__Host-auth-bound";
        _playwright = await Playwright.CreateAsync();
        _host = await StartHostAsync();
    }

    private Task<TestHost> StartHostAsync(Action<AuthHttpOptions>? http = null) =>
        DeviceHosts.StartAsync(
            http: http,
            session: o => o.RotateEvery = TimeSpan.FromMinutes(15),
            services: services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(_requests),
            map: app => app.MapGet("/", () => Results.Content("<!doctype html><title>home</title>", "text/html")));

    [TearDown]
    public async Task StopAsync()
    {
        _playwright.Dispose();
        await _host.DisposeAsync();
        foreach (string profile in _profiles.Where(Directory.Exists))
            await TemporaryFolders.DeleteAsync(profile);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Chromium_RegistersRefreshesRotatesAndLogsOut()
    {
        await using IBrowserContext profile = await OpenAsync();
        IPage page = await LogInAsync(profile);

        // Refreshed several times: each time the bound cookie has ended on the server.
        for (int round = 1; round <= 3; round++)
        {
            string before = await BoundAsync(profile);
            _host.App.Time.Advance(TimeSpan.FromMinutes(5));
            Assert.That(await StatusAsync(page), Is.EqualTo(200), $"round {round}: {_requests}");
            Assert.That(await BoundAsync(profile), Is.Not.EqualTo(before));
        }

        // Rotated: the session's cookie changes, the binding stays.
        await StatusAsync(page);
        string session = await CookieAsync(profile, "__Host-auth");
        _host.App.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.That(await StatusAsync(page), Is.EqualTo(200), _requests.ToString());
        await page.GotoAsync(Origin + "/");
        Assert.That(await CookieAsync(profile, "__Host-auth"), Is.Not.EqualTo(session), _requests.ToString());
        Assert.That((await StatusAsync(page), await page.EvaluateAsync<int>("() => fetch('/bound').then(answer => answer.status)")), Is.EqualTo((200, 200)));

        // Logged out: both cookies are gone, and the next login registers another key.
        int registrations = _requests.Count(DeviceBrowser.Registration);
        await page.EvaluateAsync("() => fetch('/auth/logout', { method: 'POST' })");
        Assert.That((await profile.CookiesAsync()).Select(cookie => cookie.Name), Does.Not.Contain("__Host-auth").And.Not.Contain("__Host-auth-bound"));
        Assert.That(await page.EvaluateAsync<int>(Me), Is.EqualTo(401));
        await LogInAsync(profile, registrations + 1);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Chromium_RevokedSession_IsRefusedAtOnceAndItsKeyForgotten()
    {
        await using IBrowserContext profile = await OpenAsync();
        IPage page = await LogInAsync(profile);

        await _host.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        Assert.That(await page.EvaluateAsync<int>(Me), Is.EqualTo(401));
        await profile.ClearCookiesAsync(new() { Name = "__Host-auth-bound" });
        await page.EvaluateAsync<int>(Me);
        int refreshes = _requests.Count(DeviceBrowser.Refreshing);
        await page.EvaluateAsync<int>(Me);

        Assert.That(refreshes, Is.GreaterThan(0), "the browser asks for a bound cookie once more, and is told that the session has ended");
        Assert.That(_requests.Count(DeviceBrowser.Refreshing), Is.EqualTo(refreshes), _requests.ToString());
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Chromium_CookiesCopiedToAnotherProfile_DieWithTheBoundCookie()
    {
        await using IBrowserContext owner = await OpenAsync();
        IPage page = await LogInAsync(owner);
        await using IBrowserContext thief = await OpenAsync();
        IPage stolen = await thief.NewPageAsync();
        await stolen.GotoAsync(Origin + "/");
        await thief.AddCookiesAsync((await owner.CookiesAsync()).Select(cookie => new Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Domain = cookie.Domain,
            Path = cookie.Path,
            Expires = cookie.Expires,
            HttpOnly = true,
            Secure = true,
            SameSite = cookie.SameSite,
        }));

        int atFirst = await stolen.EvaluateAsync<int>(Me);
        _host.App.Time.Advance(TimeSpan.FromMinutes(5));
        int later = await StatusAsync(stolen);

        Assert.That((atFirst, later), Is.EqualTo((200, 401)), "the copies are good for the bound cookie's life at most");
        Assert.That(await StatusAsync(page), Is.EqualTo(200), "the owner goes on");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Chromium_CookiesOfADomain_SessionIsBoundForAllItsHosts()
    {
        await _host.DisposeAsync();
        _host = await StartHostAsync(o => (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Domain) = ("__Secure-shop", "app.example"));
        _bound = "__Secure-shop-bound";
        await using IBrowserContext profile = await OpenAsync();
        IPage page = await LogInAsync(profile);
        await page.GotoAsync($"https://www.app.example:{_host.App.Address.Port}/");

        foreach (string host in (string[])["app.example", "www.app.example", "app.example"])
        {
            await page.GotoAsync($"https://{host}:{_host.App.Address.Port}/");
            string before = await BoundAsync(profile);
            _host.App.Time.Advance(TimeSpan.FromMinutes(5));
            Assert.That(await StatusAsync(page), Is.EqualTo(200), $"{host}: {_requests}");
            Assert.That(await BoundAsync(profile), Is.Not.EqualTo(before), $"{host}: {_requests}");
        }

        Assert.That((await profile.CookiesAsync()).Single(cookie => cookie.Name == _bound).Domain, Is.EqualTo(".app.example"));
        await page.EvaluateAsync("() => fetch('/auth/logout', { method: 'POST' })");
        Assert.That((await profile.CookiesAsync()).Select(cookie => cookie.Name), Has.None.StartsWith("__Secure-shop"));
    }

    private string Origin => $"https://app.example:{_host.App.Address.Port}";

    /// <summary>A new profile; the test is ignored where there is no Chromium.</summary>
    private async Task<IBrowserContext> OpenAsync()
    {
        string folder = Directory.CreateTempSubdirectory("device-bound-").FullName;
        _profiles.Add(folder);
        return await Browser.OpenProfileOrIgnoreAsync(_playwright, folder, Features);
    }

    /// <summary>Logs in, and waits until the browser has registered a key.</summary>
    private async Task<IPage> LogInAsync(IBrowserContext profile, int registrations = 1)
    {
        IPage page = profile.Pages.Count > 0 ? profile.Pages[0] : await profile.NewPageAsync();
        await page.GotoAsync(Origin + "/");
        await page.EvaluateAsync("() => fetch('/login/alice', { method: 'POST' })");
        // An end to waiting for a registration that never comes; it measures nothing.
        for (int wait = 0; wait < 1_200 && ((await profile.CookiesAsync()).All(cookie => cookie.Name != _bound) || _requests.Count(DeviceBrowser.Registration) < registrations); wait++)
            await Task.Delay(100);
        if (_requests.Count(DeviceBrowser.Registration) < registrations)
            Assert.Ignore($"The installed Chromium ({profile.Browser?.Version}) registers no device-bound session. Install version 145 or later, with the features {string.Join(' ', Features[..2])}.");

        Assert.That(await page.EvaluateAsync<int>(Me), Is.EqualTo(200), _requests.ToString());
        // From here on every request needs the bound cookie.
        _host.App.Time.Advance(DeviceBrowser.GracePeriod);
        return page;
    }

    /// <summary>The status of a request after one that may have been refused with an ended bound cookie: that one makes the browser refresh.</summary>
    private static async Task<int> StatusAsync(IPage page)
    {
        await page.EvaluateAsync<int>(Me);
        return await page.EvaluateAsync<int>(Me);
    }

    private Task<string> BoundAsync(IBrowserContext profile) => CookieAsync(profile, _bound);

    private static async Task<string> CookieAsync(IBrowserContext profile, string name) => (await profile.CookiesAsync()).Single(cookie => cookie.Name == name).Value;

    /// <summary>The requests that the browser has sent, in their order.</summary>
    private sealed class Requests : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        private readonly Lock _sync = new();
        private readonly List<(string Path, int Status)> _all = [];

        public int Count(string path)
        {
            lock (_sync)
                return _all.Count(request => request.Path == path);
        }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, following) =>
            {
                await following(context);
                lock (_sync)
                    _all.Add((context.Request.Path, context.Response.StatusCode));
            });
            next(app);
        };

        public override string ToString()
        {
            lock (_sync)
                return string.Join(", ", _all.Select(request => $"{request.Path} {request.Status}"));
        }
    }
}
