using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>A login with Google that ends in a session of the application.</summary>
internal static class Google
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseAspNetCore(o =>
            {
                o.LoginPath = "/login";
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();
            });

        builder.Services.AddAuthentication().AddGoogle(o =>
        {
            o.ClientId = builder.Configuration["Google:ClientId"]!;
            o.ClientSecret = builder.Configuration["Google:ClientSecret"]!;
            o.SignInScheme = AuthStrategyDefaults.Scheme;
            o.Events.OnTicketReceived = async context =>
            {
                Users users = context.HttpContext.RequestServices.GetRequiredService<Users>();
                string googleId = context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier)!;
                context.Principal = await users.FindOrCreateByGoogleIdAsync(googleId, context.Principal!.Identity!.Name);
            };
        });
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/login", () => Results.Content("<a href='/login/google'>Log in with Google</a>", "text/html"));
        app.MapGet("/login/google", (string? returnUrl) => Results.Challenge(
            new AuthenticationProperties { RedirectUri = returnUrl is ['/', not '/', ..] ? returnUrl : "/" },
            [GoogleDefaults.AuthenticationScheme]));
        app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue("sub")).RequireAuthorization();
        app.MapAuthLogout();
    }
}
