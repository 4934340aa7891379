using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Migration;

/// <summary>The application of Scripts/iron-session.mjs.</summary>
internal static class IronSession
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        builder.Services.AddAuthStrategy()
            .AddSession(o => o.PersistentIdleTimeout = TimeSpan.FromDays(14))                     // ttl
            .UseAspNetCore(o =>
            {
                o.Strategy("Session").Cookie.Name = "__Host-shop";                                // cookieName
                o.AllowHttpInDevelopment = builder.Environment.IsDevelopment();                   // cookieOptions.secure
            });
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (LoginForm form, Users users) =>                                    // session.save()
                users.Check(form) is { } user
                    ? Results.SignIn(user, new AuthenticationProperties { IsPersistent = true })
                    : Results.Unauthorized())
            .RequireSameOrigin();
        app.MapPost("/shorten", async (HttpContext context, ISessionDirectory sessions) =>        // updateConfig
        {
            SessionId current = context.Features.Get<IAuthRequestFeature>()!.Result.SessionId!.Value;
            return await sessions.SetLifetimeAsync(current, TimeSpan.FromHours(1));
        }).RequireAuthorization();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthLogout("/logout");                                                             // session.destroy()
    }
}
