namespace AuthStrategies.AspNetCore;

/// <summary>The names that the door goes by.</summary>
public static class AuthStrategyDefaults
{
    /// <summary>
    /// The default authentication scheme, <c>AuthStrategy</c>: it accepts what any of the strategies accepts, and signs in
    /// with the first one. Each strategy also has a scheme of its own, under its own name.
    /// </summary>
    public const string Scheme = "AuthStrategy";

    /// <summary>The default cookie, <c>__Host-auth</c>. All strategies share it, so that a new login replaces the old one whichever strategy made it.</summary>
    public const string CookieName = "__Host-auth";

    /// <summary>The default cookie for a refresh token, <c>__Secure-auth-refresh</c>; only the path of the refresh endpoint receives it.</summary>
    public const string RefreshCookieName = "__Secure-auth-refresh";
}
