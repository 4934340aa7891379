using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// "Your devices": the live logins of a subject, whichever strategy issued them, in one list. A thread-safe singleton.
/// </summary>
/// <remarks>
/// It answers for the application, not for the client: it asks for no credential. The caller decides who may see and
/// end whose logins; take the subject from an authenticated principal, never from the request.
/// Every member throws <see cref="SessionStoreException"/> when the store cannot answer.
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>Lists the live logins of a subject, the newest first. No such subject: an empty list.</summary>
    /// <param name="subject">Whose logins.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The logins. One that lives throughout the enumeration is always listed; one that begins or ends meanwhile may or
    /// may not be. Expired ones are not listed.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Finds one live login.</summary>
    /// <param name="id">Its public name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The login, or <see langword="null"/> when it never was, has ended or has expired.</returns>
    ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds one live login and counts this as activity of its client: what a long-lived connection does from time to time
    /// instead of presenting its credential again, which may have been replaced by a newer one since.
    /// </summary>
    /// <param name="id">Its public name.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// The login as it stands after the call, or <see langword="null"/> when it never was, has ended or has expired. The idle
    /// end of a session moves as it does when its token is authenticated: written down at most once per tenth of the idle time,
    /// and never past <see cref="SessionInfo.AbsoluteExpiresAt"/>. Found and left as it is: the login of a JWT, which only a refresh
    /// prolongs, and one of a strategy that is not registered here or is the application's own. When somebody else changes the
    /// login at the same time, theirs stands and is returned; when they end it, the answer is <see langword="null"/>.
    /// </returns>
    ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Ends one login, if it is that subject's.</summary>
    /// <param name="subject">Whose login it must be.</param>
    /// <param name="id">Its public name.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>Whether this call ended it; <see langword="false"/> when there is no such login or it is somebody else's.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    ValueTask<bool> RevokeAsync(string subject, SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Ends all logins of a subject ("log out everywhere", after a password change, when an account is disabled).</summary>
    /// <param name="subject">Whose logins.</param>
    /// <param name="except">One login that stays, if it is the subject's; usually the caller's own.</param>
    /// <param name="cancellationToken">Cancels the call. A cancelled call may have ended some of them; repeat it.</param>
    /// <returns>How many were ended. A login that begins while the call runs survives whole or is ended whole.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a live login new claims, so that its next authentication (its next refresh, for JWTs) hands them out.
    /// Name, times and credentials of the login stay.
    /// </summary>
    /// <param name="id">Its public name.</param>
    /// <param name="principal">The new claims; must be of the login's own subject.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>Whether the claims were replaced; <see langword="false"/>, with nothing changed, when there is no such live login or it is another subject's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal has no authenticated identity, no subject or several subjects.</exception>
    ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default);
}
