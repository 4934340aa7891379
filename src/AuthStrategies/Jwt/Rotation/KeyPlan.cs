using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// What becomes of a timeline: pure functions of it and the time. Each gives the very same timeline back when there is
/// nothing to do.
/// </summary>
internal static class KeyPlan
{
    /// <summary>The most keys a timeline holds.</summary>
    public const int MaxKeys = 64;

    // Leaves room for those that come by the clock.
    private const int MaxKeysByHand = MaxKeys / 2;

    // A node whose clock is ahead must not take a key from the others that still verifies by their clocks.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>What is due by the clock: a first key, the announcement of the next, the removal of retired ones.</summary>
    public static KeyTimeline Advance(KeyTimeline timeline, KeySchedule schedule, DateTimeOffset now, Func<StoredKey> newKey)
    {
        ImmutableArray<KeyPeriod> kept = timeline.Periods.RemoveAll(period => period.IsRetired(schedule, now - Margin));
        if (kept.IsEmpty)
            return new([NewAtOnce(newKey, now)]);
        if (kept[^1] is var last && now >= last.SignsFrom + schedule.Every - schedule.Lead)
            return Append(kept, newKey, now, Later(last.SignsFrom + schedule.Every, now + schedule.Lead));

        return kept.Length == timeline.Periods.Length ? timeline : new(kept);
    }

    /// <summary>Begins a rotation now. A key that is announced already signs as early as it may, so that there is nothing to do.</summary>
    /// <exception cref="InvalidOperationException">There are too many keys.</exception>
    public static KeyTimeline RotateNow(KeyTimeline timeline, KeySchedule schedule, DateTimeOffset now, Func<StoredKey> newKey)
    {
        ImmutableArray<KeyPeriod> periods = timeline.Periods;
        KeyPeriod active = timeline.Active(now);
        if (periods[^1] != active)
            return timeline;
        if (periods.Length >= MaxKeysByHand)
            throw new InvalidOperationException($"There are {periods.Length} keys, and most of them still verify. Wait until the first has retired.");

        return Append(periods, newKey, now, Later(now, active.SignsFrom) + schedule.Lead);
    }

    /// <summary>Removes a key; when it was the active one, another signs at once.</summary>
    public static KeyTimeline Remove(KeyTimeline timeline, string keyId, DateTimeOffset now, Func<StoredKey> newKey)
    {
        if (timeline.Periods.FirstOrDefault(period => period.Key.KeyId == keyId) is not { } removed)
            return timeline;

        KeyPeriod active = timeline.Active(now);
        ImmutableArray<KeyPeriod> rest = timeline.Periods.Remove(removed);
        if (removed.HasEnded(now))
            return new(rest);
        if (removed != active)
            return new(Close(rest, removed));

        KeyPeriod? next = rest.FirstOrDefault(period => !period.HasEnded(now));
        return new(next is null ? rest.Add(NewAtOnce(newKey, now)) : rest.Replace(next, next with { SignsFrom = now }));
    }

    // An announced key goes: the one before it signs until the one after it, which as a rule is not there yet.
    private static ImmutableArray<KeyPeriod> Close(ImmutableArray<KeyPeriod> rest, KeyPeriod gap)
    {
        KeyPeriod before = rest.Last(period => period.SignsFrom < gap.SignsFrom);
        return rest.Replace(before, before with { SignsUntil = rest.FirstOrDefault(period => period.SignsFrom > gap.SignsFrom)?.SignsFrom });
    }

    private static KeyTimeline Append(ImmutableArray<KeyPeriod> periods, Func<StoredKey> newKey, DateTimeOffset now, DateTimeOffset from) =>
        new(periods.SetItem(periods.Length - 1, periods[^1] with { SignsUntil = from }).Add(new(newKey(), now, from)));

    private static KeyPeriod NewAtOnce(Func<StoredKey> newKey, DateTimeOffset now) => new(newKey(), now, now);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
