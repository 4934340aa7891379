namespace AuthStrategies.Jwt.Rotation;

/// <summary>Lists, rotates and removes the rotating keys of one strategy. Thread-safe.</summary>
internal sealed class JwtKeyRotation(Func<JwtKeyPolicy> policy, JwtKeyProvider keys, TimeProvider time) : IJwtKeyRotation
{
    public async ValueTask<IReadOnlyList<JwtKeyInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        JwtKeyPolicy current = RotatingPolicy(out RotationPeriods periods);
        DateTimeOffset now = time.GetUtcNow();
        KeyTimeline timeline = await keys.ChangeAsync(current, now, stored => Advance(stored, periods, now), cancellationToken).ConfigureAwait(false);
        return [.. timeline.Keys.Select(key => Info(timeline, key, periods, now))];
    }

    public async ValueTask<JwtKeyInfo> RotateNowAsync(CancellationToken cancellationToken = default)
    {
        JwtKeyPolicy current = RotatingPolicy(out RotationPeriods periods);
        DateTimeOffset now = time.GetUtcNow();
        KeyTimeline timeline = await keys.ChangeAsync(
            current,
            now,
            stored => Advance(stored, periods, now).RotateNow(periods, now, CreateKey(periods)),
            cancellationToken).ConfigureAwait(false);
        return Info(timeline, timeline.Keys[^1], periods, now);
    }

    public async ValueTask<bool> RemoveKeyAsync(string keyId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        JwtKeyPolicy current = RotatingPolicy(out RotationPeriods periods);
        DateTimeOffset now = time.GetUtcNow();
        bool exists = false;
        await keys.ChangeAsync(
            current,
            now,
            stored =>
            {
                // Set by each attempt, because another node may remove the key between two attempts.
                exists = stored.Keys.Any(key => key.Key.KeyId == keyId);
                return Advance(exists ? stored.Remove(keyId, periods, now, CreateKey(periods)) : stored, periods, now);
            },
            cancellationToken).ConfigureAwait(false);
        return exists;
    }

    public async ValueTask<JwtKeyInfo> ReplaceAllKeysAsync(CancellationToken cancellationToken = default)
    {
        JwtKeyPolicy current = RotatingPolicy(out RotationPeriods periods);
        DateTimeOffset now = time.GetUtcNow();
        Lazy<StoredKey> newKey = new(() => StoredKey.Generate(periods.Algorithm));
        KeyTimeline timeline = await keys.ReplaceAsync(current, now, seen => seen.ReplaceAll(periods, now, () => newKey.Value), cancellationToken).ConfigureAwait(false);
        return Info(timeline, timeline.Keys[^1], periods, now);
    }

    private JwtKeyPolicy RotatingPolicy(out RotationPeriods periods)
    {
        JwtKeyPolicy current = policy();
        periods = current.Rotation
            ?? throw new InvalidOperationException("The keys of this strategy do not rotate. Change SigningKeys and VerificationKeys, or turn rotation on: o.RotateKeys().");
        return current;
    }

    private static KeyTimeline Advance(KeyTimeline timeline, RotationPeriods periods, DateTimeOffset now) =>
        timeline.Advance(periods, now, CreateKey(periods));

    private static Func<StoredKey> CreateKey(RotationPeriods periods) => () => StoredKey.Generate(periods.Algorithm);

    private static JwtKeyInfo Info(KeyTimeline timeline, RotatingKey key, RotationPeriods periods, DateTimeOffset now) => new()
    {
        KeyId = key.Key.KeyId,
        Algorithm = key.Key.Algorithm,
        State = timeline.StateOf(key, periods, now),
        AnnouncedAt = key.AnnouncedAt,
        SignsFrom = key.SignsFrom,
        SignsUntil = key.SignsUntil,
        VerifiesUntil = key.VerifiesUntil(periods),
    };
}
