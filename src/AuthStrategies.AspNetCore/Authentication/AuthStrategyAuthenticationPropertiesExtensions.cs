using AuthStrategies;

namespace Microsoft.AspNetCore.Authentication;

/// <summary>
/// Adds a session label to the properties of a sign-in. Of the properties that ASP.NET Core defines, a sign-in uses
/// <c>IsPersistent</c> ("remember me"), <c>ExpiresUtc</c> (the absolute end of the session) and <c>IssuedUtc</c> (when the user last logged in).
/// </summary>
public static class AuthStrategyAuthenticationPropertiesExtensions
{
    internal const string SessionLabelKey = ".authstrategies.label";

    /// <summary>Sets the label that the session has in the user's list of sessions; see <see cref="IssueOptions.Label"/>.</summary>
    /// <param name="properties">The properties that are given to sign-in.</param>
    /// <param name="label">The label, at most <see cref="IssueOptions.MaxLabelLength"/> characters; <see langword="null"/> removes it.</param>
    /// <returns>The properties.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static AuthenticationProperties SetSessionLabel(this AuthenticationProperties properties, string? label)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.SetString(SessionLabelKey, label);
        return properties;
    }

    /// <summary>The label of the session, or <see langword="null"/> when none was set.</summary>
    /// <param name="properties">The properties that are given to sign-in.</param>
    /// <returns>The label.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static string? GetSessionLabel(this AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.GetString(SessionLabelKey);
    }
}
