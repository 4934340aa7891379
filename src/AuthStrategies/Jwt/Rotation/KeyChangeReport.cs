using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>Reports to log and metrics what changed between two states of the keys.</summary>
internal static class KeyChangeReport
{
    public static void Write(KeyDiagnostics diagnostics, CachedKeys? before, CachedKeys after, DateTimeOffset now)
    {
        foreach (RotatingKey key in after.Timeline.Keys.Where(key => IsNew(key, before) && StateOf(key, after, now) == JwtKeyState.Announced))
            diagnostics.Announced(key.Key.KeyId, key.Key.Algorithm, key.SignsFrom);

        if (after.Keys.SigningKey is { } signing && signing != before?.Keys.SigningKey)
            Activated(diagnostics, before?.Keys.SigningKey, signing, after, isFirst: before is null);

        if (before is null)
            return;

        foreach (RotatingKey key in before.Timeline.Keys.Where(key => Verifies(key, before) && !Verifies(key, after)))
        {
            if (IsRemovedEarly(key, after, now))
                diagnostics.Removed(key.Key.KeyId);
            else
                diagnostics.RetirementEnded(key.Key.KeyId);
        }
    }

    private static void Activated(KeyDiagnostics diagnostics, JwtKey? last, JwtKey signing, CachedKeys after, bool isFirst)
    {
        diagnostics.Active(signing.KeyId, signing.Algorithm, isFirst);
        if (last is not null && after.Keys.Ring.Contains(last))
            diagnostics.Retired(last.KeyId);
    }

    // A key that is gone was either removed early, which the document remembers, or it ended at its time. A node that was idle, or could not
    // ask the store, may not have heard of that time: other nodes announced the next key since.
    private static bool IsRemovedEarly(RotatingKey key, CachedKeys after, DateTimeOffset now) =>
        after.Timeline.IsRemoved(key.Key.KeyId) || now < key.VerifiesUntil(after.Policy.Rotation!);

    private static bool IsNew(RotatingKey key, CachedKeys? before) => before is null || !before.Timeline.Keys.Any(known => known.Key == key.Key);

    private static bool Verifies(RotatingKey key, CachedKeys keys) => keys.Keys.Ring.Contains(key.Key.Key);

    private static JwtKeyState StateOf(RotatingKey key, CachedKeys keys, DateTimeOffset now) => keys.Timeline.StateOf(key, keys.Policy.Rotation!, now);
}
