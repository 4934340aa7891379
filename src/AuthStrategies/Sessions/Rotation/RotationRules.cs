namespace AuthStrategies.Sessions.Rotation;

/// <summary>The time limits of the table. <see cref="ReuseWindow"/> ≤ <see cref="LateRequestWindow"/> ≤ <see cref="RotateEvery"/>, unless that is off. Immutable.</summary>
internal sealed record RotationRules
{
    /// <summary>A refresh hands a younger token back.</summary>
    public static readonly TimeSpan MinRefreshedAge = TimeSpan.FromMinutes(5);

    /// <summary>W: how long a successor that was handed out may wait for its first use before another one takes its place.</summary>
    public TimeSpan ReuseWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>G: the longest time that a request is under way, and the clock difference of two nodes.</summary>
    public TimeSpan LateRequestWindow { get; init; } = new(0, 10, 30);

    /// <summary>E: how old a token in a cookie becomes before it rotates by itself. Zero is off.</summary>
    public TimeSpan RotateEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether the tokens are refresh tokens of a JWT strategy: they are only ever refreshed.</summary>
    public bool IsRefreshToken { get; init; }

    /// <summary>Whether a late previous or discarded token ends the session at its first sighting.</summary>
    public bool StrictReuse { get; init; }
}
