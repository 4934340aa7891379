using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>An application on a real Kestrel over HTTPS whose sessions rotate by themselves, with the test's clock.</summary>
internal sealed class RotationApp : IAsyncDisposable
{
    public const string Cookie = "__Host-auth";
    public const string RefreshCookie = "__Secure-auth-refresh";

    /// <summary>The refresh cookie if pages are served by it.</summary>
    public const string PageCookie = "__Host-auth-refresh";

    private readonly TestHost _host;
    private readonly List<BrowserClient> _browsers = [];

    private RotationApp(TestHost host, PausePoints pauses) => (_host, Pauses, Counters) = (host, pauses, new(host.App.Services));

    public TestApplication App => _host.App;

    public FakeTimeProvider Time => App.Time;

    public SpyStore Store => _host.Store;

    public PausePoints Pauses { get; }

    public RotationCounters Counters { get; }

    /// <summary>Starts one with a session strategy over a cookie.</summary>
    public static Task<RotationApp> StartAsync(bool hasNearCache = false, Action<AuthHttpOptions>? http = null, Action<SessionStrategyOptions>? session = null) => StartAsync(
        builder =>
        {
            builder.AddSession(session);
            if (hasNearCache)
                builder.UseNearCache();
        },
        http);

    /// <summary>Starts one whose JWT is in a cookie, with the refresh token in a second one.</summary>
    public static Task<RotationApp> StartJwtAsync(bool hasNearCache = false) => StartAsync(
        builder =>
        {
            builder.AddJwt(Logins.JwtWithRefresh).UsePrincipalRefresher<GrowingClaims>();
            builder.Services.AddSingleton<GrowingClaims.Growth>();
            if (hasNearCache)
                builder.UseNearCache();
        },
        http => http.Strategy("Jwt").Transport = CredentialTransport.Cookie);

    /// <summary>Starts one whose pages are served by the refresh token when the JWT in the cookie has expired.</summary>
    public static Task<RotationApp> StartPagesAsync(Action<JwtStrategyOptions>? jwt = null, Action<AuthStrategyHttpOptions>? http = null, Action<IServiceCollection>? services = null) => StartAsync(
        builder =>
        {
            builder.AddJwt(options =>
            {
                Logins.JwtWithRefresh(options);
                jwt?.Invoke(options);
            });
            services?.Invoke(builder.Services);
        },
        options =>
        {
            AuthStrategyHttpOptions strategy = options.Strategy("Jwt");
            (strategy.Transport, strategy.RefreshOnRequest) = (CredentialTransport.Cookie, true);
            http?.Invoke(strategy);
        });

    /// <summary>A browser with an empty jar.</summary>
    public BrowserClient OpenBrowser(Version? version = null) => OpenBrowser(new BrowserCookieJar(Time), version);

    /// <summary>A browser with this jar.</summary>
    public BrowserClient OpenBrowser(BrowserCookieJar jar, Version? version = null)
    {
        BrowserClient browser = new(App.Address, jar, version);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>A browser that has logged in.</summary>
    public async Task<BrowserClient> LogInAsync(Version? version = null, bool persistent = false)
    {
        BrowserClient browser = OpenBrowser(version);
        await browser.AskAsync($"POST /login/alice?persistent={persistent}", BrowserRequestKind.Navigation);
        Assert.That(browser.Jar.Find(Cookie), Is.Not.Null, "The login set no cookie.");
        return browser;
    }

    /// <summary>Lets time pass until the token must be replaced.</summary>
    public void BecomeDue() => Time.Advance(TimeSpan.FromMinutes(16));

    public async ValueTask DisposeAsync()
    {
        Pauses.ReleaseAll();
        foreach (BrowserClient browser in _browsers)
            browser.Dispose();
        Counters.Dispose();
        await _host.DisposeAsync();
    }

    private static async Task<RotationApp> StartAsync(Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http)
    {
        PausePoints pauses = new();
        return new(await TestHost.StartAsync(strategies, http, map: app => RotationPages.Map(app, pauses)), pauses);
    }
}
