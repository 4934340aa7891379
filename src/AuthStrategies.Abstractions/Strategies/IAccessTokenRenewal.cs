using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to exchange a live access token for one with new claims, without its refresh token: after a change of a
/// name or a role, the client has the new claims immediately. A strategy implements it in addition to <see cref="IAuthStrategy"/>. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// if (strategy is IAccessTokenRenewal renewal)
///     result = await renewal.RenewAccessTokenAsync(accessToken, newPrincipal, cancellationToken: cancellationToken);
/// </code>
/// </example>
public interface IAccessTokenRenewal
{
    /// <summary>Gives the session of an access token new claims, and issues an access token with them.</summary>
    /// <param name="accessToken">A valid access token of a live session.</param>
    /// <param name="principal">The new claims, for the same subject.</param>
    /// <param name="canDeliver">
    /// Tells whether the client can receive a token, for example by the size of a cookie. Called before the write with the exact token. If
    /// it returns <see langword="false"/>, the call throws <see cref="InvalidOperationException"/>; an exception of the delegate is
    /// passed on. In both cases nothing was changed. It may be called more than once. <see langword="null"/> means always.
    /// </param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// The new access token without a refresh token: the client keeps the one that it has, and later refreshes give the new claims too. The new
    /// token expires when the presented one would, so that a stolen access token can never be prolonged; session, its end and
    /// <c>auth_time</c> stay the same, and the call does not count as activity. It names the configured audience, also if
    /// <see cref="IssueOptions.Audiences"/> gave the presented one others. The presented token stays valid until it
    /// expires. If less than 1 second of the presented token is left, the session gets the new claims and the result is
    /// <see cref="RefreshResult.IsUnchanged"/>: the next refresh gives a token with them. A failure if the token is refused, or has no live session; <see cref="AuthFailureReason.NotSupported"/> for a
    /// token without a session: issue another one instead. Not applicable for any other text.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The principal has another subject than the token or no authenticated identity, or its claims are too large. Nothing was changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">The client cannot receive the token. Nothing was changed.</exception>
    /// <exception cref="AuthUnavailableException">The session store or the key store did not answer.</exception>
    ValueTask<RefreshResult> RenewAccessTokenAsync(
        string accessToken, ClaimsPrincipal principal, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default);
}
