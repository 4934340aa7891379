using AuthStrategies;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using SideBySide.Demo;
using SideBySide.Tracing;

namespace SideBySide;

/// <summary>The application: what an ordinary one would have, and what only a demonstration has, kept apart.</summary>
internal static class DemoApp
{
    /// <summary>The name of the session's cookie over plain HTTP (AllowHttpInDevelopment); over HTTPS it is AuthStrategyDefaults.CookieName.</summary>
    public const string CookieName = "auth";

    private const string UsualAddress = "http://localhost:5080";
    private const string FreePort = "http://127.0.0.1:0";

    /// <summary>Serves on the usual address, or on one given by <c>--urls</c>; on a free port where the usual one is taken.</summary>
    public static async Task<WebApplication> StartAsync(string[] args)
    {
        WebApplication app = Create(args);
        if (string.IsNullOrEmpty(app.Configuration[WebHostDefaults.ServerUrlsKey]))
            app.Urls.Add(UsualAddress);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            return await StartOnFreePortAsync();
        }
    }

    public static async Task<WebApplication> StartOnFreePortAsync()
    {
        WebApplication app = Create([]);
        app.Urls.Add(FreePort);
        await app.StartAsync();
        return app;
    }

    /// <summary>Where a browser finds it: by name, because browsers treat localhost like HTTPS and send Sec-Fetch-Site, without which no cookie rotates.</summary>
    public static Uri Address(WebApplication app) => new($"http://localhost:{new Uri(app.Urls.First()).Port}");

    private static WebApplication Create(string[] args)
    {
        // Plain HTTP is allowed in Development only. The page is served from the program's directory, not the working directory.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });

        // An error at start is also thrown as an exception, and a port in use is handled here.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        AddStrategies(builder.Services);
        AddDemo(builder.Services);

        WebApplication app = builder.Build();
        app.Services.GetRequiredService<MeterTraceListener>().Start();
        UseDemo(app);
        UseStrategies(app);
        return app;
    }

    /// <summary>What an ordinary application has: two strategies, one store, and the HTTP layer.</summary>
    private static void AddStrategies(IServiceCollection services)
    {
        JwtKey key = JwtKey.Generate("ES256");
        services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://side-by-side.example";
                o.Audience = "side-by-side";
                o.SigningKeys.Add(key);
                o.RefreshTokens.Enabled = true;
            })
            .AddSession(o => o.IdleTimeout = TimeSpan.FromMinutes(30))
            .UseDPoP()
            .UseSessionStore(provider => provider.GetRequiredService<ObservedStore>())
            .UseAspNetCore(o =>
            {
                o.AllowHttpInDevelopment = true;
                o.DeviceName = Device.NameOf;
            });
    }

    /// <summary>What only a demonstration has: a clock that is moved by hand, a switch, and a record of the calls to strategies and store.</summary>
    private static void AddDemo(IServiceCollection services)
    {
        services.AddSingleton<DemoClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DemoClock>());
        services.AddSingleton<RequireLiveSessionSwitch>();
        services.AddSingleton<IOptionsChangeTokenSource<JwtStrategyOptions>>(provider => provider.GetRequiredService<RequireLiveSessionSwitch>());
        services.AddOptions<JwtStrategyOptions>(RequireLiveSessionSwitch.StrategyName).Configure<RequireLiveSessionSwitch>((o, check) => o.RequireLiveSession = check.IsOn);

        services.AddHttpContextAccessor();
        services.AddSingleton<MeterTraceListener>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ObservedStore>(provider, ActivatorUtilities.CreateInstance<InMemorySessionStore>(provider)));
        services.AddSingleton<SecondClient>();
        services.AddAuthEventSink<EventFeed>();
        services.AddSingleton<DeviceScene>();
    }

    private static void UseDemo(WebApplication app)
    {
        app.UseMiddleware<PageHeaders>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseMiddleware<TraceMiddleware>();
        app.MapDemo();
    }

    private static void UseStrategies(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapLogin();
        app.MapProfile();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();
        app.MapAuthSession();
        app.MapAuthSessions();
        app.MapJwks();
    }
}
