namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to decide between several values that one request contains for the same cookie. A browser sends
/// several after the domain, the path or the partition of the cookie has changed. A strategy implements it in addition to
/// <see cref="IAuthStrategy"/>. Without it, two different values of a cookie are an invalid request.
/// </summary>
/// <remarks>Implementations are thread-safe. A host calls these members only for requests with more than one value.</remarks>
public interface ICookieCopies
{
    /// <summary>Finds out which session a credential names. The session need not exist any more, and an expired credential names it too.</summary>
    /// <param name="credential">The value of a cookie.</param>
    /// <param name="cancellationToken">Cancels the wait for keys.</param>
    /// <returns>
    /// A text that is equal for all credentials of one session; the credential itself, if it is genuine and belongs to no session.
    /// <see langword="null"/> if the strategy has never issued such a text: it is ignored beside a genuine credential. Not a secret, except in the second case.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is genuine.</exception>
    ValueTask<string?> FindSessionAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>
    /// Like <see cref="ICookieRotation.AuthenticateCookieAsync"/>, for several credentials of one session. Only the newest one counts;
    /// the others have no effect, and are no sign of theft.
    /// </summary>
    /// <param name="credentials">Two or three different values for which <see cref="FindSessionAsync"/> gives the same text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result, and the credential that it is about. The session is read once for all of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credentials"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="credentials"/> is empty.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credentials are valid.</exception>
    ValueTask<CookieCopyResult> AuthenticateCopiesAsync(IReadOnlyList<string> credentials, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds out directly before the response headers are sent whether a credential is still the newest one of its live session.
    /// The host then stores it again in the browser and deletes all other copies.
    /// </summary>
    /// <param name="credential">The credential that counted for the request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The same credential, with its end; <see langword="null"/> if it is not the newest one, or if the strategy cannot tell.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The state of the session is unknown. Send the response without a cookie.</exception>
    ValueTask<IssuedCredential?> FindCurrentAsync(string credential, CancellationToken cancellationToken = default);
}
