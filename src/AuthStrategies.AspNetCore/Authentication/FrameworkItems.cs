namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The items that ASP.NET Core itself adds to the properties of a sign-in. A strategy that keeps no items drops these, and refuses all
/// others: the application did not ask for these, and they mean nothing after the sign-in.
/// </summary>
internal static class FrameworkItems
{
    // Each with its source in dotnet/aspnetcore.
    private static readonly string[] Names =
    [
        ".AuthScheme", // RemoteAuthenticationHandler: the scheme of the external provider
        ".xsrf", // RemoteAuthenticationHandler: the correlation id
        ".redirect", // AuthenticationProperties.RedirectUri: belongs to one response
        ".persistent", // AuthenticationProperties.IsPersistent
        ".issued", // AuthenticationProperties.IssuedUtc
        ".expires", // AuthenticationProperties.ExpiresUtc
        ".refresh", // AuthenticationProperties.AllowRefresh: a token does not move its end by itself
        "LoginProvider", // SignInManager.ConfigureExternalAuthenticationProperties
        "XsrfId", // SignInManager: the user who adds an external login
        "code_verifier", // OAuthHandler and OpenIdConnectHandler: PKCE
        ".sessionState", // OpenIdConnectSessionProperties
        ".checkSessionIFrame", // OpenIdConnectSessionProperties
    ];

    // OpenIdConnectDefaults.RedirectUriForCodePropertiesKey and UserstatePropertiesKey.
    private const string Prefix = "OpenIdConnect.";

    public static bool Contains(string name) => Names.Contains(name, StringComparer.Ordinal) || name.StartsWith(Prefix, StringComparison.Ordinal);
}
