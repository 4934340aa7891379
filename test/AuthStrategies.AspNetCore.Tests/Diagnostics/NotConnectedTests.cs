using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Tests.Diagnostics;

/// <summary>Event 49: UseAspNetCore() was forgotten. It is a warning where an endpoint needs a user and nothing can say who it is.</summary>
[TestFixture]
public sealed class NotConnectedTests
{
    private const int NotConnected = 49;

    private static readonly Dictionary<string, (Action<IServiceCollection> Services, Action<WebApplication> Map)> Applications = new()
    {
        ["forgotten"] = (services => services.AddAuthStrategy().AddSession(), Require),
        ["forgotten, with AddAuthorization"] = (services => services.AddAuthorization().AddAuthStrategy().AddSession(), Require),
        ["forgotten, with AddAuthentication"] = (services => services.AddAuthentication().Services.AddAuthorization().AddAuthStrategy().AddSession(), Require),
        ["forgotten, with controllers"] = (services => services.AddControllers().Services.AddAuthStrategy().AddSession(), Require),
        ["another scheme"] = (services => services.AddAuthentication().AddCookie().Services.AddAuthorization().AddAuthStrategy().AddSession(), Require),
        ["for everyone"] = (services => services.AddAuthorization().AddAuthStrategy().AddSession(), app => app.MapGet("/", () => "").RequireAuthorization().AllowAnonymous()),
        ["asks the strategy itself, with controllers"] = (services => services.AddControllers().Services.AddAuthStrategy().AddSession(), app => app.MapGet("/", () => "")),
        ["asks the strategy itself"] = (services => services.AddAuthStrategy().AddSession(), app => app.MapGet("/", () => "")),
        ["connected"] = (services => services.AddAuthStrategy().AddSession().UseAspNetCore(), Require),
    };

    [TestCase("forgotten", LogLevel.Warning)]
    [TestCase("forgotten, with AddAuthorization", LogLevel.Warning)]
    [TestCase("forgotten, with AddAuthentication", LogLevel.Warning)]
    [TestCase("forgotten, with controllers", LogLevel.Warning)]
    [TestCase("another scheme", LogLevel.Information)]
    [TestCase("for everyone", LogLevel.Information)]
    [TestCase("asks the strategy itself, with controllers", LogLevel.Information)]
    [TestCase("asks the strategy itself", null)]
    [TestCase("connected", null)]
    public async Task Start_OfAWebApplication_WarnsWhereARequestCannotSucceed(string application, LogLevel? level)
    {
        using LogCapture log = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        Applications[application].Services(builder.Services);
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        Applications[application].Map(app);

        await app.StartAsync();
        await app.StopAsync();

        Assert.That(Levels(log), Is.EqualTo(level is { } expected ? [expected] : Array.Empty<LogLevel>()));
    }

    [Test]
    public async Task Start_OfAWorker_SaysNothing()
    {
        using LogCapture log = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(log).AddAuthStrategy().AddSession();
        using IHost host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.That(Levels(log), Is.Empty);
    }

    private static void Require(WebApplication app) => app.MapGet("/", () => "").RequireAuthorization();

    private static IEnumerable<LogLevel> Levels(LogCapture log) => log.Entries.Where(entry => entry.Id == NotConnected).Select(entry => entry.Level);
}
