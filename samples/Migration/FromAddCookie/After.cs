using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Migration.FromAddCookie;

/// <summary>The same application with sessions of the library. Users who are logged in stay logged in.</summary>
internal static class After
{
    /// <summary>A fixed date. With the time of the start it would move with each restart.</summary>
    public static DateTimeOffset Release { get; set; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static void AddServices(IServiceCollection services, ITicketStore tickets, bool isDevelopment)
    {
        // Until the last former login has expired. No default scheme: that is ours now.
        services.AddAuthentication().AddCookie(o =>
        {
            o.ExpireTimeSpan = TimeSpan.FromDays(14);
            o.SessionStore = tickets;
        });
        services.AddAuthStrategy()
            .AddSession(o =>
            {
                o.IdleTimeout = TimeSpan.FromDays(7);
                o.AbsoluteTimeout = TimeSpan.FromDays(14);
                o.PersistentIdleTimeout = TimeSpan.FromDays(14);
            })
            .UseAspNetCore(o => o.AllowHttpInDevelopment = isDevelopment)
            .AcceptCookies(CookieAuthenticationDefaults.AuthenticationScheme, o =>
            {
                o.Until = Release + TimeSpan.FromDays(14);
                o.ConvertPrincipal = (login, _) => new(PrincipalOf(login.Principal.Identity!.Name!));
            });
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login/{name}", (HttpContext context, string name) => context.SignInAsync(
            PrincipalOf(name),
            new AuthenticationProperties { IsPersistent = true })).RequireSameOrigin();
        app.MapPost("/logout", (HttpContext context) => context.SignOutAsync());
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.MapAuthSessions();
    }

    // A session belongs to a user, so the principal must say which one: sub, or ClaimTypes.NameIdentifier.
    private static ClaimsPrincipal PrincipalOf(string name) =>
        new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, $"id-of-{name}"), new(ClaimTypes.Name, name)], "password"));
}
