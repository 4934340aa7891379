using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Translates between <see cref="AuthenticationProperties"/> and what strategies take.</summary>
internal static class SignInProperties
{
    /// <summary>The item that properties of an authenticated request have, and properties made by the application have not.</summary>
    public const string StrategyKey = ".authstrategies.strategy";

    // The item names that AuthenticationProperties reads its times from.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";
    private const string PersistentKey = ".persistent";

    /// <summary>The items of the properties that an authenticated request gets.</summary>
    public static Dictionary<string, string?> ItemsOf(AuthRequest request)
    {
        AuthResult result = request.Result;
        Dictionary<string, string?> items = new(4, StringComparer.Ordinal) { [StrategyKey] = request.Strategy };
        if (result.AuthenticatedAt is { } authenticated)
            items[IssuedKey] = authenticated.ToString("r", CultureInfo.InvariantCulture);
        if (result.ExpiresAt is { } expires)
            items[ExpiresKey] = expires.ToString("r", CultureInfo.InvariantCulture);
        if (result.Persistent)
            items[PersistentKey] = "";
        return items;
    }

    public static IssueOptions ToIssueOptions(AuthenticationProperties properties, DateTimeOffset now)
    {
        IssueOptions options = new() { Persistent = properties.IsPersistent, Label = properties.GetSessionLabel(), AuthenticatedAt = properties.IssuedUtc };
        if (!properties.Items.ContainsKey(StrategyKey))
        {
            options.Lifetime = properties.ExpiresUtc - now;
            return options;
        }

        // Properties of an authenticated request contain the expiry of the old credential, which the application did not choose.
        // Without a moment of login the old session did not count as freshly authenticated, so the new one must not either.
        options.AuthenticatedAt ??= DateTimeOffset.UnixEpoch;
        return options;
    }

    /// <summary>
    /// Whether properties are those of the authenticated request, unchanged: the application signs the user in again without a
    /// new authentication. Another end, moment of login, label or persistence is a choice that a new session carries out.
    /// </summary>
    public static bool AreOf(AuthRequest request, AuthenticationProperties properties)
    {
        if (request.Outcome != AuthRequestOutcome.Authenticated || properties.GetSessionLabel() is not null || properties.IsPersistent != request.Result.Persistent)
            return false;
        if (request.Result.AuthenticatedAt is null && properties.IssuedUtc is not null)
            return false;

        foreach ((string key, string? value) in ItemsOf(request))
        {
            if (!properties.Items.TryGetValue(key, out string? given) || given != value)
                return false;
        }

        return true;
    }
}
