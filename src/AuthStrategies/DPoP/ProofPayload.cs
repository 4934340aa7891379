namespace AuthStrategies.DPoP;

/// <summary>The claims of a proof, not checked yet.</summary>
internal struct ProofPayload
{
    /// <summary><c>jti</c>.</summary>
    public string? Id;

    /// <summary><c>htm</c>.</summary>
    public string? Method;

    /// <summary><c>htu</c>.</summary>
    public string? Uri;

    /// <summary><c>iat</c>, in UTC ticks.</summary>
    public long? IssuedAt;

    /// <summary><c>ath</c>; <see langword="null"/> if it is missing.</summary>
    public string? TokenHash;

    /// <summary><c>nonce</c>; <see langword="null"/> if it is missing.</summary>
    public string? Nonce;
}
