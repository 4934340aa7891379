namespace AuthStrategies.Jwt.Rotation;

/// <summary>The operator's hand on the rotating keys of one strategy. Thread-safe.</summary>
internal sealed class JwtKeyRotation(JwtPolicyProvider policies, TimeProvider time) : IJwtKeyRotation
{
    public async ValueTask<IReadOnlyList<JwtKeyInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        KeySchedule schedule = policies.Schedule();
        KeyTimeline timeline = await policies.ChangeAsync(now, keys => Advance(keys, schedule, now), cancellationToken).ConfigureAwait(false);
        return [.. timeline.Periods.Select(period => Info(timeline, period, schedule, now))];
    }

    public async ValueTask<JwtKeyInfo> RotateNowAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        KeySchedule schedule = policies.Schedule();
        KeyTimeline timeline = await policies.ChangeAsync(
            now,
            keys => KeyPlan.RotateNow(Advance(keys, schedule, now), schedule, now, NewKey(schedule)),
            cancellationToken).ConfigureAwait(false);
        return Info(timeline, timeline.Periods[^1], schedule, now);
    }

    public async ValueTask<bool> RemoveKeyAsync(string keyId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        DateTimeOffset now = time.GetUtcNow();
        KeySchedule schedule = policies.Schedule();
        bool isThere = false;
        await policies.ChangeAsync(
            now,
            keys =>
            {
                // Of the attempt that counts: another node may have removed it between two.
                isThere = keys.Periods.Any(period => period.Key.KeyId == keyId);
                return Advance(isThere ? KeyPlan.Remove(keys, keyId, now, NewKey(schedule)) : keys, schedule, now);
            },
            cancellationToken).ConfigureAwait(false);
        return isThere;
    }

    private static KeyTimeline Advance(KeyTimeline timeline, KeySchedule schedule, DateTimeOffset now) =>
        KeyPlan.Advance(timeline, schedule, now, NewKey(schedule));

    private static Func<StoredKey> NewKey(KeySchedule schedule) => () => StoredKey.Generate(schedule.Algorithm);

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
