namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to bind a credential to a key of its client (<see cref="IssueOptions.KeyThumbprint"/>), so that a stolen credential is of no use
/// without the key. A strategy implements it in addition to <see cref="IAuthStrategy"/> and states <see cref="AuthStrategyCapabilities.BindsKeys"/>.
/// </summary>
/// <remarks>
/// <para>
/// A strategy knows nothing of proofs. The host verifies the proof of a request, for DPoP (RFC 9449) with <c>DPoPProofVerifier</c>, and calls these
/// members with the thumbprint of the key and the means to use the proof up. Without a proof it calls <see cref="IAuthStrategy"/>, which refuses every bound credential:
/// <see cref="AuthFailureReason.KeyProofRequired"/>. A credential is bound when it is issued and never later: with a proof, one that is bound to no key is
/// refused, <see cref="AuthFailureReason.NotBound"/>.
/// </para>
/// <para>Implementations are thread-safe. <see cref="IAuthStrategy.RevokeAsync"/> needs no proof: it gives nothing to its caller.</para>
/// </remarks>
public interface ISenderConstraint
{
    /// <summary>Like <see cref="IAuthStrategy.AuthenticateAsync"/>, for a request whose sender has proved to have a key.</summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <param name="keyThumbprint">The RFC 7638 SHA-256 thumbprint of the key, in base64url.</param>
    /// <param name="isActivity">
    /// Whether the request counts as activity of the client. If not, no end and no last activity of the session moves
    /// (<see cref="IAuthenticationWithoutRenewal"/>).
    /// </param>
    /// <param name="useProof">
    /// Makes the proof count, once: <see langword="false"/> if it was used before. The strategy calls it after it found the credential to be genuine and
    /// bound to this key, and before it writes anything or reports a success; on <see langword="false"/> it writes nothing and fails with
    /// <see cref="AuthFailureReason.InvalidProof"/>. The caller does the same after each success, so a strategy that writes nothing need not call it.
    /// Default: <see langword="null"/>; the caller has used the proof.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result; a success only for a credential that is bound to this key.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid.</exception>
    ValueTask<AuthResult> AuthenticateBoundAsync(string credential, string keyThumbprint, bool isActivity = true, Func<CancellationToken, ValueTask<bool>>? useProof = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Like <see cref="IAuthStrategy.RefreshAsync"/>, for a request whose sender has proved to have a key. The new credential is bound to the same key.
    /// </summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <param name="keyThumbprint">The RFC 7638 SHA-256 thumbprint of the key, in base64url.</param>
    /// <param name="useProof">As for <see cref="AuthenticateBoundAsync"/>. Without this call, two requests with one proof could both rotate.</param>
    /// <param name="cancellationToken">Cancels the call. It takes effect completely or not at all.</param>
    /// <returns>The result; a success only for a credential that is bound to this key. A refused call changes nothing.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid.</exception>
    ValueTask<RefreshResult> RefreshBoundAsync(string credential, string keyThumbprint, Func<CancellationToken, ValueTask<bool>>? useProof = null, CancellationToken cancellationToken = default);
}
