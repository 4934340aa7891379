using System.Security.Claims;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>The application of Scripts/express-session.mjs.</summary>
internal static class ExpressSession
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddSession(o => o.IdleTimeout = TimeSpan.FromHours(2))       // maxAge with rolling
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form, Users users) =>            // regenerate, save
                users.Check(form) is { } user ? Results.SignIn(user) : Results.Unauthorized())
            .RequireSameOrigin();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapPost("/cart/{item}", async (string item, HttpContext context) =>
        {
            AuthenticateResult session = await context.AuthenticateAsync();
            session.Properties!.Items["cart"] = item;
            await context.SignInAsync(session.Principal!, session.Properties);
        }).RequireAuthorization();
        app.MapGet("/cart", async (HttpContext context) =>
            (await context.AuthenticateAsync()).Properties!.Items["cart"]).RequireAuthorization();
        app.MapAuthLogout("/logout");                                     // destroy, clearCookie
    }
}
