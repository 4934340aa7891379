using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Migration.FromAddCookie;

/// <summary>An application with AddCookie and an own ticket store.</summary>
internal static class Before
{
    public static void AddServices(IServiceCollection services, ITicketStore tickets)
    {
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o =>
        {
            o.ExpireTimeSpan = TimeSpan.FromDays(14);
            o.SessionStore = tickets;
        });
        services.AddAuthorization();
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login/{name}", (HttpContext context, string name) => context.SignInAsync(
            new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], "password")),
            new AuthenticationProperties { IsPersistent = true }));
        app.MapPost("/logout", (HttpContext context) => context.SignOutAsync());
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
    }
}
