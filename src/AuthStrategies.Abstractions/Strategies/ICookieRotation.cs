namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to rotate a credential in a cookie: a response may replace a cookie although the client did not ask
/// for it. A strategy implements it in addition to <see cref="IAuthStrategy"/>. A host uses it for cookies, and
/// <see cref="IAuthStrategy"/> for all other credentials.
/// </summary>
/// <remarks>
/// Implementations are thread-safe. For a text that is not a credential of the strategy, the answers are those of
/// <see cref="IAuthStrategy"/>. The strategies of this library implement it: session tokens rotate, JWTs do not, so for a JWT
/// no rotation is ever due. The ASP.NET Core package calls it for every credential from a cookie. A strategy without this ability
/// works in cookies too; its cookies change only at sign-in and refresh.
/// </remarks>
public interface ICookieRotation
{
    /// <summary>
    /// Whether the strategy, as it is configured now, replaces the cookies of active clients so often that a persistent cookie may
    /// expire with <see cref="IssuedCredential.ExpiresAt"/>. If not, the cookie of an active client would expire although its session
    /// goes on; a host then keeps it until <see cref="IssuedCredential.AbsoluteExpiresAt"/>, and the strategy enforces the idle timeout.
    /// </summary>
    bool RotatesCookies { get; }

    /// <summary>
    /// Like <see cref="IAuthStrategy.AuthenticateAsync"/>, for a credential from a cookie. Only this member sets
    /// <see cref="AuthResult.RotationDue"/>. It may write to the store, for example the first use of the credential.
    /// </summary>
    /// <param name="credential">The cookie's value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result. Finding out whether a rotation is due needs no further call to the store.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid.</exception>
    ValueTask<AuthResult> AuthenticateCookieAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>
    /// Rotates the credential, if it is still due, directly before the response headers are sent. Call it for a request whose
    /// <see cref="AuthResult.RotationDue"/> is true. It reads the stored session again, because another request may have rotated it.
    /// </summary>
    /// <param name="credential">The value of the request's cookie.</param>
    /// <param name="canDeliver">
    /// Tells whether the response can transport a credential, for example by the size of the cookie. Called before the write with the
    /// exact credential. If it returns <see langword="false"/> or throws, nothing is written. <see langword="null"/> means always.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>
    /// The credential that the client should keep from now on; send it in this one response only. <see langword="null"/> if there is
    /// nothing to send: a rotation is no longer due, another response sends it, it cannot be delivered, or there is no such session.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">
    /// The state of the session is unknown. Send the response without a new cookie; a later request tries again.
    /// </exception>
    ValueTask<IssuedCredential?> RotateAtHeadersAsync(
        string credential, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default);

    /// <summary>Like <see cref="IAuthStrategy.RefreshAsync"/>, with options. Also useful for credentials that are not in a cookie.</summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <param name="options">The options of this refresh.</param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>
    /// Like <see cref="IAuthStrategy.RefreshAsync"/>. If <see cref="IssuedCredential.Value"/> equals the presented credential,
    /// the client keeps its credential: for a cookie, send no Set-Cookie.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><see cref="RefreshOptions.Principal"/> has another subject, or no credential can be issued for it.</exception>
    /// <exception cref="InvalidOperationException">The new credential cannot be delivered or created. Nothing was changed.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid.</exception>
    ValueTask<RefreshResult> RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken = default);
}
