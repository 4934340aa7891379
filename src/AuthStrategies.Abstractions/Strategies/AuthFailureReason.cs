namespace AuthStrategies;

/// <summary>
/// Why a credential was refused: one vocabulary for every strategy. It may grow, so a <c>switch</c> over it needs a
/// <c>default</c>. It is for logs, metrics and the application's decisions; what a client is told is decided elsewhere.
/// </summary>
public enum AuthFailureReason
{
    /// <summary>The strategy gives no reason. The <see langword="default"/> value; no strategy of this library uses it.</summary>
    Unspecified = 0,

    /// <summary>The text is of the strategy's kind, but not well formed (RFC 7515 §5.2, RFC 7519 §7.2).</summary>
    Malformed = 1,

    /// <summary>The text is longer than the strategy accepts; no part of it was read.</summary>
    TooLarge = 2,

    /// <summary>None of the configured keys decrypts the encrypted token.</summary>
    Undecryptable = 3,

    /// <summary>The signature algorithm is not in the allow-list (RFC 8725 §3.1).</summary>
    UnsupportedAlgorithm = 4,

    /// <summary>No configured key has the token's key id, or the key belongs to another algorithm.</summary>
    UnknownKey = 5,

    /// <summary>The signature does not belong to the content.</summary>
    BadSignature = 6,

    /// <summary>The <c>typ</c> header is not the expected one (RFC 8725 §3.11).</summary>
    WrongType = 7,

    /// <summary>The <c>iss</c> claim is not the configured issuer.</summary>
    WrongIssuer = 8,

    /// <summary>The <c>aud</c> claim names none of the accepted audiences.</summary>
    WrongAudience = 9,

    /// <summary>A claim that must be present is absent.</summary>
    MissingClaim = 10,

    /// <summary>The credential is not valid yet (<c>nbf</c>).</summary>
    NotYetValid = 11,

    /// <summary>The credential was valid and has expired.</summary>
    Expired = 12,

    /// <summary>There is no such session for this strategy: never issued, ended, or cleaned up.</summary>
    UnknownSession = 13,

    /// <summary>The token itself is valid, but its session has been ended.</summary>
    Revoked = 14,

    /// <summary>A credential that had been replaced was presented again. Theft is suspected, and the session has been ended.</summary>
    Reused = 15,

    /// <summary>The application refused the refresh (<see cref="IPrincipalRefresher"/>).</summary>
    Refused = 16,

    /// <summary>The strategy cannot do this in its present configuration.</summary>
    NotSupported = 17,
}
