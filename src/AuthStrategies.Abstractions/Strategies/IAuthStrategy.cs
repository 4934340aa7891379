using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// A way to recognise a client after the application has checked who it is: the four verbs that every strategy has.
/// </summary>
/// <remarks>
/// <para>Implementations are thread-safe singletons.</para>
/// <para>
/// An expected refusal is a value: a bad, expired or revoked credential never throws. Exceptions mean that the call
/// itself is wrong (<see cref="ArgumentException"/>), that the strategy's options are wrong, or that the session store
/// is broken (<see cref="SessionStoreException"/>). A broken store is never reported as "not authenticated".
/// </para>
/// <para>No member writes a credential, or a part of one, to a log, an exception or a metric.</para>
/// </remarks>
public interface IAuthStrategy
{
    /// <summary>The name the strategy was registered under. It is also the authentication type of every identity it hands out.</summary>
    string Name { get; }

    /// <summary>Starts a login: makes a credential for a principal that the application has just authenticated.</summary>
    /// <param name="principal">
    /// Who has logged in. At least one authenticated identity with a subject (<c>sub</c> or
    /// <see cref="ClaimTypes.NameIdentifier"/>); several authenticated identities must agree on it.
    /// </param>
    /// <param name="options">Choices for this one login, or <see langword="null"/> for the strategy's defaults.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect, never half-way.</param>
    /// <returns>The credential to hand to the client. Two calls with one principal make two independent logins.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal has no authenticated identity, no subject or several subjects, or an option is outside its legal range.</exception>
    /// <exception cref="InvalidOperationException">The strategy can only verify (no signing key is configured), or its clock stands before 1970, where the dates of a token begin.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. No credential was handed out.</exception>
    ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Recognises a client by the credential it presents.</summary>
    /// <param name="credential">What the client sent, exactly as it sent it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// Success with a principal that belongs to the caller alone; <see cref="AuthResult.None"/> when the text is not of
    /// this strategy's kind; otherwise a failure with its reason.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer: neither yes nor no.</exception>
    ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>Exchanges a refreshable credential for a fresh one of the same login. The login's absolute end does not move.</summary>
    /// <param name="credential">A refresh token, or the session token of a session strategy.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect, never half-way.</param>
    /// <returns>The fresh credential, or a failure with its reason; <see cref="AuthFailureReason.NotSupported"/> when the strategy has nothing to refresh.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. What the client holds stays good.</exception>
    /// <exception cref="InvalidOperationException">
    /// What the login says by now (see <see cref="IPrincipalRefresher"/>, <see cref="ISessionDirectory.ReplacePrincipalAsync"/>)
    /// cannot be issued. Nothing was changed. What the application's refresher throws itself is passed on.
    /// </exception>
    ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default);

    /// <summary>Ends the login that a credential belongs to. Ending an ended login is not an error.</summary>
    /// <param name="credential">Any credential of the login, expired or not.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect, never half-way.</param>
    /// <returns>What was achieved, told honestly: see <see cref="RevokeOutcome"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. The login may not be ended.</exception>
    ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default);
}
