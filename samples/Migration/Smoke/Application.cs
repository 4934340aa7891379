using System.Net;
using Microsoft.AspNetCore.DataProtection;

namespace Migration.Smoke;

/// <summary>One release of an application. Releases share the keys of Data Protection, as instances of an application do.</summary>
internal static class Application
{
    public static async Task<WebApplication> StartAsync(DirectoryInfo keys, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        // Plain HTTP is allowed in Development only.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(keys);
        services(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        await app.StartAsync();
        return app;
    }
}
