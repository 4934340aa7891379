using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>Makes the ticket of an authenticated request.</summary>
internal static class TicketFactory
{
    // The item names that AuthenticationProperties reads its times from.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";
    private const string PersistentKey = ".persistent";

    public static AuthenticationTicket Create(AuthRequest request, string scheme) => new(request.Result.Principal!, Properties(request), scheme);

    private static AuthenticationProperties Properties(AuthRequest request)
    {
        AuthResult result = request.Result;
        Dictionary<string, string?> items = new(4, StringComparer.Ordinal) { [SignInProperties.StrategyKey] = request.Strategy };
        if (result.AuthenticatedAt is { } authenticated)
            items[IssuedKey] = authenticated.ToString("r", CultureInfo.InvariantCulture);
        if (result.ExpiresAt is { } expires)
            items[ExpiresKey] = expires.ToString("r", CultureInfo.InvariantCulture);
        if (result.Persistent)
            items[PersistentKey] = "";
        return new(items);
    }
}
