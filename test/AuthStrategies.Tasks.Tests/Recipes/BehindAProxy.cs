using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>Several instances behind a proxy that ends TLS.</summary>
internal static class BehindAProxy
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        string redis = builder.Configuration.GetConnectionString("Redis")!;
        IConnectionMultiplexer connection = ConnectionMultiplexer.Connect($"{redis},abortConnect=false");
        builder.Services.AddSingleton(_ => connection);

        builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
                | ForwardedHeaders.XForwardedHost;
            o.KnownProxies.Add(IPAddress.Parse(builder.Configuration["Proxy"]!));
        });

        builder.Services.AddDataProtection()
            .SetApplicationName("shop")
            .PersistKeysToStackExchangeRedis(connection, "shop:data-protection");

        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseRedis(o =>
            {
                o.Configuration = redis;
                o.KeyPrefix = "shop";
            })
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());

        builder.Services.AddHealthChecks().AddAuthStrategies();
    }

    public static void Map(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseRouting();
        app.UseAuthentication();           // ASP.NET Core would add it before the forwarded headers
        app.UseAuthorization();

        app.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        SpaSameSite.Map(app);
    }
}
