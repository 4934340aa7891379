using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>Tokens of Microsoft Entra ID and of Auth0 beside those of the application.</summary>
internal static class OtherIssuers
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Users>();
        string tenant = builder.Configuration["Entra:TenantId"]!;
        builder.Services.AddAuthStrategy()
            .AddSession("Web")
            .AddJwt("Entra", o =>
            {
                o.Issuer = $"https://login.microsoftonline.com/{tenant}/v2.0";
                o.Audience = builder.Configuration["Entra:ClientId"]!;
                o.TokenType = null;                    // Entra writes "typ": "JWT"
                o.RoleClaimType = "roles";
                o.RequiredClaims.Add("scp");           // tokens of users; those of daemons have "roles" alone
            })
            .UseIssuerKeys("Entra", $"https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration")
            .AddJwt("Auth0", o =>
            {
                o.Issuer = "https://shop.eu.auth0.com/";        // with the slash, as Auth0 writes it
                o.Audience = "https://api.shop.example";        // the identifier of the API
                o.TokenType = null;                             // or "at+jwt", if the API has the profile RFC 9068
                o.RoleClaimType = "permissions";
            })
            .UseIssuerKeys("Auth0", "https://shop.eu.auth0.com/.well-known/openid-configuration")
            .UseAspNetCore(o => o.AllowHttpInDevelopment = builder.Environment.IsDevelopment());

        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("own users", policy => policy
                .AddAuthenticationSchemes("Web")
                .RequireAuthenticatedUser())
            .AddPolicy("partners", policy => policy
                .AddAuthenticationSchemes("Entra", "Auth0")
                .RequireRole("purchases.read"));
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/account", (ClaimsPrincipal user) => user.FindFirstValue("sub")).RequireAuthorization("own users");
        app.MapGet("/purchases", (ClaimsPrincipal user) => user.FindFirstValue("sub")).RequireAuthorization("partners");
        app.MapPost("/login", (LoginForm form, Users users) =>
                users.Check(form) is { } user ? Results.SignIn(user) : Results.Unauthorized())
            .RequireSameOrigin();
    }
}
