namespace AuthStrategies;

/// <summary>Why the proof of a device was refused. The numbers never change.</summary>
public enum DeviceProofError
{
    /// <summary>It was accepted.</summary>
    NoError = 0,

    /// <summary>It has more than 8192 characters; no part of it was read.</summary>
    TooLarge = 1,

    /// <summary>It is not a JWS in compact form with one strict JSON object as header and payload, or has no <c>jti</c> of 1 to 1024 characters.</summary>
    Malformed = 2,

    /// <summary>Its <c>typ</c> is not <c>dbsc+jwt</c>.</summary>
    WrongType = 3,

    /// <summary>Its <c>alg</c> is not one of the accepted ones, or not the one of the registered key.</summary>
    UnsupportedAlgorithm = 4,

    /// <summary>Its <c>jwk</c> is missing, is not a public key of the algorithm, has a private member, or is too large.</summary>
    InvalidKey = 5,

    /// <summary>It names another key than the registered one.</summary>
    WrongKey = 6,

    /// <summary>The signature is not that of the key.</summary>
    BadSignature = 7,
}
