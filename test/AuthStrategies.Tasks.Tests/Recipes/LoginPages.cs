using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.Tasks.Tests.Recipes.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>Server-rendered login pages.</summary>
internal static class LoginPages
{
    public static void AddMvc(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddControllersWithViews();
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o =>
            {
                o.LoginPath = "/login";
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();
            });
    }

    public static void MapMvc(WebApplication app)
    {
        app.MapControllers();
        app.MapAuthLogout();
        app.MapGet("/account", (ClaimsPrincipal user) => $"Account of {user.Identity!.Name}").RequireAuthorization();
    }

    public static void AddBlazor(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o =>
            {
                o.LoginPath = "/login";
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();
            });
    }

    public static void MapBlazor(WebApplication app)
    {
        app.UseAntiforgery();
        app.MapRazorComponents<App>();
        app.MapAuthLogout();
    }
}
