using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// Lets the application update the claims of a subject, or refuse, at every refresh of every strategy. Optional;
/// register one with <c>UsePrincipalRefresher&lt;T&gt;()</c>. Each refresh resolves it from a new dependency injection scope,
/// so it need not be thread-safe.
/// </summary>
public interface IPrincipalRefresher
{
    /// <summary>Loads the current claims of a subject whose credential is being refreshed.</summary>
    /// <param name="principal">The claims of the session so far. The refresher may change this object.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the refresh.</param>
    /// <returns>
    /// The claims from now on, for the same subject (<paramref name="principal"/> itself if nothing changed), or
    /// <see langword="null"/> to refuse: the refresh fails with <see cref="AuthFailureReason.Refused"/> and nothing is
    /// written. A refusal does not end the session: use <see cref="ISessionDirectory"/> for that. An exception is passed to
    /// the caller of the refresh, and nothing is written.
    /// </returns>
    ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken);
}
