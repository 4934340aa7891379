namespace AuthStrategies.DPoP;

/// <summary>The members of the header of a proof, not checked yet.</summary>
internal struct ProofHeader
{
    /// <summary>Whether <c>typ</c> is the type of a proof.</summary>
    public bool IsProof;

    /// <summary><c>alg</c>; <see langword="null"/> if it is missing.</summary>
    public string? Algorithm;

    /// <summary><c>jwk</c>, as it was sent; <see langword="null"/> if it is missing.</summary>
    public string? Key;

    /// <summary>Whether there is a <c>crit</c>, <c>b64</c> or <c>zip</c>, with any value: the proof would mean something else than it says.</summary>
    public bool HasExtension;
}
