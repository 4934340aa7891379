using System.Diagnostics.CodeAnalysis;
using AuthStrategies.DPoP;

namespace AuthStrategies;

/// <summary>The answer about a DPoP proof: a thumbprint, or the reason of the refusal. Immutable.</summary>
public readonly record struct DPoPProofResult
{
    internal DPoPProofResult(string? thumbprint, DPoPProofError error, string? nextNonce)
    {
        Thumbprint = thumbprint;
        Error = error;
        NextNonce = nextNonce;
    }

    /// <summary>Whether the proof was accepted.</summary>
    [MemberNotNullWhen(true, nameof(Thumbprint))]
    public bool Succeeded => Thumbprint is not null;

    /// <summary>The RFC 7638 SHA-256 thumbprint of the key, in base64url: the value of <c>cnf.jkt</c>. <see langword="null"/> if the proof was refused.</summary>
    public string? Thumbprint { get; }

    /// <summary>Why the proof was refused; <see cref="DPoPProofError.NoError"/> if it was accepted, and in a default value. Decide by <see cref="Succeeded"/>.</summary>
    public DPoPProofError Error { get; }

    /// <summary>
    /// The nonce that the client must use from now on (RFC 9449 §8, header <c>DPoP-Nonce</c>); <see langword="null"/> if it needs no other one. It
    /// may be set after a success, too, when the client's nonce is getting old.
    /// </summary>
    public string? NextNonce { get; }

    /// <summary>A sentence for a developer about <see cref="Error"/>. It contains nothing of the proof. Empty if the proof was accepted.</summary>
    public string Detail => ProofErrors.Describe(Error);

    /// <summary>Whether it succeeded, and the error; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Succeeded ? "DPoPProofResult { Succeeded }" : $"DPoPProofResult {{ {Error} }}";
}
