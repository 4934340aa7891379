using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The keys as this node knows them, and the policy they make up for a while. Immutable: a verification that began with
/// one ends with it.
/// </summary>
internal sealed class KeySnapshot
{
    private readonly long _saysFrom;
    private readonly long _saysUntil;
    private readonly long _servesFrom;
    private readonly long _servesUntil;
    private readonly long _halfPoll;

    private KeySnapshot(JwtPolicy options, KeySchedule schedule, KeyEntry entry, DateTimeOffset checkedAt, DateTimeOffset now, JwtPolicy policy)
    {
        Options = options;
        Entry = entry;
        CheckedAt = checkedAt;
        Policy = policy;
        _halfPoll = schedule.PollInterval.Ticks / 2;
        _saysFrom = entry.Timeline.Changes(schedule).Select(change => change.UtcTicks).Where(ticks => ticks <= now.UtcTicks).DefaultIfEmpty(long.MinValue).Max();
        _saysUntil = entry.Timeline.Changes(schedule).Select(change => change.UtcTicks).Where(ticks => ticks > now.UtcTicks).DefaultIfEmpty(long.MaxValue).Min();
        _servesFrom = Math.Max(_saysFrom, checkedAt.UtcTicks - _halfPoll);
        _servesUntil = Math.Min(_saysUntil, checkedAt.UtcTicks + _halfPoll);
    }

    /// <summary>The policy of the options alone.</summary>
    public JwtPolicy Options { get; }

    /// <summary>The same with the keys of the moment.</summary>
    public JwtPolicy Policy { get; }

    public KeyEntry Entry { get; }

    /// <summary>When the store was last asked, answer or not.</summary>
    public DateTimeOffset CheckedAt { get; }

    public static KeySnapshot Of(JwtPolicy options, KeySchedule schedule, KeyEntry entry, DateTimeOffset checkedAt, DateTimeOffset now, KeySnapshot? before)
    {
        JwtKeyRing ring = Ring(options, schedule, entry.Timeline, now);
        // The same keys are the same policy: what was recognised under it stays recognised.
        bool isSame = before is not null && before.Options == options && before.Policy.Keys.SigningKey == ring.SigningKey && before.Policy.Keys.All.SequenceEqual(ring.All);
        return new(options, schedule, entry, checkedAt, now, isSame ? before!.Policy : options.WithKeys(ring));
    }

    /// <summary>Whether it can be used without a further thought: it is of these options, the keys are those of that time, and the store was asked less than half a poll ago.</summary>
    public bool Serves(JwtPolicy options, DateTimeOffset now) =>
        ReferenceEquals(Options, options) && now.UtcTicks >= _servesFrom && now.UtcTicks < _servesUntil;

    /// <summary>Whether its policy is the one of these options at that time.</summary>
    public bool Says(JwtPolicy options, DateTimeOffset now) =>
        ReferenceEquals(Options, options) && now.UtcTicks >= _saysFrom && now.UtcTicks < _saysUntil;

    /// <summary>Whether somebody should ask the store again; others go on meanwhile.</summary>
    public bool IsDue(DateTimeOffset now) => Math.Abs(now.UtcTicks - CheckedAt.UtcTicks) >= _halfPoll;

    /// <summary>Whether it is too old to go on with. A clock that was set back makes it so too.</summary>
    public bool IsStale(DateTimeOffset now) => Math.Abs(now.UtcTicks - CheckedAt.UtcTicks) >= 2 * _halfPoll;

    private static JwtKeyRing Ring(JwtPolicy options, KeySchedule schedule, KeyTimeline timeline, DateTimeOffset now)
    {
        KeyPeriod active = timeline.Active(now);
        bool signs = timeline.MaySign(schedule, now) && options.MayUse(active.Key.Algorithm);
        HashSet<string> names = [.. timeline.Periods.Select(period => period.Key.KeyId)];
        return new(
            signs ? [active.Key.Key] : [],
            [
                .. timeline.Periods.Where(period => !(signs && period == active) && !period.IsRetired(schedule, now)).Select(period => period.Key.Key),
                .. options.Keys.All.Where(key => !names.Contains(key.KeyId)),
            ]);
    }
}
