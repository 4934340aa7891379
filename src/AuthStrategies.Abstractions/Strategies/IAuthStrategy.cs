using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// Issues, authenticates, refreshes and revokes credentials for users whose identity the application has checked.
/// </summary>
/// <remarks>
/// <para>Implementations are thread-safe singletons.</para>
/// <para>
/// A refused credential is a result: a bad, expired or revoked credential never throws. An exception means that the call
/// itself is wrong (<see cref="ArgumentException"/>), that the strategy's options are wrong, or that the session store
/// cannot answer (<see cref="SessionStoreException"/>), or keys are not known. Each of these derives from
/// <see cref="AuthUnavailableException"/>: catch that one. A failing store is never reported as "not authenticated".
/// </para>
/// <para>
/// A strategy that wraps another one derives from <see cref="DelegatingAuthStrategy"/>. <see cref="GetService"/> returns the optional
/// abilities, for example <see cref="ICookieRotation"/>.
/// </para>
/// <para>No member writes a credential or a part of one to a log, an exception or a metric.</para>
/// </remarks>
public interface IAuthStrategy
{
    /// <summary>The name under which the strategy was registered. It is also the authentication type of every identity that the strategy returns.</summary>
    string Name { get; }

    /// <summary>Issues a credential for a principal that the application has just authenticated. Starts its session if the strategy keeps sessions.</summary>
    /// <param name="principal">
    /// The user who logged in. At least one authenticated identity must have a subject (<c>sub</c> or
    /// <see cref="ClaimTypes.NameIdentifier"/>); several authenticated identities must have the same one.
    /// </param>
    /// <param name="options">Options of this call, or <see langword="null"/> for the strategy's defaults.</param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>The credential for the client. Two calls with one principal start two independent sessions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal has no authenticated identity, no subject or several subjects, or an option is outside its legal range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The strategy can only verify (no signing key is configured), or its clock is before 1970, the earliest date of a token.
    /// </exception>
    /// <exception cref="SessionStoreException">The store could not answer. No credential was issued.</exception>
    /// <exception cref="AuthUnavailableException">
    /// No credential was issued for another reason, for example because the key store did not answer. <see cref="SessionStoreException"/>
    /// derives from it: catch this one.
    /// </exception>
    ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Checks a credential and returns the user who presents it.</summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// Success with a principal that no other caller has; <see cref="AuthResult.None"/> if the text is not a credential
    /// of this strategy; otherwise a failure with its reason.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer: it is unknown whether the credential is valid.</exception>
    /// <exception cref="AuthUnavailableException">
    /// It is unknown for another reason, for example because the clock of this server was set back and the credential is newer than it.
    /// <see cref="SessionStoreException"/> derives from it: catch this one.
    /// </exception>
    ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>Exchanges a refreshable credential for a new one of the same session. The session's absolute end does not move.</summary>
    /// <param name="credential">A refresh token, or the session token of a session strategy.</param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>The new credential, or a failure with its reason; <see cref="AuthFailureReason.NotSupported"/> if the strategy cannot refresh.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. The client's credential stays valid.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid, as for <see cref="AuthenticateAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// No credential can be issued for the current claims of the session (see <see cref="IPrincipalRefresher"/>,
    /// <see cref="ISessionDirectory.ReplacePrincipalAsync"/>). Nothing was changed. Exceptions of the application's refresher are passed on.
    /// </exception>
    ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>Ends the session that a credential belongs to. Ending an ended session is not an error.</summary>
    /// <param name="credential">Any credential of the session, expired or not.</param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>What the call achieved; see <see cref="RevokeOutcome"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. The session may still be alive.</exception>
    /// <exception cref="AuthUnavailableException">The session may still be alive for another reason, as for <see cref="IssueAsync"/>.</exception>
    ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets an optional ability of the strategy, such as <see cref="ICookieRotation"/>, or the strategy inside a wrapper by its class. This object for a
    /// type that it implements, <see langword="null"/> for everything else; only a wrapper overrides it. Thread-safe; always the same answer.
    /// </summary>
    /// <param name="serviceType">The ability.</param>
    /// <returns>An object of that type, or <see langword="null"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is <see langword="null"/>.</exception>
    object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }
}
