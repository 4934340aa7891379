namespace AuthStrategies;

/// <summary>
/// Why a credential was refused; the same values for every strategy. New values may be added, so a <c>switch</c> needs a
/// <c>default</c>. It is for logs, metrics and the application's decisions; the HTTP layer decides what a client is told.
/// </summary>
public enum AuthFailureReason
{
    /// <summary>The strategy gives no reason. The <see langword="default"/> value; no strategy of this library uses it.</summary>
    Unspecified = 0,

    /// <summary>The text looks like a credential of the strategy, but is not well formed (RFC 7515 §5.2, RFC 7519 §7.2).</summary>
    Malformed = 1,

    /// <summary>The text is longer than the strategy accepts; no part of it was read.</summary>
    TooLarge = 2,

    /// <summary>None of the configured keys decrypts the encrypted token.</summary>
    Undecryptable = 3,

    /// <summary>The signature algorithm is not in the allow-list (RFC 8725 §3.1).</summary>
    UnsupportedAlgorithm = 4,

    /// <summary>No configured key has the token's key id, or the key is for another algorithm.</summary>
    UnknownKey = 5,

    /// <summary>The signature does not match the content.</summary>
    BadSignature = 6,

    /// <summary>The <c>typ</c> header is not the expected one (RFC 8725 §3.11).</summary>
    WrongType = 7,

    /// <summary>The <c>iss</c> claim is not the configured issuer.</summary>
    WrongIssuer = 8,

    /// <summary>The <c>aud</c> claim contains none of the accepted audiences.</summary>
    WrongAudience = 9,

    /// <summary>A required claim is missing.</summary>
    MissingClaim = 10,

    /// <summary>The credential is not valid yet (<c>nbf</c>), or it was issued or used more than 5 minutes in the future, so a clock was wrong.</summary>
    NotYetValid = 11,

    /// <summary>The credential was valid and has expired.</summary>
    Expired = 12,

    /// <summary>This strategy has no such session: it was never issued, has ended, or was removed after its expiry.</summary>
    UnknownSession = 13,

    /// <summary>The token itself is valid, but its session has ended.</summary>
    Revoked = 14,

    /// <summary>A replaced credential was presented again. Theft is suspected, and the session was ended.</summary>
    Reused = 15,

    /// <summary>The application refused: the refresh (<see cref="IPrincipalRefresher"/>), or over HTTP the principal of a request.</summary>
    Refused = 16,

    /// <summary>The configuration of the strategy does not allow this operation.</summary>
    NotSupported = 17,

    /// <summary>The credential is bound to a key (RFC 9449 <c>cnf.jkt</c>), and was presented without a proof of it.</summary>
    KeyProofRequired = 18,

    /// <summary>The credential is bound to another key than the one that was proved.</summary>
    WrongKey = 19,

    /// <summary>A key was proved, but the credential is bound to none. A credential is bound only when it is issued.</summary>
    NotBound = 20,

    /// <summary>The proof of a key (RFC 9449) was refused, so the credential was not looked at.</summary>
    InvalidProof = 21,

    /// <summary>The session is bound to a device (W3C Device Bound Session Credentials), and the request has no valid bound cookie of it.</summary>
    DeviceBindingRequired = 22,
}
