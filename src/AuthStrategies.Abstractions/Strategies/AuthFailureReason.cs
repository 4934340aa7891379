namespace AuthStrategies;

/// <summary>
/// Why a credential was refused: one vocabulary for every strategy. It may grow, so a <c>switch</c> over it needs a
/// <c>default</c>. It is for logs, metrics and the application's decisions; what a client is told is decided elsewhere.
/// </summary>
public enum AuthFailureReason
{
    /// <summary>The text is of the strategy's kind, but not well formed (RFC 7515 §5.2, RFC 7519 §7.2).</summary>
    Malformed = 0,

    /// <summary>The text is longer than the strategy accepts; nothing of it was read.</summary>
    TooLarge = 1,

    /// <summary>An encrypted token that none of the configured keys opens.</summary>
    Undecryptable = 2,

    /// <summary>The signature algorithm is not in the allow-list (RFC 8725 §3.1).</summary>
    UnsupportedAlgorithm = 3,

    /// <summary>No configured key has the token's key id, or the key belongs to another algorithm.</summary>
    UnknownKey = 4,

    /// <summary>The signature does not belong to the content.</summary>
    BadSignature = 5,

    /// <summary>The <c>typ</c> header is not the expected one (RFC 8725 §3.11).</summary>
    WrongType = 6,

    /// <summary>The <c>iss</c> claim is not the configured issuer.</summary>
    WrongIssuer = 7,

    /// <summary>The <c>aud</c> claim names none of the accepted audiences.</summary>
    WrongAudience = 8,

    /// <summary>A claim that must be present is absent.</summary>
    MissingClaim = 9,

    /// <summary>The credential is not valid yet (<c>nbf</c>).</summary>
    NotYetValid = 10,

    /// <summary>The credential was good once and its time is over.</summary>
    Expired = 11,

    /// <summary>There is no such session for this strategy: never issued, ended, or cleaned up.</summary>
    UnknownSession = 12,

    /// <summary>The token itself is valid, but the login it belongs to has been ended.</summary>
    Revoked = 13,

    /// <summary>A credential that had been replaced was presented again: it is treated as stolen, and the session has been ended.</summary>
    Reused = 14,

    /// <summary>The application's own decision at refresh was no.</summary>
    Refused = 15,

    /// <summary>The strategy cannot do this in its present configuration.</summary>
    NotSupported = 16,
}
