using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The application's say at every refresh, whichever strategy does it: what the subject's claims are now, or no. Optional;
/// register one with <c>UsePrincipalRefresher&lt;T&gt;()</c>. Each refresh gets it from a dependency injection scope of its own.
/// </summary>
public interface IPrincipalRefresher
{
    /// <summary>Loads the current claims of a subject whose credential is being refreshed.</summary>
    /// <param name="principal">What the login says so far. The refresher's own copy.</param>
    /// <param name="session">The login.</param>
    /// <param name="cancellationToken">Cancels the refresh.</param>
    /// <returns>
    /// The claims from now on, for the same subject (<paramref name="principal"/> itself when nothing has changed); or
    /// <see langword="null"/> to refuse: the refresh fails with <see cref="AuthFailureReason.Refused"/> and nothing is
    /// written. A refusal ends nothing: to end the login, use <see cref="ISessionDirectory"/>. An exception is passed to
    /// the caller of the refresh, and nothing is written.
    /// </returns>
    ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken);
}
