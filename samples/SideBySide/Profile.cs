using System.Security.Claims;

namespace SideBySide;

/// <summary>The protected endpoint. One for both strategies: it cannot tell them apart, and need not.</summary>
internal static class Profile
{
    public static IEndpointConventionBuilder MapProfile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/profile", (ClaimsPrincipal user) => new ProfileAnswer(user.Identity!.Name!, user.IsInRole("editor"))).RequireAuthorization();

    /// <summary>What the user may see of themselves.</summary>
    internal sealed record ProfileAnswer(string Name, bool MayEdit);
}
