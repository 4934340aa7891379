namespace AuthStrategies;

/// <summary>What <see cref="IAuthStrategy.RevokeAsync"/> achieved. May grow.</summary>
public enum RevokeOutcome
{
    /// <summary>The login is ended: no node accepts any of its credentials from now on.</summary>
    Revoked = 0,

    /// <summary>The login is ended and cannot be refreshed, but an access token already out is accepted until it expires.</summary>
    RevokedAtExpiry = 1,

    /// <summary>The credential names no login that could be ended: unknown, already ended, forged, or of another kind.</summary>
    NotFound = 2,

    /// <summary>The strategy keeps nothing that could be ended: a stateless token lives until it expires.</summary>
    NotSupported = 3,
}
