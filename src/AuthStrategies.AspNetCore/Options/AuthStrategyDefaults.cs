namespace AuthStrategies.AspNetCore;

/// <summary>The default names of schemes and cookies.</summary>
public static class AuthStrategyDefaults
{
    /// <summary>
    /// The default authentication scheme, <c>AuthStrategy</c>: it accepts what any of the strategies accepts, and signs in
    /// with the first one. Each strategy also has its own scheme, with the strategy's name.
    /// </summary>
    public const string Scheme = "AuthStrategy";

    /// <summary>The default cookie, <c>__Host-auth</c>. All strategies share it, so that a new login replaces the old one, also if another strategy issued that one. Below a path base with a suffix: <see cref="AuthCookieOptions.NameAt"/>.</summary>
    public const string CookieName = "__Host-auth";

    /// <summary>The default cookie for a refresh token, <c>__Secure-auth-refresh</c>; browsers send it to the path of the refresh endpoint only. Below a path base with a suffix.</summary>
    public const string RefreshCookieName = "__Secure-auth-refresh";

    /// <summary>
    /// The default cookie for a refresh token with <see cref="AuthStrategyHttpOptions.RefreshOnRequest"/>, <c>__Host-auth-refresh</c>; browsers send it
    /// with every request, and accept it from this host only.
    /// </summary>
    public const string RefreshOnRequestCookieName = "__Host-auth-refresh";
}
