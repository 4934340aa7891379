namespace AuthStrategies;

/// <summary>What <see cref="IAuthStrategy.RevokeAsync"/> achieved. May grow. The <see langword="default"/> value is <see cref="NotFound"/>: nothing was ended.</summary>
public enum RevokeOutcome
{
    /// <summary>The credential names no session that could be ended: unknown, already ended, forged, or of another kind.</summary>
    NotFound = 0,

    /// <summary>The session is ended: no node accepts any of its credentials from now on.</summary>
    Revoked = 1,

    /// <summary>The session is ended and cannot be refreshed, but an access token that was issued before is accepted until it expires.</summary>
    RevokedAtExpiry = 2,

    /// <summary>The strategy keeps nothing that could be ended: a stateless token is accepted until it expires.</summary>
    NotSupported = 3,
}
