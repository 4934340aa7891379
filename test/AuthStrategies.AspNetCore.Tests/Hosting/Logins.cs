using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>The strategies and endpoints most tests need.</summary>
internal static class Logins
{
    public static JwtKey Key { get; } = JwtKey.Generate("ES256");

    public static ClaimsPrincipal Alice { get; } = User("alice");

    public static ClaimsPrincipal User(string subject, params string[] roles) => new(new ClaimsIdentity(
        [new("sub", subject), new("name", subject), .. roles.Select(role => new Claim("role", role))], "password", "name", "role"));

    /// <summary>A JWT strategy's options that most tests need.</summary>
    public static void Jwt(JwtStrategyOptions options)
    {
        options.Issuer = "https://issuer.example";
        options.Audience = "tests";
        options.SigningKeys.Add(Key);
    }

    public static void JwtWithRefresh(JwtStrategyOptions options)
    {
        Jwt(options);
        options.RefreshTokens.Enabled = true;
    }

    /// <summary>
    /// GET /open (the user's name, or "nobody"), GET and POST /me (demand a user), GET /admin (demands a role), POST /login/{user}
    /// with an optional scheme and persistence, POST /logout, and all of ours.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/open", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
        app.MapMethods("/me", ["GET", "POST", "PUT", "DELETE"], (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
        app.MapGet("/admin", () => "secret").RequireAuthorization(policy => policy.RequireRole("admin"));
        app.MapPost("/login/{user}", (string user, string? scheme, bool persistent = false) =>
            TypedResults.SignIn(User(user), new AuthenticationProperties { IsPersistent = persistent }, scheme)).RequireSameOrigin();
        app.MapPost("/logout", () => TypedResults.SignOut());
        if (app.ServiceProvider.GetServices<AuthStrategyDescriptor>().Any(strategy => strategy.Capabilities.CanRefresh))
            app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();
        app.MapAuthLogoutOthers();
        app.MapAuthSession();
        app.MapAuthSessions();
        // A strategy with secrets only has no keys to publish.
        AuthStrategyDescriptor? jwt = app.ServiceProvider.GetServices<AuthStrategyDescriptor>().FirstOrDefault(strategy => strategy.Kind == AuthStrategyKind.Jwt);
        if (jwt is not null && HasPublicKeys(app.ServiceProvider, jwt.Name))
        {
            app.MapJwks();
            app.MapAuthMetadata();
        }
    }

    private static bool HasPublicKeys(IServiceProvider services, string strategy)
    {
        try
        {
            return services.GetRequiredKeyedService<IJwtKeySet>(strategy).Algorithms.Count > 0;
        }
        catch (OptionsValidationException)
        {
            // The start names the mistake.
            return true;
        }
    }
}
