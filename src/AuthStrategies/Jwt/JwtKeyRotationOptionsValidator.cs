using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the options of key rotation.</summary>
internal static class JwtKeyRotationOptionsValidator
{
    private const string Settings = "\"KeyRotation\": { \"RotationPeriod\": \"30.00:00:00\", \"AnnouncementPeriod\": \"1.00:00:00\", \"RetirementPeriod\": \"1.01:00:00\" }";
    private const string Code = "o.RotateKeys(rotationPeriod: TimeSpan.FromDays(30), announcementPeriod: TimeSpan.FromDays(1), retirementPeriod: TimeSpan.FromHours(25))";
    private static readonly TimeSpan MaxRotationPeriod = TimeSpan.FromDays(400);
    private static readonly TimeSpan MinPollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        if (options.KeyRotation is not { } rotation)
            return [];

        return
        [
            .. Algorithm(rotation.Algorithm, options),
            .. RotationPeriod(rotation, options.ConfiguredNames),
            .. AnnouncementPeriod(rotation, options.ConfiguredNames),
            .. RetirementPeriod(rotation, options),
            .. PollInterval(rotation.PollInterval, options.ConfiguredNames),
        ];
    }

    private static IEnumerable<string> Algorithm(string? algorithm, JwtStrategyOptions options)
    {
        // The value is not repeated, because it may be a secret in the wrong place.
        if (!JwtAlgorithm.All.Any(known => known.Name == algorithm))
            yield return OptionMessages.Invalid(options.ConfiguredNames.Of("KeyRotation.Algorithm", algorithm), "not an accepted algorithm", $"one of {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}", $"\"{JwtAlgorithm.ExampleFor(algorithm)}\"");
        else if (JwtStrategyOptionsValidator.RefusesOwn(options, algorithm!))
            yield return JwtStrategyOptionsValidator.WithoutOwn(options, algorithm!, "KeyRotation.Algorithm");
    }

    private static IEnumerable<string> RotationPeriod(JwtKeyRotationOptions rotation, ConfiguredNames names)
    {
        TimeSpan leadTime = Add(rotation.AnnouncementPeriod, rotation.PollInterval);
        if (rotation.RotationPeriod <= leadTime || rotation.RotationPeriod <= TimeSpan.Zero || rotation.RotationPeriod > MaxRotationPeriod)
            yield return OutOfRange(names, "RotationPeriod", rotation.RotationPeriod, $"more than AnnouncementPeriod and PollInterval together ({leadTime:c}) and at most 400 days");
    }

    private static IEnumerable<string> AnnouncementPeriod(JwtKeyRotationOptions rotation, ConfiguredNames names)
    {
        if (rotation.AnnouncementPeriod <= TimeSpan.Zero)
            yield return OutOfRange(names, "AnnouncementPeriod", rotation.AnnouncementPeriod, "more than 0, less than RotationPeriod, and at least as long as others cache the published keys");
    }

    private static IEnumerable<string> RetirementPeriod(JwtKeyRotationOptions rotation, JwtStrategyOptions options)
    {
        TimeSpan least = Add(options.AccessTokenLifetime, options.ClockSkew);
        if (rotation.RetirementPeriod < least || rotation.RetirementPeriod <= TimeSpan.Zero || rotation.RetirementPeriod > rotation.RotationPeriod)
            yield return OutOfRange(options.ConfiguredNames, "RetirementPeriod", rotation.RetirementPeriod, $"at least AccessTokenLifetime and ClockSkew together ({least:c}), so that a key verifies until its last token expires, and at most RotationPeriod");
    }

    private static IEnumerable<string> PollInterval(TimeSpan interval, ConfiguredNames names)
    {
        if (OptionMessages.Between(names.Of("KeyRotation.PollInterval", interval), interval, MinPollInterval, MaxPollInterval, "from 1 second to 5 minutes", TimeSpan.FromSeconds(30)) is { } problem)
            yield return problem;
    }

    private static string OutOfRange(ConfiguredNames names, string property, TimeSpan value, string range)
    {
        string name = names.Of($"KeyRotation.{property}", value);
        return OptionMessages.OutOfRange(name, value, range, OptionMessages.InWordsOf(name, Code, Settings));
    }

    // The values are not checked yet and may be as large as TimeSpan.MaxValue.
    private static TimeSpan Add(TimeSpan one, TimeSpan other) =>
        TimeSpan.FromTicks((long)Math.Clamp((decimal)one.Ticks + other.Ticks, long.MinValue, long.MaxValue));
}
