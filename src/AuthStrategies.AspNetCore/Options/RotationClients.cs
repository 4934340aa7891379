namespace AuthStrategies.AspNetCore;

/// <summary>The clients whose cookies are rotated by ordinary responses.</summary>
public enum RotationClients
{
    /// <summary>
    /// Requests with the header <c>Sec-Fetch-Site</c>, which current browsers add and scripts cannot set. A server that forwards its
    /// user's cookie does not send it, and usually drops the <c>Set-Cookie</c> of the response. The default.
    /// </summary>
    Browsers = 0,

    /// <summary>Every request, for clients that are not browsers and store the cookies of every response.</summary>
    All = 1,
}
