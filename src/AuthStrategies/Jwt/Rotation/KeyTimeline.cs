using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The rotating keys of one strategy in the order in which they sign, as one version of its document holds them. Immutable.
/// Each state and each change depends only on the timeline and the time, so all nodes agree.
/// </summary>
/// <remarks>
/// Each key stops signing before or when the next one begins; only the last has no end. At most one key has not begun
/// to sign.
/// A change returns the same object when nothing changes. A changed timeline keeps the version it was derived from, until it is saved.
/// </remarks>
internal sealed class KeyTimeline(ImmutableArray<RotatingKey> keys, long version = 0)
{
    /// <summary>The largest number of keys in a timeline.</summary>
    public const int MaxKeys = 64;

    public static readonly KeyTimeline Empty = new([]);

    /// <summary>The largest number of removed keys that are remembered.</summary>
    public const int MaxRemoved = 256;

    // Reserves places for the keys of scheduled rotations.
    private const int MaxKeysForRotateNow = MaxKeys / 2;

    /// <summary>A key may still verify by the clock of a node that is behind. A node whose clock is ahead must not remove it.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public ImmutableArray<RotatingKey> Keys { get; } = keys;

    /// <summary>The version of the stored document; 0 when nothing is stored.</summary>
    public long Version { get; } = version;

    /// <summary>
    /// The number of this state of the keys. Each change adds 1, and it never begins again, also not in another store, where versions begin
    /// at 1. A document with a lower one is old.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>The keys that were removed early and could come back with an old document.</summary>
    public ImmutableArray<RemovedKey> Removed { get; init; } = [];

    /// <summary>The key that signs: the last that has begun and has not stopped. If no key has begun, because the clock of this node is behind, the next one.</summary>
    public RotatingKey ActiveKey(DateTimeOffset now)
    {
        RotatingKey? active = null;
        foreach (RotatingKey key in Keys)
        {
            if (!key.HasStoppedSigning(now) && (active is null || key.SignsFrom <= now))
                active = key;
        }

        return active!;
    }

    /// <summary>
    /// Whether the active key may sign. With a next key: until that one begins. Without: until the rotation period ends,
    /// because another node may then use a next key that this node could not load.
    /// </summary>
    public bool MaySign(RotationPeriods periods, DateTimeOffset now) =>
        ActiveKey(now) is var active && (active.SignsUntil is not null || now < active.SignsFrom + periods.RotationPeriod);

    public JwtKeyState StateOf(RotatingKey key, RotationPeriods periods, DateTimeOffset now)
    {
        if (key.HasStoppedVerifying(periods, now))
            return JwtKeyState.Removed;
        if (key.HasStoppedSigning(now))
            return JwtKeyState.Retired;

        return key == ActiveKey(now) ? JwtKeyState.Active : JwtKeyState.Announced;
    }

    /// <summary>Each moment at which the state of a key changes.</summary>
    public IEnumerable<DateTimeOffset> StateChanges(RotationPeriods periods)
    {
        foreach (RotatingKey key in Keys)
        {
            yield return key.SignsFrom;
            yield return key.SignsUntil ?? key.SignsFrom + periods.RotationPeriod;
            if (key.VerifiesUntil(periods) is { } end)
                yield return end;
        }
    }

    /// <summary>Does what is due: creates the first key, announces the next one, drops keys that no longer verify.</summary>
    public KeyTimeline Advance(RotationPeriods periods, DateTimeOffset now, Func<StoredKey> createKey)
    {
        ImmutableArray<RotatingKey> kept = Keys.RemoveAll(key => key.HasStoppedVerifying(periods, now - ClockTolerance));
        if (kept.IsEmpty)
            return Forget(now).With([new(createKey(), now, now)]);
        if (kept[^1] is var last && now >= last.SignsFrom + periods.RotationPeriod - periods.LeadTime)
            return Forget(now).With(Announce(kept, createKey, now, Later(last.SignsFrom + periods.RotationPeriod, now + periods.LeadTime)));

        return kept.Length == Keys.Length ? this : Forget(now).With(kept);
    }

    /// <summary>Announces the next key now. Does nothing when one is announced already: it begins to sign as early as it may.</summary>
    /// <exception cref="InvalidOperationException">There are too many keys.</exception>
    public KeyTimeline RotateNow(RotationPeriods periods, DateTimeOffset now, Func<StoredKey> createKey)
    {
        RotatingKey active = ActiveKey(now);
        if (Keys[^1] != active)
            return this;
        if (Keys.Length >= MaxKeysForRotateNow)
            throw new InvalidOperationException($"The strategy has {Keys.Length} keys, and most of them still verify. Wait until the first of them is removed at the end of its retirement period.");

        return With(Announce(Keys, createKey, now, Later(now, active.SignsFrom) + periods.LeadTime));
    }

    /// <summary>Removes a key. If it was the active key, the next one signs immediately.</summary>
    public KeyTimeline Remove(string keyId, RotationPeriods periods, DateTimeOffset now, Func<StoredKey> createKey)
    {
        if (Keys.FirstOrDefault(key => key.Key.KeyId == keyId) is not { } removed)
            return this;

        return With(KeysWithout(removed, now, createKey)).Remember([RemovedKey.Of(removed, periods, now)], now);
    }

    /// <summary>Gives up all keys: a new one signs immediately, and no old document can bring one of these back.</summary>
    public KeyTimeline ReplaceAll(RotationPeriods periods, DateTimeOffset now, Func<StoredKey> createKey) =>
        With([new(createKey(), now, now)]).Remember(Keys.Select(key => RemovedKey.Of(key, periods, now)), now);

    /// <summary>Adds removed keys that another state of the keys remembers. The same timeline if it remembers them too.</summary>
    public KeyTimeline Remember(IEnumerable<RemovedKey> removed, DateTimeOffset now)
    {
        RemovedKey[] more = [.. removed.Where(key => key.Until > now && !IsRemoved(key.KeyId))];
        return more.Length == 0 ? this : new(Keys, Version) { Revision = Revision, Removed = [.. Removed.Concat(more).OrderByDescending(key => key.Until).Take(MaxRemoved)] };
    }

    /// <summary>Whether a key was removed early, and its tokens could still live.</summary>
    public bool IsRemoved(string keyId) => Removed.Any(key => key.KeyId == keyId);

    public KeyTimeline WithVersion(long version, long revision) => new(Keys, version) { Revision = revision, Removed = Removed };

    public override string ToString() => $"KeyTimeline {{ Keys = {Keys.Length} }}";

    private KeyTimeline With(ImmutableArray<RotatingKey> keys) => new(keys, Version) { Revision = Revision, Removed = Removed };

    // Not a change that is saved for itself: it happens with the next change.
    private KeyTimeline Forget(DateTimeOffset now) =>
        new(Keys, Version) { Revision = Revision, Removed = Removed.RemoveAll(key => key.Until <= now - ClockTolerance) };

    private ImmutableArray<RotatingKey> KeysWithout(RotatingKey removed, DateTimeOffset now, Func<StoredKey> createKey)
    {
        ImmutableArray<RotatingKey> rest = Keys.Remove(removed);
        if (removed.HasStoppedSigning(now))
            return rest;
        if (removed != ActiveKey(now))
            return ExtendKeyBefore(removed, rest);

        RotatingKey? next = rest.FirstOrDefault(key => !key.HasStoppedSigning(now));
        return next is null ? rest.Add(new(createKey(), now, now)) : rest.Replace(next, next with { SignsFrom = now });
    }

    // An announced key is removed: the key before it signs until the key after it begins. Usually there is none after it yet.
    private static ImmutableArray<RotatingKey> ExtendKeyBefore(RotatingKey removed, ImmutableArray<RotatingKey> rest)
    {
        RotatingKey before = rest.Last(key => key.SignsFrom < removed.SignsFrom);
        return rest.Replace(before, before with { SignsUntil = rest.FirstOrDefault(key => key.SignsFrom > removed.SignsFrom)?.SignsFrom });
    }

    private static ImmutableArray<RotatingKey> Announce(ImmutableArray<RotatingKey> keys, Func<StoredKey> createKey, DateTimeOffset now, DateTimeOffset signsFrom) =>
        keys.SetItem(keys.Length - 1, keys[^1] with { SignsUntil = signsFrom }).Add(new(createKey(), now, signsFrom));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
