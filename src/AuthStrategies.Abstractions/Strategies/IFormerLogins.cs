using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to go on with logins that another system issued, for example the cookies of <c>AddCookie</c>, without a new login of their
/// users. A strategy implements it in addition to <see cref="IAuthStrategy"/>; the host checks the former credential.
/// </summary>
/// <remarks>
/// <para>
/// The first token of a moved session is derived from the former credential, and its successor is what the client gets. So a client that presents the
/// former credential again presents a token that was replaced: requests that were under way are accepted, a lost answer is made good, and a use after
/// that ends the session as stolen. A note in the store that the credential was used keeps it from beginning another session later.
/// </para>
/// <para>Implementations are thread-safe.</para>
/// </remarks>
public interface IFormerLogins
{
    /// <summary>Keeps a secret of the host in the store, one for all nodes: that of the first of all calls. A store that loses it gets the proposal of the next call.</summary>
    /// <param name="protectedSecret">A random secret that the host has encrypted, so that the store does not know it. Kept if the store has none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is kept now.</returns>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    ValueTask<ReadOnlyMemory<byte>> KeepSecretAsync(ReadOnlyMemory<byte> protectedSecret, CancellationToken cancellationToken = default);

    /// <summary>The token that stands for a former credential. The same credential always gives the same token, on every node.</summary>
    /// <param name="credential">
    /// A keyed hash of what names the former login among all of the host, with a secret that only the host knows: see <see cref="KeepSecretAsync"/>.
    /// Who knows these bytes can compute all tokens of the session, and the name part of a token is enough to end it.
    /// </param>
    /// <returns>The token.</returns>
    string TokenOf(ReadOnlySpan<byte> credential);

    /// <summary>Whether a former credential was used before: its session exists, or has existed.</summary>
    /// <param name="token">What <see cref="TokenOf"/> returned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException"><paramref name="token"/> is no token.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    ValueTask<bool> WasUsedAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>When all former logins of a user, or of the strategy, were ended last. See <see cref="IFormerLoginSource"/>.</summary>
    /// <param name="principal">The user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time, UTC; <see langword="null"/> if they were not ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no user.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    ValueTask<DateTimeOffset?> FindEndAsync(ClaimsPrincipal principal, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins the session of a former credential that the caller has checked. It is no new authentication. Then authenticate with
    /// <paramref name="token"/>, in a <see cref="ClientFactsScope"/> with an <see cref="IFormerLoginClient"/>: it is accepted if the session has not ended, and
    /// its successor is handed out as after a rotation.
    /// </summary>
    /// <param name="token">What <see cref="TokenOf"/> returned.</param>
    /// <param name="principal">The user of the former credential.</param>
    /// <param name="options">The options of the session; <see langword="null"/> for the defaults.</param>
    /// <param name="formerIssuedAt">
    /// When the former credential was issued, UTC. If all logins of the user or of the strategy were ended at that time or later, it is refused for good;
    /// <see langword="null"/>, an unknown time, is refused whenever they were ended. See <see cref="IFormerLoginSource"/>.
    /// </param>
    /// <param name="formerEnd">When the former credential expires: until then the store notes that it was used. UTC.</param>
    /// <param name="cancellationToken">Cancels the call before the first write; later it has no effect.</param>
    /// <returns>What it did.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An argument or an option is not legal, or the claims and items are too large.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer. The former credential is not used up, or its session can be found.</exception>
    ValueTask<FormerLoginOutcome> MoveAsync(
        string token, ClaimsPrincipal principal, IssueOptions? options, DateTimeOffset? formerIssuedAt, DateTimeOffset formerEnd, CancellationToken cancellationToken = default);

    /// <summary>Ends a former credential for good, and its session if there is one: its holder signs out or signs in again.</summary>
    /// <param name="token">What <see cref="TokenOf"/> returned.</param>
    /// <param name="formerEnd">When the former credential expires. UTC.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>Whether there was a live session.</returns>
    /// <exception cref="ArgumentException"><paramref name="token"/> is no token.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    ValueTask<bool> EndAsync(string token, DateTimeOffset formerEnd, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends all former credentials that were issued until now and were not used yet: none begins a session any more. For a host that cannot tell any more
    /// which ones were used.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>When it is noted.</returns>
    /// <exception cref="AuthUnavailableException">The store did not answer. Repeat the call.</exception>
    ValueTask EndAllAsync(CancellationToken cancellationToken = default);
}
