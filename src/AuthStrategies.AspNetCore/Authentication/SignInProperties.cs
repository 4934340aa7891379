using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Translates between <see cref="AuthenticationProperties"/> and what strategies take.</summary>
internal static class SignInProperties
{
    /// <summary>The item that properties of an authenticated request have, and properties made by the application have not.</summary>
    public const string StrategyKey = ".authstrategies.strategy";

    public static IssueOptions ToIssueOptions(AuthenticationProperties properties, DateTimeOffset now)
    {
        IssueOptions options = new() { Persistent = properties.IsPersistent, Label = properties.GetSessionLabel(), AuthenticatedAt = properties.IssuedUtc };

        // Properties of an authenticated request contain the expiry of the old credential, which the application did not choose.
        if (properties.ExpiresUtc is { } expires && !properties.Items.ContainsKey(StrategyKey))
            options.Lifetime = expires - now;
        return options;
    }
}
