namespace AuthStrategies.DPoP;

/// <summary>What a proof that passed every check but the one for replay says.</summary>
/// <param name="Thumbprint">The thumbprint of the key; <see langword="null"/> only for a proof that did not pass.</param>
/// <param name="Id">Distinguishes the proof from all others.</param>
/// <param name="EndsAt">Until when the proof would be accepted, in UTC ticks.</param>
/// <param name="NextNonce">The nonce that the client should use from now on, if it needs another one.</param>
/// <param name="Token">The access token that the proof names; <see langword="null"/> if none was asked for.</param>
internal readonly record struct ProofFacts(string? Thumbprint, UInt128 Id, long EndsAt, string? NextNonce, string? Token = null)
{
    /// <summary>The proof, if its key is not cached yet. It is cached when the proof is used: a stranger's key takes no place from a client's.</summary>
    public string? NewProof { get; init; }

    /// <summary>The key of <see cref="NewProof"/>.</summary>
    public ProofKey Key { get; init; }
}
