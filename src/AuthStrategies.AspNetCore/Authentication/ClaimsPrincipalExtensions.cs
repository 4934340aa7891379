using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Reads what a strategy put into a principal.</summary>
internal static class ClaimsPrincipalExtensions
{
    /// <summary>The subject, under either of its two claim names.</summary>
    public static string? FindSubject(this ClaimsPrincipal principal) =>
        (principal.FindFirst("sub") ?? principal.FindFirst(ClaimTypes.NameIdentifier))?.Value;
}
