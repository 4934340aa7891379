using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The live sessions of a subject from all strategies in one list, for example for a page "Where you are logged in". A thread-safe singleton.
/// </summary>
/// <remarks>
/// The directory serves the application and checks no credential. The caller decides who may see and
/// end which sessions. Take the subject from an authenticated principal, never from the request.
/// Every member throws <see cref="SessionStoreException"/> if the store cannot answer.
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>Lists the live sessions of a subject, the newest first. An unknown subject has an empty list.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The sessions. A session that lives during the whole call is always listed; one that begins or ends during the
    /// call may or may not be. Expired sessions are not listed.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Finds one live session.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session, or <see langword="null"/> if it never existed, has ended or has expired.</returns>
    ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds one live session and counts the call as activity of its client. A long-lived connection calls this from time
    /// to time, because the credential that opened the connection may have been replaced by a newer one.
    /// </summary>
    /// <param name="id">The session's id.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// The session after the call, or <see langword="null"/> if it never existed, has ended or has expired. The idle timeout
    /// starts anew as it does when a session token is authenticated: written at most once per tenth of the idle timeout,
    /// and never past <see cref="SessionInfo.AbsoluteExpiresAt"/>. The call changes nothing for a JWT session, which only a refresh
    /// extends, for a custom strategy, and for a strategy that is not registered here. If another call changes the session at the
    /// same time, the result is the session after that change; if another call ends it, the result is <see langword="null"/>.
    /// </returns>
    ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets when a live session ends at the latest: so long from now, active or not. A later call may set a later end again, up to the absolute
    /// end that the session got at login; a longer time means that end. The call does not count as activity.
    /// </summary>
    /// <param name="id">The session's id.</param>
    /// <param name="lifetime">The time from now. 1 second to 400 days.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// The session after the call, with the new end as <see cref="SessionInfo.AbsoluteExpiresAt"/>; <see langword="null"/>, without any
    /// change, if it never existed, has ended or has expired. The idle timeout still applies before that end. A call that competes with a
    /// request of the client takes effect too: neither change is lost. For a JWT session, access tokens that were
    /// issued before stay valid until they expire, unless <c>RequireLiveSession</c> is on. The <c>Max-Age</c> of a cookie that was sent before is not changed.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is outside its legal range.</exception>
    ValueTask<SessionInfo?> SetLifetimeAsync(SessionId id, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Ends one session of a subject.</summary>
    /// <param name="subject">The subject that must own the session.</param>
    /// <param name="id">The session's id.</param>
    /// <param name="options">What the client of the session is told; <see langword="null"/> for the defaults: the application has ended it.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns><see langword="true"/> if this call ended it; <see langword="false"/> if there is no such session or another subject owns it.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty, or <paramref name="options"/> has a value outside its legal range.</exception>
    ValueTask<bool> RevokeAsync(string subject, SessionId id, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of a subject ("log out everywhere", after a password change, when an account is disabled).</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="except">One session of the subject that stays; usually the caller's own.</param>
    /// <param name="options">
    /// What the clients of the sessions are told; <see langword="null"/> for the defaults: the application has ended them. The 100 most recently used sessions
    /// keep it. A reason that cannot be stored changes nothing about the end of the sessions.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. A cancelled call may have ended some sessions; repeat it.</param>
    /// <returns>
    /// The number of live sessions that ended. Sessions that had ended before, with all sessions of their strategy, do not count, nor do former logins that a
    /// host would still move (<see cref="IFormerLoginSource"/>), which end too. A session that
    /// begins during the call is either not affected or ends. A store that may lose data
    /// (<see cref="IEvictingSessionStore"/>) may not find all sessions: those that it does not find are not counted, and end at their
    /// next renewal, rotation or refresh. A call that fails may have ended all sessions in that way, except the one that stays. A node of a
    /// release before this method knew such stores goes on with those sessions: let all nodes run this release, and repeat a call from the
    /// time of the upgrade.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty, or <paramref name="options"/> has a value outside its legal range.</exception>
    ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the sessions of all users, for example after a break-in. One write per strategy, however many sessions there are: each strategy
    /// gets another generation, and a session of an earlier one has ended. Any later sign-in is not affected; one that is under way may be ended.
    /// </summary>
    /// <remarks>
    /// This node sees the effect immediately, the others after at most 5 seconds, sooner with a near cache that receives messages. The
    /// records of the ended sessions stay in the store until they expire. Also a store that loses the generation has ended the sessions.
    /// All nodes must run a release that knows generations: an earlier one goes on accepting what has ended, and the sessions that it creates
    /// after the call are refused by the others. Repeat the call after the upgrade.
    /// A strategy that the configuration describes and does not choose is one of the application's: its sessions end too. Its access tokens are
    /// accepted again if the configuration chooses it again before they expire; only a call that names the strategy tells about them.
    /// </remarks>
    /// <param name="strategy">The name of the strategy whose sessions end; <see langword="null"/> for all strategies of the application.</param>
    /// <param name="cancellationToken">Cancels the call. A cancelled call may have ended the sessions of some strategies; repeat it.</param>
    /// <returns>
    /// <see cref="RevokeOutcome.Revoked"/>: no credential from before is accepted. <see cref="RevokeOutcome.RevokedAtExpiry"/>: nothing can be
    /// refreshed, but access tokens of a JWT strategy stay valid until they expire. <see cref="RevokeOutcome.NotSupported"/>: a strategy
    /// keeps no sessions, and its tokens stay valid until they expire; <c>ObserveRevokeAll</c> of a JWT strategy changes
    /// that. Of several strategies the least is returned, and the sessions of all others have ended. A strategy that only verifies the tokens of
    /// another issuer, and keeps no session of them, does not count: its tokens cannot be ended here. If it is named, or if there is no other
    /// strategy, the answer is <see cref="RevokeOutcome.NotSupported"/>. The log says for each strategy why its tokens stay valid.
    /// </returns>
    /// <exception cref="ArgumentException">The application has no strategy with this name.</exception>
    ValueTask<RevokeOutcome> RevokeEverythingAsync(string? strategy = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the live sessions of all users, page by page, for administrators. A session that lives during the whole enumeration is listed at
    /// least once; it may appear twice if the store changes in the meantime.
    /// </summary>
    /// <param name="continuation"><see langword="null"/> for the first page; then the <see cref="SessionInfoPage.Continuation"/> of the page before.</param>
    /// <param name="pageSize">About how many records are read for a page; from 1 to 10,000, default 100. Expired ones, and records that are no sessions, are left out.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The page, in no particular order. A call goes on until it finds a live session, so a page is empty only if it is the last, or if the call
    /// found none in 16 pages of the store, half a second or a quarter of the store's time limit: then <see cref="SessionInfoPage.Continuation"/> is set, and more may follow.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="continuation"/> is not from this store, for example empty. The first page has <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pageSize"/> is outside its legal range.</exception>
    /// <exception cref="NotSupportedException">The session store cannot list all records: it has no <see cref="ISessionEnumerator"/>.</exception>
    ValueTask<SessionInfoPage> ListAllAsync(string? continuation = null, int pageSize = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a live session new claims. Its next authentication (for JWTs, its next refresh) returns them.
    /// Id, times and credentials of the session stay the same.
    /// </summary>
    /// <param name="id">The session's id.</param>
    /// <param name="principal">The new claims; the subject must be the subject of the session.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// <see langword="true"/> if the claims were replaced; <see langword="false"/>,
    /// without any change, if there is no such live session or another subject owns it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal has no authenticated identity, no subject or several subjects.</exception>
    ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the items of a live session, for example when a token in them was revoked by its provider. The directory cannot read or
    /// write items: only a client's credential can, with <see cref="ISessionItems"/>.
    /// </summary>
    /// <param name="id">The session's id.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns><see langword="true"/> if the session is live and has no items now; <see langword="false"/> if there is no such live session.</returns>
    ValueTask<bool> ClearItemsAsync(SessionId id, CancellationToken cancellationToken = default);
}
