namespace AuthStrategies;

/// <summary>
/// What a strategy can do for a credential in a cookie, beyond the four verbs of <see cref="IAuthStrategy"/>: a response may
/// replace a cookie without being asked to. A strategy implements it beside <see cref="IAuthStrategy"/>; a host that finds it
/// uses it for cookies, and the four verbs for everything else.
/// </summary>
/// <remarks>Implementations are thread-safe. Text that is not of the strategy's kind gives the same answers as with the four verbs.</remarks>
public interface ICookieRotation
{
    /// <summary>As <see cref="IAuthStrategy.AuthenticateAsync"/>, for a credential from a cookie. Only this member sets <see cref="AuthResult.RotationDue"/>.</summary>
    /// <param name="credential">The cookie's value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result. No further call to the store is made to find out whether a rotation is due.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The answer is not known.</exception>
    ValueTask<AuthResult> AuthenticateCookieAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides about a rotation when the response headers are about to be sent, for a request whose
    /// <see cref="AuthResult.RotationDue"/> is true. It reads the stored session again: another request may have rotated it.
    /// </summary>
    /// <param name="credential">The cookie's value, as the request presented it.</param>
    /// <param name="canDeliver">
    /// Whether the response can carry a credential: the size of the cookie, for example. Called before the write, with the exact
    /// credential; at <see langword="false"/>, or when it throws, nothing is written. <see langword="null"/>: it always can.
    /// </param>
    /// <param name="cancellationToken">Cancels the call before or after the write, never half-way.</param>
    /// <returns>
    /// What the client keeps from now on; hand it to this one response only. <see langword="null"/> when nothing is to be sent:
    /// not due any more, handed to another response, not deliverable, ended, or not of this strategy's kind.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The answer is not known. Send the response without a new cookie; a later request tries again.</exception>
    ValueTask<IssuedCredential?> RotateAtHeadersAsync(
        string credential, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IAuthStrategy.RefreshAsync"/>, with choices. Useful for credentials from other places than cookies, too.</summary>
    /// <param name="credential">What the client sent.</param>
    /// <param name="options">The choices.</param>
    /// <param name="cancellationToken">Cancels the call before or after the write, never half-way.</param>
    /// <returns>
    /// As <see cref="IAuthStrategy.RefreshAsync"/>. A credential whose <see cref="IssuedCredential.Value"/> is the one that was presented
    /// means that the client keeps what it has: over a cookie, send no Set-Cookie.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><see cref="RefreshOptions.Principal"/> names another subject, or no credential can be issued for it.</exception>
    /// <exception cref="InvalidOperationException">The new credential cannot be delivered or made. Nothing was changed.</exception>
    /// <exception cref="AuthUnavailableException">The answer is not known.</exception>
    ValueTask<RefreshResult> RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken = default);
}
