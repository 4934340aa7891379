using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// What can be said at sign-in beyond what ASP.NET Core has words for. Of its own words these count:
/// <c>IsPersistent</c> ("remember me"), <c>ExpiresUtc</c> (the absolute end), <c>IssuedUtc</c> (when the user last proved who they are).
/// </summary>
public static class AuthenticationPropertiesExtensions
{
    private const string SessionLabelKey = ".authstrategies.device";

    /// <summary>Names the device, for the user's list of logins; see <see cref="IssueOptions.Label"/>.</summary>
    /// <param name="properties">The properties given to sign-in.</param>
    /// <param name="label">The name, of at most <see cref="IssueOptions.MaxLabelLength"/> characters; <see langword="null"/> takes it away.</param>
    /// <returns>The properties.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static AuthenticationProperties SetSessionLabel(this AuthenticationProperties properties, string? label)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.SetString(SessionLabelKey, label);
        return properties;
    }

    /// <summary>The name given to the device, or <see langword="null"/>.</summary>
    /// <param name="properties">The properties given to sign-in.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static string? GetSessionLabel(this AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.GetString(SessionLabelKey);
    }
}
