namespace AuthStrategies.Jwt.Rotation;

/// <summary>The operator's hand on the rotating keys of one strategy. Thread-safe.</summary>
internal sealed class JwtKeyRotation(JwtPolicies policies, TimeProvider time) : IJwtKeyRotation
{
    public async ValueTask<IReadOnlyList<JwtKeyInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        KeySchedule schedule = policies.Schedule();
        KeyTimeline timeline = await policies.ChangeAsync(now, (keys, schedule) => Due(keys, schedule, now), cancellationToken).ConfigureAwait(false);
        return [.. timeline.Periods.Select(period => Info(timeline, period, schedule, now))];
    }

    public async ValueTask<JwtKeyInfo> RotateNowAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        KeySchedule schedule = policies.Schedule();
        KeyTimeline timeline = await policies.ChangeAsync(
            now,
            (keys, schedule) => KeyPlan.RotateNow(Due(keys, schedule, now), schedule, now, () => StoredKey.Generate(schedule.Algorithm)),
            cancellationToken).ConfigureAwait(false);
        return Info(timeline, timeline.Periods[^1], schedule, now);
    }

    public async ValueTask<bool> RemoveKeyAsync(string keyId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        DateTimeOffset now = time.GetUtcNow();
        bool isThere = false;
        await policies.ChangeAsync(
            now,
            (keys, schedule) =>
            {
                // Of the attempt that counts: another node may have removed it between two.
                isThere = keys.Periods.Any(period => period.Key.KeyId == keyId);
                return KeyPlan.Remove(Due(keys, schedule, now), keyId, now, () => StoredKey.Generate(schedule.Algorithm));
            },
            cancellationToken).ConfigureAwait(false);
        return isThere;
    }

    // Before the first use there are no keys yet.
    private static KeyTimeline Due(KeyTimeline timeline, KeySchedule schedule, DateTimeOffset now) =>
        timeline.Periods.IsEmpty ? KeyPlan.Advance(timeline, schedule, now, () => StoredKey.Generate(schedule.Algorithm)) : timeline;

    private static JwtKeyInfo Info(KeyTimeline timeline, KeyPeriod period, KeySchedule schedule, DateTimeOffset now) => new()
    {
        KeyId = period.Key.KeyId,
        Algorithm = period.Key.Algorithm,
        State = timeline.StateOf(period, schedule, now),
        AnnouncedAt = period.AnnouncedAt,
        SignsFrom = period.SignsFrom,
        SignsUntil = period.SignsUntil,
        VerifiesUntil = period.VerifiesUntil(schedule),
    };
}
