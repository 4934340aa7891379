using System.Globalization;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the options of key rotation.</summary>
internal static class JwtKeyRotationOptionsValidator
{
    private const string Example = "o.RotateKeys(rotationPeriod: TimeSpan.FromDays(30), announcementPeriod: TimeSpan.FromDays(1), retirementPeriod: TimeSpan.FromHours(25))";
    private static readonly TimeSpan MaxRotationPeriod = TimeSpan.FromDays(400);
    private static readonly TimeSpan MinPollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        if (options.KeyRotation is not { } rotation)
            return [];

        return
        [
            .. Algorithm(rotation.Algorithm, options.Algorithms),
            .. RotationPeriod(rotation),
            .. AnnouncementPeriod(rotation),
            .. RetirementPeriod(rotation, options),
            .. PollInterval(rotation.PollInterval),
        ];
    }

    private static IEnumerable<string> Algorithm(string? algorithm, IList<string> accepted)
    {
        // The value is not repeated, because it may be a secret in the wrong place.
        if (!JwtAlgorithm.All.Any(known => known.Name == algorithm))
            yield return $"KeyRotation.Algorithm is not an accepted algorithm; it must be one of {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}. Write for example \"ES256\".";
        // The strategy would refuse the tokens that it issues.
        else if (accepted.Count > 0 && !accepted.Contains(algorithm!))
            yield return $"Algorithms does not contain {algorithm}; it must contain KeyRotation.Algorithm, or the strategy refuses the tokens that it issues. Write for example o.Algorithms.Add(\"{algorithm}\"), or leave Algorithms empty.";
    }

    private static IEnumerable<string> RotationPeriod(JwtKeyRotationOptions rotation)
    {
        TimeSpan leadTime = Add(rotation.AnnouncementPeriod, rotation.PollInterval);
        if (rotation.RotationPeriod <= leadTime || rotation.RotationPeriod <= TimeSpan.Zero || rotation.RotationPeriod > MaxRotationPeriod)
            yield return Text($"KeyRotation.RotationPeriod is {rotation.RotationPeriod:c}; it must be more than AnnouncementPeriod and PollInterval together ({leadTime:c}) and at most 400 days. Write for example {Example}.");
    }

    private static IEnumerable<string> AnnouncementPeriod(JwtKeyRotationOptions rotation)
    {
        if (rotation.AnnouncementPeriod <= TimeSpan.Zero)
            yield return Text($"KeyRotation.AnnouncementPeriod is {rotation.AnnouncementPeriod:c}; it must be more than 0, less than RotationPeriod, and at least as long as others cache the published keys. Write for example {Example}.");
    }

    private static IEnumerable<string> RetirementPeriod(JwtKeyRotationOptions rotation, JwtStrategyOptions options)
    {
        TimeSpan least = Add(options.AccessTokenLifetime, options.ClockSkew);
        if (rotation.RetirementPeriod < least || rotation.RetirementPeriod <= TimeSpan.Zero || rotation.RetirementPeriod > rotation.RotationPeriod)
            yield return Text($"KeyRotation.RetirementPeriod is {rotation.RetirementPeriod:c}; it must be at least AccessTokenLifetime and ClockSkew together ({least:c}), so that a key verifies until its last token expires, and at most RotationPeriod. Write for example {Example}.");
    }

    private static IEnumerable<string> PollInterval(TimeSpan interval)
    {
        if (interval < MinPollInterval || interval > MaxPollInterval)
            yield return Text($"KeyRotation.PollInterval is {interval:c}; it must be from 1 second to 5 minutes. Write for example TimeSpan.FromSeconds(30), or \"00:00:30\" in configuration.");
    }

    // The values are not checked yet and may be as large as TimeSpan.MaxValue.
    private static TimeSpan Add(TimeSpan one, TimeSpan other) =>
        TimeSpan.FromTicks((long)Math.Clamp((decimal)one.Ticks + other.Ticks, long.MinValue, long.MaxValue));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
