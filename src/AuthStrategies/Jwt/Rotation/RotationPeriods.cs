namespace AuthStrategies.Jwt.Rotation;

/// <summary>A snapshot of valid rotation options.</summary>
internal sealed record RotationPeriods(string Algorithm, TimeSpan RotationPeriod, TimeSpan AnnouncementPeriod, TimeSpan RetirementPeriod, TimeSpan PollInterval)
{
    /// <summary>The time from the creation of a key to its first signature. The last node learns of the key one poll later, and it too publishes it for <see cref="AnnouncementPeriod"/>.</summary>
    public TimeSpan LeadTime => AnnouncementPeriod + PollInterval;

    public static RotationPeriods From(JwtKeyRotationOptions options) =>
        new(options.Algorithm, options.RotationPeriod, options.AnnouncementPeriod, options.RetirementPeriod, options.PollInterval);
}
