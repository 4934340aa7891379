using System.Security.Claims;
using AuthStrategies;

namespace Migration.FromJwtBearer;

/// <summary>The same application with tokens of the library. Clients that have former tokens go on with them until they have expired.</summary>
internal static class After
{
    /// <summary>A fixed date. With the time of the start it would move with each restart.</summary>
    public static DateTimeOffset Release { get; set; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static void AddServices(IServiceCollection services, byte[] formerSecret, JwtKey key, OwnRefreshTokens refreshTokens, bool isDevelopment)
    {
        services.AddSingleton(refreshTokens);
        services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://shop.example";
                o.Audience = "shop-api";
                o.SigningKeys.Add(key);
                o.RefreshTokens.Enabled = true;
            })
            .AddJwt("Former", o =>
            {
                o.Issuer = "https://shop.example";
                o.Audience = "shop-api";
                o.VerificationKeys.Add(JwtKey.FromSecret(formerSecret, "HS256"));
                o.TokenType = null;
                o.MaxTokenAge = TimeSpan.FromHours(1);
                o.AcceptUntil = Release + TimeSpan.FromHours(1);
            })
            .UseAspNetCore(o => o.AllowHttpInDevelopment = isDevelopment);
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/login/{name}", (string name) => Results.SignIn(PrincipalOf(name)));
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)).RequireAuthorization();

        // The former address, until the last former refresh token has expired: it is used up, and its client gets tokens of the library.
        app.MapPost("/refresh", (OwnRefreshTokens.Request request, OwnRefreshTokens refreshTokens) =>
            refreshTokens.Take(request.RefreshToken) is { } name ? Results.SignIn(PrincipalOf(name)) : Results.Unauthorized());
    }

    private static ClaimsPrincipal PrincipalOf(string name) => new(new ClaimsIdentity([new("sub", name)], "password"));
}
