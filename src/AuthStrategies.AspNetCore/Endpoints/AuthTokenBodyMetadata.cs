namespace AuthStrategies.AspNetCore;

/// <summary>
/// Marks an endpoint that reads a refresh token from the body of its request, as JSON (<see cref="AuthRefreshRequest"/>) or as a form of OAuth
/// 2.0 (RFC 6749 §6): the endpoints for refresh and logout. For code that describes the application. Immutable.
/// </summary>
public sealed class AuthTokenBodyMetadata
{
    internal AuthTokenBodyMetadata(bool isRefresh) => IsRefresh = isRefresh;

    /// <summary>
    /// Whether it is the endpoint for refresh, which needs a token: in the body, unless a strategy refreshes what comes in a cookie or header. For
    /// a logout the body is optional.
    /// </summary>
    public bool IsRefresh { get; }
}
