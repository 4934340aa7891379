using AuthStrategies.DPoP;
using AuthStrategies.Stores;

namespace AuthStrategies;

/// <summary>
/// Verifies DPoP proofs (RFC 9449): that the sender of a request has the private key of a key pair. It knows nothing of HTTP, so other transports can
/// use it, too. Thread-safe; create it once.
/// </summary>
/// <remarks>
/// <para>
/// A proof is accepted once. Used proofs are remembered in this process, and with <see cref="DPoPOptions.ShareReplays"/> in the session store. A
/// refused proof is a result, not an exception. Where strangers can send proofs, call <see cref="Check"/>, then let the strategy check the credential, then
/// call <see cref="UseAsync"/>: only proofs of accepted credentials are remembered.
/// </para>
/// <para>The checks are in this order: number, length, form, <c>typ</c>, <c>alg</c>, <c>jwk</c>, signature, claims, <c>htm</c>, <c>htu</c>, <c>ath</c>, key,
/// <c>nonce</c> or <c>iat</c>, replay. The first check that fails gives the error.</para>
/// </remarks>
/// <example>
/// <code>
/// DPoPProofResult proof = await verifier.VerifyAsync(new() { Proofs = [header], Method = "GET", Uri = "https://api.example/notes", AccessToken = token });
/// if (!proof.Succeeded)
///     return Refuse(proof.Error, proof.NextNonce);
/// </code>
/// </example>
public sealed class DPoPProofVerifier
{
    private readonly TimeProvider _time;
    private readonly ProofNonces _nonces;
    private readonly ProofCheck _check;
    private readonly ReplayMemory _memory;
    private readonly SharedReplays? _shared;

    /// <summary>Creates a verifier that remembers used proofs in this process only. With the library's services, take the one from the container instead.</summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults. Copied. <see cref="DPoPOptions.ShareReplays"/> needs the one from the container.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="nonces">Protects nonces; <see langword="null"/> for a random key of this verifier.</param>
    /// <exception cref="ArgumentException">An option is outside its legal range.</exception>
    public DPoPProofVerifier(DPoPOptions? options = null, TimeProvider? timeProvider = null, IDPoPNonceProtector? nonces = null)
        : this(Valid(options ?? new()), timeProvider ?? TimeProvider.System, nonces, shared: null)
    {
    }

    internal DPoPProofVerifier(DPoPOptions options, TimeProvider time, IDPoPNonceProtector? nonces, SessionStoreClient? shared, ReplayMemory? memory = null)
    {
        _time = time;
        _nonces = new(nonces ?? new ProcessNonceProtector(), options.NonceLifetime, options.MaxProofAge);
        Algorithms = [.. options.Algorithms];
        _check = new(new ProofKeys(options.Algorithms), _nonces, options);
        _memory = memory ?? new(options.MaxReplayBytes);
        _shared = shared is null ? null : new(shared);
    }

    /// <summary>The accepted algorithms, for <c>dpop_signing_alg_values_supported</c> and <c>WWW-Authenticate: DPoP algs="…"</c>.</summary>
    public IReadOnlyList<string> Algorithms { get; }

    /// <summary>
    /// Checks a proof and remembers nothing, so that a stranger can use up no memory and cause no write to a store. The proof may have
    /// been used before: it counts only after <see cref="UseAsync"/>.
    /// </summary>
    /// <param name="request">The request that it was sent with.</param>
    /// <returns>The thumbprint of the key, or why the proof is refused.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or one of its members is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The nonces cannot be protected now.</exception>
    public DPoPProofCheck Check(DPoPProofRequest request) => CheckAt(request, _time.GetUtcNow());

    /// <summary>
    /// Remembers a proof that was checked, so that it is accepted only once. Call it after the credential of the request was found to be genuine and bound to
    /// the key, and before anything is done for the request that cannot be taken back. Of several calls for one proof, also at the same time, one succeeds.
    /// </summary>
    /// <param name="proof">The answer of <see cref="Check"/> of this verifier. One that was refused stays refused.</param>
    /// <param name="cancellationToken">Cancels the call to the session store. The proof may then count as used.</param>
    /// <returns>The thumbprint of the key, or why the proof is refused: it was used before, or it is too old by now.</returns>
    /// <exception cref="ArgumentException"><paramref name="proof"/> is the default value.</exception>
    /// <exception cref="AuthUnavailableException">The session store did not answer (only with <see cref="DPoPOptions.ShareReplays"/>), or the nonces cannot be protected now.</exception>
    public ValueTask<DPoPProofResult> UseAsync(DPoPProofCheck proof, CancellationToken cancellationToken = default)
    {
        if (proof == default)
            throw new ArgumentException("The proof was not checked. Pass the answer of Check.", nameof(proof));

        return UseAtAsync(proof, _time.GetUtcNow(), cancellationToken);
    }

    /// <summary>Checks a proof and remembers it, so that it is accepted only once: <see cref="Check"/> and <see cref="UseAsync"/> in one step.</summary>
    /// <param name="request">The request that it was sent with.</param>
    /// <param name="cancellationToken">Cancels the call to the session store. The proof may then count as used.</param>
    /// <returns>The thumbprint of the key, or why the proof is refused.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or one of its members is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The session store did not answer (only with <see cref="DPoPOptions.ShareReplays"/>), or the nonces cannot be protected now.</exception>
    public ValueTask<DPoPProofResult> VerifyAsync(DPoPProofRequest request, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return UseAtAsync(CheckAt(request, now), now, cancellationToken);
    }

    private DPoPProofCheck CheckAt(DPoPProofRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Proofs);
        ArgumentNullException.ThrowIfNull(request.Method);
        ArgumentNullException.ThrowIfNull(request.Uri);
        DPoPProofError error = _check.Check(request, now, out ProofFacts facts);
        return error == DPoPProofError.NoError ? new(facts) : new(error, NonceFor(error, now));
    }

    private ValueTask<DPoPProofResult> UseAtAsync(in DPoPProofCheck proof, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!proof.IsValid)
            return new(new DPoPProofResult(thumbprint: null, proof.Error, proof.NextNonce));
        // What is remembered of a proof ends with it, so one that has ended since its check could be a replay.
        if (proof.Facts.EndsAt <= now.UtcTicks)
            return new(Refused(DPoPProofError.NonceRequired, now));

        return _memory.Use(proof.Facts.Id, proof.Facts.EndsAt, now.UtcTicks) switch
        {
            ReplayAnswer.Replayed => new(Refused(DPoPProofError.Replayed, now)),
            ReplayAnswer.Forgotten => new(Refused(DPoPProofError.NonceRequired, now)),
            _ => _shared is null ? new(Accepted(proof.Facts)) : ShareAsync(_shared, proof.Facts, now, cancellationToken),
        };
    }

    private async ValueTask<DPoPProofResult> ShareAsync(SharedReplays shared, ProofFacts proof, DateTimeOffset now, CancellationToken cancellationToken) =>
        await shared.TryUseAsync(proof.Id, proof.EndsAt, cancellationToken).ConfigureAwait(false) ? Accepted(proof) : Refused(DPoPProofError.Replayed, now);

    private DPoPProofResult Accepted(in ProofFacts proof)
    {
        _check.Keep(proof);
        return new(proof.Thumbprint, DPoPProofError.NoError, proof.NextNonce);
    }

    private DPoPProofResult Refused(DPoPProofError error, DateTimeOffset now) =>
        new(thumbprint: null, error, NonceFor(error, now));

    private string? NonceFor(DPoPProofError error, DateTimeOffset now) => error == DPoPProofError.NonceRequired ? _nonces.Create(now) : null;

    private static DPoPOptions Valid(DPoPOptions options)
    {
        List<string> problems = DPoPOptionsValidator.Problems(options);
        if (options.ShareReplays)
            problems.Add(OptionMessages.Invalid($"{nameof(DPoPOptions)}.{nameof(options.ShareReplays)}", "true", "false for a verifier that has no session store", "false, or take the verifier from the container"));
        return problems.Count == 0 ? options : throw new ArgumentException(string.Join(" ", problems), nameof(options));
    }
}
