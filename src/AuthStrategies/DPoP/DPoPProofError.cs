namespace AuthStrategies;

/// <summary>Why a DPoP proof was refused (RFC 9449 §4.3). The first check that fails gives the reason.</summary>
public enum DPoPProofError
{
    /// <summary>The proof was accepted.</summary>
    NoError = 0,

    /// <summary>There is no proof.</summary>
    Missing = 1,

    /// <summary>There is more than one proof. Exactly one is legal.</summary>
    Several = 2,

    /// <summary>The proof is longer than 8,192 characters.</summary>
    TooLarge = 3,

    /// <summary>The proof is not a signed JWT with the members that it must have, each once and of the right JSON type.</summary>
    Malformed = 4,

    /// <summary><c>typ</c> is not <c>dpop+jwt</c>.</summary>
    WrongType = 5,

    /// <summary><c>alg</c> is not one of the accepted algorithms, which are all asymmetric.</summary>
    UnsupportedAlgorithm = 6,

    /// <summary><c>jwk</c> is missing, not a public key, or not a key for <c>alg</c> of a legal size.</summary>
    InvalidKey = 7,

    /// <summary>The signature is not by the key in the proof.</summary>
    BadSignature = 8,

    /// <summary><c>htm</c> is not the method of the request.</summary>
    WrongMethod = 9,

    /// <summary><c>htu</c> is not the address of the request.</summary>
    WrongUri = 10,

    /// <summary>
    /// The client must send another proof with the nonce of <see cref="DPoPProofResult.NextNonce"/>: a nonce is required, the one in the proof is
    /// not current, or <c>iat</c> is too far from the time of this server.
    /// </summary>
    NonceRequired = 11,

    /// <summary><c>ath</c> is missing, or is not the hash of the access token.</summary>
    WrongToken = 12,

    /// <summary>The proof is by another key than the expected one.</summary>
    WrongKey = 13,

    /// <summary>The proof was used before.</summary>
    Replayed = 14,
}
