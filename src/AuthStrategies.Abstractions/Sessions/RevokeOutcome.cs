namespace AuthStrategies;

/// <summary>
/// What <see cref="IAuthStrategy.RevokeAsync"/> achieved. New values may be added. The <see langword="default"/> value is
/// <see cref="NotFound"/>: nothing was ended.
/// </summary>
public enum RevokeOutcome
{
    /// <summary>The credential belongs to no session that could be ended: unknown, already ended, forged, or of another strategy.</summary>
    NotFound = 0,

    /// <summary>The session is ended: no node accepts any of its credentials from now on.</summary>
    Revoked = 1,

    /// <summary>The session is ended and cannot be refreshed, but an access token that was issued before stays valid until it expires.</summary>
    RevokedAtExpiry = 2,

    /// <summary>The strategy keeps no session: a stateless token stays valid until it expires.</summary>
    NotSupported = 3,
}
