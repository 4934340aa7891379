using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>A single-page application and its API on one origin, or on two origins of one site.</summary>
internal static class SpaSameSite
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o =>
            {
                o.Strategy("Session").Cookie.SameSite = SameSiteMode.Strict;
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();
            });
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/api/login", (LoginForm form, Users users) =>
                users.Check(form) is { } user ? Results.SignIn(user) : Results.Unauthorized())
            .RequireSameOrigin();
        app.MapPost("/api/purchases", (ClaimsPrincipal user) => $"order of {user.Identity!.Name}").RequireAuthorization();
        app.MapAuthSession("/api/session");
        app.MapAuthLogout("/api/logout");
    }

    public static void AddTwoOrigins(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins("https://app.localhost")
            .WithHeaders("Content-Type")
            .WithMethods("GET", "POST", "DELETE")
            .AllowCredentials()));
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o => o.TrustedOrigins.Add("https://app.localhost"));
    }

    public static void MapTwoOrigins(WebApplication app)
    {
        app.UseCors();
        Map(app);
    }
}
