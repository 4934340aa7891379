using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// What can be said at sign-in beyond what ASP.NET Core has words for. Of its own words these count:
/// <c>IsPersistent</c> ("remember me"), <c>ExpiresUtc</c> (the absolute end), <c>IssuedUtc</c> (when the user last proved who they are).
/// </summary>
public static class AuthenticationPropertiesExtensions
{
    private const string DeviceLabelKey = ".authstrategies.device";

    /// <summary>Names the device, for the user's list of logins; see <see cref="IssueOptions.DeviceLabel"/>.</summary>
    /// <param name="properties">The properties given to sign-in.</param>
    /// <param name="label">The name, of at most <see cref="IssueOptions.MaxDeviceLabelLength"/> characters; <see langword="null"/> takes it away.</param>
    /// <returns>The properties.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static AuthenticationProperties SetDeviceLabel(this AuthenticationProperties properties, string? label)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.SetString(DeviceLabelKey, label);
        return properties;
    }

    /// <summary>The name given to the device, or <see langword="null"/>.</summary>
    /// <param name="properties">The properties given to sign-in.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is <see langword="null"/>.</exception>
    public static string? GetDeviceLabel(this AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.GetString(DeviceLabelKey);
    }
}
