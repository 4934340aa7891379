using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>A single-page application whose API is on another site.</summary>
internal static class SpaCrossSite
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins("https://app.example")
            .WithHeaders("Content-Type")
            .WithMethods("GET", "POST", "DELETE")
            .AllowCredentials()));
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o =>
            {
                o.TrustedOrigins.Add("https://app.example");
                o.Strategy("Session").Cookie.SameSite = SameSiteMode.None;
                o.Strategy("Session").Cookie.Partitioned = true;
            });
    }

    public static void Map(WebApplication app)
    {
        app.UseCors();
        SpaSameSite.Map(app);
    }
}
