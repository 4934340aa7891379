using System.Diagnostics.CodeAnalysis;
using AuthStrategies.DPoP;

namespace AuthStrategies;

/// <summary>
/// The answer of <see cref="DPoPProofVerifier.Check"/>: a valid proof that may have been used before, or the reason of the refusal. It accepts nothing
/// yet: that does <see cref="DPoPProofVerifier.UseAsync"/>. Immutable.
/// </summary>
public readonly record struct DPoPProofCheck
{
    internal DPoPProofCheck(ProofFacts facts) => Facts = facts;

    internal DPoPProofCheck(DPoPProofError error, string? nextNonce) => (Error, Facts) = (error, new(Thumbprint: null, Id: default, EndsAt: 0, nextNonce));

    /// <summary>Whether the proof is valid. It may still have been used before.</summary>
    [MemberNotNullWhen(true, nameof(Thumbprint))]
    public bool IsValid => Thumbprint is not null;

    /// <summary>The RFC 7638 SHA-256 thumbprint of the key, in base64url: the value of <c>cnf.jkt</c>. <see langword="null"/> if the proof was refused.</summary>
    public string? Thumbprint => Facts.Thumbprint;

    /// <summary>Why the proof was refused; <see cref="DPoPProofError.NoError"/> if it is valid, and in a default value. Decide by <see cref="IsValid"/>.</summary>
    public DPoPProofError Error { get; }

    /// <summary>The nonce that the client must use from now on (<see cref="DPoPProofResult.NextNonce"/>); <see langword="null"/> if it needs no other one.</summary>
    public string? NextNonce => Facts.NextNonce;

    /// <summary>A sentence for a developer about <see cref="Error"/>. It contains nothing of the proof. Empty if the proof is valid.</summary>
    public string Detail => ProofErrors.Describe(Error);

    internal ProofFacts Facts { get; }

    /// <summary>Whether the proof is valid, and the error; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsValid ? "DPoPProofCheck { IsValid }" : $"DPoPProofCheck {{ {Error} }}";
}
