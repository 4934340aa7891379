using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The timeline as this node last loaded it, and the keys in force until the next change. Immutable.
/// </summary>
internal sealed class CachedKeys
{
    private readonly long _currentFrom;
    private readonly long _currentUntil;
    private readonly long _freshFrom;
    private readonly long _freshUntil;
    private readonly long _halfPoll;

    private CachedKeys(JwtKeyPolicy policy, KeyTimeline timeline, DateTimeOffset checkedAt, DateTimeOffset now, CurrentKeys keys)
    {
        RotationPeriods periods = policy.Rotation!;
        Policy = policy;
        Timeline = timeline;
        CheckedAt = checkedAt;
        Keys = keys;
        _halfPoll = periods.PollInterval.Ticks / 2;
        _currentFrom = timeline.StateChanges(periods).Select(change => change.UtcTicks).Where(ticks => ticks <= now.UtcTicks).DefaultIfEmpty(long.MinValue).Max();
        _currentUntil = timeline.StateChanges(periods).Select(change => change.UtcTicks).Where(ticks => ticks > now.UtcTicks).DefaultIfEmpty(long.MaxValue).Min();
        _freshFrom = Math.Max(_currentFrom, checkedAt.UtcTicks - _halfPoll);
        _freshUntil = Math.Min(_currentUntil, checkedAt.UtcTicks + _halfPoll);
    }

    public JwtKeyPolicy Policy { get; }

    public KeyTimeline Timeline { get; }

    /// <summary>The keys of the timeline and of the options.</summary>
    public CurrentKeys Keys { get; }

    /// <summary>When the store was last asked, even if it did not answer.</summary>
    public DateTimeOffset CheckedAt { get; }

    public static CachedKeys Create(JwtKeyPolicy policy, KeyTimeline timeline, DateTimeOffset checkedAt, DateTimeOffset now, CachedKeys? before)
    {
        JwtKeyRing ring = CreateRing(policy, timeline, now);
        bool isSame = before is not null && before.Policy == policy && before.Keys.SigningKey == ring.SigningKey && before.Keys.Ring.All.SequenceEqual(ring.All);
        return new(policy, timeline, checkedAt, now, isSame ? before!.Keys : policy.CreateKeys(ring));
    }

    /// <summary>Whether the keys can be used without any further check: they are current, and the store was asked less than half a poll interval ago.</summary>
    public bool IsFresh(JwtKeyPolicy policy, DateTimeOffset now) =>
        ReferenceEquals(Policy, policy) && now.UtcTicks >= _freshFrom && now.UtcTicks < _freshUntil;

    /// <summary>Whether these are the keys of this policy at that time.</summary>
    public bool IsCurrent(JwtKeyPolicy policy, DateTimeOffset now) =>
        ReferenceEquals(Policy, policy) && now.UtcTicks >= _currentFrom && now.UtcTicks < _currentUntil;

    /// <summary>Whether one caller should ask the store again. The others continue with these keys.</summary>
    public bool IsDue(DateTimeOffset now) => Math.Abs(now.UtcTicks - CheckedAt.UtcTicks) >= _halfPoll;

    /// <summary>Whether the timeline is too old to be used, or the clock was set back.</summary>
    public bool IsStale(DateTimeOffset now) => Math.Abs(now.UtcTicks - CheckedAt.UtcTicks) >= 2 * _halfPoll;

    private static JwtKeyRing CreateRing(JwtKeyPolicy policy, KeyTimeline timeline, DateTimeOffset now)
    {
        RotationPeriods periods = policy.Rotation!;
        RotatingKey active = timeline.ActiveKey(now);
        bool signs = timeline.MaySign(periods, now) && policy.Allows(active.Key.Algorithm);
        HashSet<string> keyIds = [.. timeline.Keys.Select(key => key.Key.KeyId)];
        return new(
            signs ? [active.Key.Key] : [],
            [
                .. timeline.Keys.Where(key => !(signs && key == active) && !key.HasStoppedVerifying(periods, now)).Select(key => key.Key.Key),
                .. policy.Configured.Ring.All.Where(key => !keyIds.Contains(key.KeyId)),
            ]);
    }
}
