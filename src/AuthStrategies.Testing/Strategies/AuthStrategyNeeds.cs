namespace AuthStrategies.Testing;

/// <summary>What a case needs from an <see cref="AuthStrategyHarness"/>.</summary>
[Flags]
public enum AuthStrategyNeeds
{
    /// <summary>Nothing: the case applies to every strategy.</summary>
    None = 0,

    /// <summary>The strategy refreshes: <see cref="AuthStrategyHarness.CanRefresh"/>.</summary>
    Refresh = 1,

    /// <summary>The strategy does not refresh.</summary>
    NoRefresh = 2,

    /// <summary>A replaced credential is accepted for a time: <see cref="AuthStrategyHarness.ReuseWindow"/> is longer than zero.</summary>
    ReuseWindow = 4,

    /// <summary>Sessions can be ended: <see cref="AuthStrategyHarness.Revocation"/> is not <see cref="RevokeOutcome.NotSupported"/>.</summary>
    Revocation = 8,

    /// <summary>A revoked credential is refused immediately: <see cref="AuthStrategyHarness.Revocation"/> is <see cref="RevokeOutcome.Revoked"/>.</summary>
    InstantRevocation = 16,

    /// <summary>The strategy's dependency can be made to fail: <see cref="AuthStrategyHarness.Break"/> and <see cref="AuthStrategyHarness.Repair"/>.</summary>
    Failure = 32,

    /// <summary>Authenticating uses the dependency that can be made to fail: <see cref="AuthStrategyHarness.AsksStore"/>.</summary>
    AsksStore = 64,

    /// <summary>A credential must have an age before a refresh replaces it: <see cref="AuthStrategyHarness.RefreshAge"/> is longer than zero.</summary>
    RefreshAge = 128,

    /// <summary>
    /// The strategy rotates credentials in cookies: it is an <see cref="ICookieRotation"/>, and
    /// <see cref="AuthStrategyHarness.RotateEvery"/> is longer than zero.
    /// </summary>
    CookieRotation = 256,

    /// <summary>The strategy keeps items: it is an <see cref="ISessionItems"/>.</summary>
    Items = 512,

    /// <summary>The strategy keeps no items.</summary>
    NoItems = 1024,

    /// <summary>The strategy serves requests by their refresh token: it is an <see cref="IRefreshTokenAuthentication"/>, and it refreshes.</summary>
    RefreshTokenAuthentication = 2048,

    /// <summary>The strategy binds credentials to keys: it is an <see cref="ISenderConstraint"/>.</summary>
    Keys = 4096,
}
