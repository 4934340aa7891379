using System.Security.Claims;

namespace AuthStrategies;

/// <summary>Choices for one refresh, given to <see cref="ICookieRotation.RefreshAsync"/>. Not thread-safe; not kept by the strategy.</summary>
public sealed class RefreshOptions
{
    /// <summary>
    /// Whether the credential came in a cookie and goes back in one. Requests that carry the old cookie may be under way, so a
    /// cookie is replaced a little later than other credentials. Default: <see langword="false"/>.
    /// </summary>
    public bool InCookie { get; set; }

    /// <summary>
    /// Whether the response can carry a credential: the size of a cookie, for example. Called before the write, with the exact
    /// credential. At <see langword="false"/> the refresh throws <see cref="InvalidOperationException"/>; an exception of the delegate
    /// itself is passed on. Nothing is written in both cases. Default: <see langword="null"/>, it always can.
    /// </summary>
    public Func<IssuedCredential, bool>? CanDeliver { get; set; }

    /// <summary>
    /// The session's new claims, of the same subject: signing in again without a new authentication. The session, its label and
    /// its absolute end stay. Default: <see langword="null"/>, the application's <see cref="IPrincipalRefresher"/> is asked.
    /// </summary>
    public ClaimsPrincipal? Principal { get; set; }
}
