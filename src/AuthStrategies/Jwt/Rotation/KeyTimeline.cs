using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The keys of a strategy in the order in which they sign: the whole content of its document. Immutable; what it says at a
/// moment, and what comes next, are functions of it and the time alone, so that all nodes agree.
/// </summary>
/// <remarks>Each period ends before the next begins, and only the last has no end. At most one has not begun.</remarks>
internal sealed class KeyTimeline(ImmutableArray<KeyPeriod> periods)
{
    public static readonly KeyTimeline Empty = new([]);

    public ImmutableArray<KeyPeriod> Periods { get; } = periods;

    /// <summary>The key that signs: of those that have not ended the last that has begun. On a node whose clock is behind none may have begun; then it is the next.</summary>
    public KeyPeriod Active(DateTimeOffset now)
    {
        KeyPeriod? active = null;
        foreach (KeyPeriod period in Periods)
        {
            if (!period.HasEnded(now) && (active is null || period.SignsFrom <= now))
                active = period;
        }

        return active!;
    }

    /// <summary>
    /// Whether the active key may sign: until its known successor takes over, or else until a successor could have taken
    /// over that this node was not able to hear of.
    /// </summary>
    public bool MaySign(KeySchedule schedule, DateTimeOffset now) =>
        Active(now) is var active && (active.SignsUntil is not null || now < active.SignsFrom + schedule.Every);

    public JwtKeyState StateOf(KeyPeriod period, KeySchedule schedule, DateTimeOffset now)
    {
        if (period.IsRetired(schedule, now))
            return JwtKeyState.Retired;
        if (period.HasEnded(now))
            return JwtKeyState.Retiring;

        return period == Active(now) ? JwtKeyState.Active : JwtKeyState.Announced;
    }

    /// <summary>Every moment at which this says something else than before.</summary>
    public IEnumerable<DateTimeOffset> Changes(KeySchedule schedule)
    {
        foreach (KeyPeriod period in Periods)
        {
            yield return period.SignsFrom;
            yield return period.SignsUntil ?? period.SignsFrom + schedule.Every;
            if (period.VerifiesUntil(schedule) is { } end)
                yield return end;
        }
    }

    public override string ToString() => $"KeyTimeline {{ Keys = {Periods.Length} }}";
}
