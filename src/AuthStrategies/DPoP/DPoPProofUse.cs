namespace AuthStrategies;

/// <summary>
/// The one use of a proof in one request: a strategy uses it before it writes, and the application after the strategy's success. The second call gets the answer of
/// the first one. Not thread-safe, as its request.
/// </summary>
/// <example>
/// <code>
/// DPoPProofUse use = new(verifier, proof);
/// AuthResult result = await bound.AuthenticateBoundAsync(token, proof.Thumbprint, useProof: use.UseAsync);
/// if (!result.Succeeded || !await use.UseAsync())
///     return Refuse();
/// </code>
/// </example>
public sealed class DPoPProofUse
{
    private readonly DPoPProofVerifier _verifier;
    private readonly DPoPProofCheck _proof;
    private Task<DPoPProofResult>? _use;

    /// <summary>Creates the use of a proof. It uses nothing yet.</summary>
    /// <param name="verifier">The verifier that checked the proof.</param>
    /// <param name="proof">The answer of <see cref="DPoPProofVerifier.Check"/>. One that was refused stays refused.</param>
    /// <exception cref="ArgumentNullException"><paramref name="verifier"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="proof"/> is the default value.</exception>
    public DPoPProofUse(DPoPProofVerifier verifier, DPoPProofCheck proof)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        if (proof == default)
            throw new ArgumentException("The proof was not checked. Pass the answer of Check.", nameof(proof));

        (_verifier, _proof) = (verifier, proof);
    }

    /// <summary>Why the proof is refused; <see cref="DPoPProofError.NoError"/> if it is right so far.</summary>
    public DPoPProofError Error => _use is { IsCompletedSuccessfully: true } use ? use.Result.Error : _proof.Error;

    /// <summary>The nonce that the client must use from now on (<see cref="DPoPProofResult.NextNonce"/>); <see langword="null"/> if it needs no other one.</summary>
    public string? NextNonce => _use is { IsCompletedSuccessfully: true } use ? use.Result.NextNonce : _proof.NextNonce;

    /// <summary>Uses the proof, at the first call. Pass it to <see cref="ISenderConstraint"/> as <c>useProof</c>, and call it after the strategy's success.</summary>
    /// <param name="cancellationToken">Cancels the first call's request to the session store. The proof may then count as used.</param>
    /// <returns>Whether the proof counts for this request; if not, <see cref="Error"/> says why.</returns>
    /// <exception cref="AuthUnavailableException">The session store did not answer (only with <see cref="DPoPOptions.ShareReplays"/>), or the nonces cannot be protected now.</exception>
    public async ValueTask<bool> UseAsync(CancellationToken cancellationToken = default)
    {
        _use ??= _verifier.UseAsync(_proof, cancellationToken).AsTask();
        return (await _use.ConfigureAwait(false)).Succeeded;
    }
}
