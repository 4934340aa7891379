namespace AuthStrategies.Jwt.Rotation;

/// <summary>Valid rotation options, taken over.</summary>
internal sealed record KeySchedule(string Algorithm, TimeSpan Every, TimeSpan Announce, TimeSpan Retire, TimeSpan PollInterval)
{
    /// <summary>From the making of a key to its first signature: every node publishes it for <see cref="Announce"/>, the last of them having learned of it a poll later.</summary>
    public TimeSpan Lead => Announce + PollInterval;

    public static KeySchedule Of(JwtKeyRotationOptions options) =>
        new(options.Algorithm, options.Every, options.Announce, options.Retire, options.PollInterval);
}
