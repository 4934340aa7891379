using System.Globalization;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Schemes;

/// <summary>What ASP.NET Core wants to know about a recognised client.</summary>
internal static class Tickets
{
    // The names AuthenticationProperties reads its times from.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";
    private const string PersistentKey = ".persistent";
    private const string StrategyKey = ".authstrategies.strategy";

    public static AuthenticationTicket Of(AuthRequest request, string scheme) => new(request.Result.Principal!, Properties(request), scheme);

    /// <summary>Whether the properties are those of a client recognised before, handed in again, and not an application's wishes.</summary>
    public static bool AreOurs(AuthenticationProperties properties) => properties.Items.ContainsKey(StrategyKey);

    private static AuthenticationProperties Properties(AuthRequest request)
    {
        AuthResult result = request.Result;
        Dictionary<string, string?> items = new(4, StringComparer.Ordinal) { [StrategyKey] = request.Strategy };
        if (result.AuthenticatedAt is { } authenticated)
            items[IssuedKey] = authenticated.ToString("r", CultureInfo.InvariantCulture);
        if (result.ExpiresAt is { } expires)
            items[ExpiresKey] = expires.ToString("r", CultureInfo.InvariantCulture);
        if (result.Persistent)
            items[PersistentKey] = "";
        return new(items);
    }
}
