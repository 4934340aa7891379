namespace AuthStrategies.Sessions.Rotation;

/// <summary>The time limits of the table. <see cref="ReuseWindow"/> ≤ <see cref="LateRequestWindow"/> ≤ <see cref="RotateEvery"/>, unless that is off. Immutable.</summary>
internal sealed record RotationRules
{
    /// <summary>A refresh returns a younger token unchanged.</summary>
    public static readonly TimeSpan MinRefreshedAge = TimeSpan.FromMinutes(5);

    /// <summary>W: how long an issued successor may wait for its first use before another one replaces it.</summary>
    public TimeSpan ReuseWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>G: the longest duration of a request plus the clock difference of two nodes.</summary>
    public TimeSpan LateRequestWindow { get; init; } = new(0, 10, 30);

    /// <summary>E: the age at which a token in a cookie is rotated automatically. Zero: never.</summary>
    public TimeSpan RotateEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether the tokens are refresh tokens of a JWT strategy: they are only refreshed.</summary>
    public bool IsRefreshToken { get; init; }

    /// <summary>Whether a late previous or discarded token ends the session the first time it is presented.</summary>
    public bool StrictReuse { get; init; }
}
