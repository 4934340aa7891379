using System.Security.Claims;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>The user whose session a ticket is: the one fact of a principal that the store sees, because it lists sessions by it.</summary>
internal static class TicketSubject
{
    /// <exception cref="InvalidOperationException">The principal names no user.</exception>
    public static string Of(ClaimsPrincipal principal) =>
        Value(principal, ClaimTypes.NameIdentifier) ?? Value(principal, "sub") ?? (string.IsNullOrEmpty(principal.Identity?.Name) ? null : principal.Identity.Name)
        ?? throw new InvalidOperationException("The principal that is signed in names no user, so its session could be neither listed nor limited. Add a claim: new Claim(ClaimTypes.NameIdentifier, userId).");

    /// <summary>A principal that says who it is and nothing else.</summary>
    public static ClaimsPrincipal PrincipalOf(string subject) => new(new ClaimsIdentity([new Claim("sub", subject)], "ticket"));

    private static string? Value(ClaimsPrincipal principal, string type) => principal.FindFirst(type)?.Value is { Length: > 0 } value ? value : null;
}
