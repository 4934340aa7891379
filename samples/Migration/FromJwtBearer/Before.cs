using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Migration.FromJwtBearer;

/// <summary>An application that writes its tokens itself, and keeps its own refresh tokens.</summary>
internal static class Before
{
    private const string Issuer = "https://shop.example";
    private const string Audience = "shop-api";

    public static void AddServices(IServiceCollection services, byte[] secret, OwnRefreshTokens refreshTokens)
    {
        services.AddSingleton(refreshTokens);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o => o.TokenValidationParameters = new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = new SymmetricSecurityKey(secret),
        });
        services.AddAuthorization();
    }

    public static void Map(WebApplication app, byte[] secret)
    {
        app.MapPost("/login/{name}", (string name, OwnRefreshTokens refreshTokens) => TokensOf(name, secret, refreshTokens));
        app.MapPost("/refresh", (OwnRefreshTokens.Request request, OwnRefreshTokens refreshTokens) =>
            refreshTokens.Take(request.RefreshToken) is { } name ? TokensOf(name, secret, refreshTokens) : Results.Unauthorized());
        app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)).RequireAuthorization();
    }

    private static IResult TokensOf(string name, byte[] secret, OwnRefreshTokens refreshTokens) => Results.Ok(new
    {
        accessToken = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Subject = new ClaimsIdentity([new("sub", name)]),
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256),
        }),
        refreshToken = refreshTokens.Add(name),
    });
}
