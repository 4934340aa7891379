using System.Globalization;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>Finds every mistake in the rotation options; each is named with the property, what is legal, and what to type.</summary>
internal static class KeyRotationProblems
{
    private const string Example = "o.RotateKeys(every: TimeSpan.FromDays(30), announce: TimeSpan.FromDays(1), retire: TimeSpan.FromHours(25))";
    private static readonly TimeSpan MaxEvery = TimeSpan.FromDays(400);
    private static readonly TimeSpan MinPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPoll = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Of(JwtStrategyOptions options)
    {
        if (options.KeyRotation is not { } rotation)
            return [];

        return
        [
            .. Algorithm(rotation.Algorithm, options.Algorithms),
            .. Every(rotation),
            .. Announce(rotation),
            .. Retire(rotation, options),
            .. Poll(rotation.PollInterval),
        ];
    }

    private static IEnumerable<string> Algorithm(string? algorithm, IList<string> allowed)
    {
        if (!JwtAlgorithm.All.Any(known => known.Name == algorithm))
            yield return $"KeyRotation.Algorithm is no algorithm that a key can have. Legal: {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}. Type for example ES256.";
        // What we sign ourselves would be refused by ourselves.
        else if (allowed.Count > 0 && !allowed.Contains(algorithm!))
            yield return $"Algorithms does not contain {algorithm}, the algorithm of KeyRotation, so the tokens issued would be refused. Type o.Algorithms.Add(\"{algorithm}\"), or leave Algorithms empty.";
    }

    private static IEnumerable<string> Every(JwtKeyRotationOptions rotation)
    {
        TimeSpan lead = Add(rotation.Announce, rotation.PollInterval);
        if (rotation.Every <= lead || rotation.Every <= TimeSpan.Zero || rotation.Every > MaxEvery)
            yield return Text($"KeyRotation.Every is {rotation.Every:c}. Legal: more than Announce and PollInterval together ({lead:c}), so that the next key can be announced in time, and at most 400 days. Type for example {Example}.");
    }

    private static IEnumerable<string> Announce(JwtKeyRotationOptions rotation)
    {
        if (rotation.Announce <= TimeSpan.Zero)
            yield return Text($"KeyRotation.Announce is {rotation.Announce:c}. Legal: more than 0 and less than Every; at least as long as others cache the published keys. Type for example {Example}.");
    }

    private static IEnumerable<string> Retire(JwtKeyRotationOptions rotation, JwtStrategyOptions options)
    {
        TimeSpan least = Add(options.AccessTokenLifetime, options.ClockSkew);
        if (rotation.Retire < least || rotation.Retire <= TimeSpan.Zero || rotation.Retire > rotation.Every)
            yield return Text($"KeyRotation.Retire is {rotation.Retire:c}. Legal: at least AccessTokenLifetime and ClockSkew together ({least:c}), so that a key verifies until its last token has expired, and at most Every. Type for example {Example}.");
    }

    private static IEnumerable<string> Poll(TimeSpan poll)
    {
        if (poll < MinPoll || poll > MaxPoll)
            yield return Text($"KeyRotation.PollInterval is {poll:c}. Legal: 1 second to 5 minutes. Type for example TimeSpan.FromSeconds(30), or \"00:00:30\" in configuration.");
    }

    // Both may be anything still, up to TimeSpan.MaxValue.
    private static TimeSpan Add(TimeSpan one, TimeSpan other) =>
        TimeSpan.FromTicks((long)Math.Clamp((decimal)one.Ticks + other.Ticks, long.MinValue, long.MaxValue));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
