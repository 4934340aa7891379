namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to serve a request by its refresh token, when the request has no access token that is still valid: the user
/// of a server-rendered page stays logged in without a script that refreshes. A strategy implements it in addition to
/// <see cref="IAuthStrategy"/> and states <see cref="AuthStrategyCapabilities.AuthenticatesRefreshTokens"/>.
/// </summary>
/// <remarks>
/// Implementations are thread-safe. A host calls it only for refresh tokens in cookies, and only for requests that may be served so:
/// <see cref="AuthenticateRefreshTokenAsync"/> before the request is handled, and <see cref="RenewAtHeadersAsync"/> directly before the
/// response headers are sent. In between, other requests may use the same refresh token; all of them must be served.
/// </remarks>
public interface IRefreshTokenAuthentication
{
    /// <summary>Authenticates a request by its refresh token. No new token is issued.</summary>
    /// <param name="refreshToken">The cookie's value.</param>
    /// <param name="copies">More values of the same cookie, of the same session (<see cref="ICookieCopies.FindSessionAsync"/>). Only the newest of all counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The result, with the claims that a refresh would give now: the application's <see cref="IPrincipalRefresher"/> is asked, and can
    /// refuse. A refresh token that was stolen ends the session, as at a refresh. Not applicable for a text that is no refresh token of
    /// the strategy.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the refresh token is valid.</exception>
    ValueTask<AuthResult> AuthenticateRefreshTokenAsync(string refreshToken, IReadOnlyList<string> copies, CancellationToken cancellationToken = default);

    /// <summary>
    /// Like <see cref="AuthenticateRefreshTokenAsync"/>, for a request that does not count as activity: no end and no last activity of the
    /// session moves. <see cref="RenewAtHeadersAsync"/> is not called for it. By default it is the same as <see cref="AuthenticateRefreshTokenAsync"/>.
    /// </summary>
    /// <param name="refreshToken">The cookie's value.</param>
    /// <param name="copies">More values of the same cookie, of the same session. Only the newest of all counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The same result. It may write what shows a second client (<see cref="IAuthenticationWithoutRenewal"/>).</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the refresh token is valid.</exception>
    ValueTask<AuthResult> AuthenticateRefreshTokenWithoutRenewalAsync(string refreshToken, IReadOnlyList<string> copies, CancellationToken cancellationToken = default) =>
        AuthenticateRefreshTokenAsync(refreshToken, copies, cancellationToken);

    /// <summary>
    /// Issues the next access token, and the next refresh token if a refresh would rotate it now. It reads the session again, and
    /// never ends it.
    /// </summary>
    /// <param name="refreshToken">The value that was given to <see cref="AuthenticateRefreshTokenAsync"/>.</param>
    /// <param name="copies">The copies that were given with it.</param>
    /// <param name="canDeliver">
    /// Tells whether the response can transport a credential, for example by the size of the cookies. Called before the write with the
    /// exact credential. If it returns <see langword="false"/> or throws, nothing is written. <see langword="null"/> means always.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>
    /// The new access token, without a refresh token if the client keeps the one that it has: each new refresh token is in one response
    /// only. <see langword="null"/> if there is nothing to send: the session has ended, the refresh token has become too old, the
    /// application refuses, or it cannot be delivered.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="refreshToken"/> or <paramref name="copies"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The session's claims no longer fit into an access token. Nothing was changed.</exception>
    /// <exception cref="AuthUnavailableException">The state of the session is unknown. Send the response without new cookies; a later request tries again.</exception>
    ValueTask<IssuedCredential?> RenewAtHeadersAsync(
        string refreshToken, IReadOnlyList<string> copies, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default);
}
