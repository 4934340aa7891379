using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>Keys in files of a container.</summary>
internal static class Containers
{
    /// <summary>One container, or several on one machine: the library makes the keys and writes them into a volume.</summary>
    public static void AddKeyFile(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://api.example";
                o.Audience = "mobile";
                o.RotateKeys();
            })
            .UseFileJwtKeyStore(builder.Configuration["KeyFile"]!)
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());
    }

    /// <summary>Containers on several machines: a key that the platform mounts as a read-only file.</summary>
    public static void AddMountedKey(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy(builder.Configuration.GetSection("Auth"))
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form, Users users) =>
            users.Check(form) is { } user ? Results.SignIn(user) : Results.Unauthorized());
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
    }
}
