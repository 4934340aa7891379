using System.Security.Claims;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SideBySide;

/// <summary>The application's login. It accepts every name: checking passwords is not the task of the library or of this sample.</summary>
internal static class Login
{
    private const int MaxNameLength = 40;

    /// <summary>One path for each strategy; the last segment is the scheme that signs in.</summary>
    public static IEndpointConventionBuilder MapLogin(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder logins = endpoints.MapGroup("/login").RequireSameOrigin();
        logins.MapPost("/jwt", (LoginRequest request) => SignIn(request, "Jwt"));
        logins.MapPost("/session", (LoginRequest request) => SignIn(request, "Session"));
        return logins;
    }

    private static Results<SignInHttpResult, BadRequest<string>> SignIn(LoginRequest request, string scheme)
    {
        string name = request.UserName?.Trim() ?? "";
        if (name.Length is 0 or > MaxNameLength)
            return TypedResults.BadRequest($"A user name has 1 to {MaxNameLength} characters.");

        AuthenticationProperties properties = new AuthenticationProperties().SetSessionLabel($"{scheme} column");
        return TypedResults.SignIn(User(name), properties, scheme);
    }

    private static ClaimsPrincipal User(string name) => new(new ClaimsIdentity(
        [new Claim("sub", name.ToUpperInvariant()), new Claim("name", name), new Claim("role", "editor")],
        "demo"));

    /// <summary>The body of a login.</summary>
    internal sealed record LoginRequest(string? UserName);
}
