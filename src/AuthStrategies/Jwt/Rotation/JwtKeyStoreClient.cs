// Past 250 lines, because every way to a key document has the same few steps, and they belong together.
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// Loads and saves the timeline of one strategy. Each failure of the key store, a time-out too, is reported and becomes a
/// <see cref="JwtKeyStoreException"/>. Not for concurrent calls.
/// </summary>
/// <param name="strategy">The strategy.</param>
/// <param name="store">The key store.</param>
/// <param name="former">The store from which the first keys are taken, if the key store has none; <see langword="null"/> creates new ones.</param>
/// <param name="protection">Protects the private keys.</param>
/// <param name="seen">Notices old documents.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="diagnostics">The reports.</param>
internal sealed class JwtKeyStoreClient(string strategy, IJwtKeyStore store, IJwtKeyStore? former, KeyProtection protection, SeenKeys seen, TimeProvider time, KeyDiagnostics diagnostics)
{
    private const int MaxAttempts = 10;

    /// <summary>A client without a former store, without protection and without a session store.</summary>
    public JwtKeyStoreClient(string strategy, IJwtKeyStore store, TimeProvider time, KeyDiagnostics diagnostics)
        : this(strategy, store, former: null, new(strategy, protector: null, protectsStored: false, diagnostics), new(strategy, record: null, time, diagnostics), time, diagnostics)
    {
    }

    /// <summary>How long one call to the store may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Loads the timeline and saves what is due, unless another node has done so. Keys that can be loaded but not saved are still used.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer.</exception>
    public async Task<KeyTimeline> RefreshAsync(Func<KeyTimeline, KeyTimeline> advance)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyTimeline stored = await LoadProtectedAsync().ConfigureAwait(false);
            try
            {
                if (await TryChangeAsync(stored, advance).ConfigureAwait(false) is { } timeline)
                    return timeline;
            }
            catch (JwtKeyStoreException) when (!stored.Keys.IsEmpty)
            {
                return stored;
            }
        }

        throw Contended();
    }

    /// <summary>Loads the timeline and changes nothing; empty if there is none.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer.</exception>
    public async Task<KeyTimeline> ReadAsync() => (await LoadAsync().ConfigureAwait(false)).Timeline;

    /// <summary>Loads the timeline, changes it and saves it. If another node saves first, the change is applied to what that node saved.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer; the change may or may not have been saved.</exception>
    public async Task<KeyTimeline> ChangeAsync(Func<KeyTimeline, KeyTimeline> change)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyTimeline stored = await LoadProtectedAsync().ConfigureAwait(false);
            if (await TryChangeAsync(stored, change).ConfigureAwait(false) is { } timeline)
                return timeline;
        }

        throw Contended();
    }

    /// <summary>Replaces the keys, also where the document is missing, old, damaged or cannot be unprotected.</summary>
    /// <param name="replace">Gets the keys of the document and those that this process knows. Their private keys must not be used.</param>
    /// <exception cref="JwtKeyStoreException">The store did not answer; the keys may or may not have been replaced.</exception>
    public async Task<KeyTimeline> ReplaceAsync(Func<KeyTimeline, KeyTimeline> replace)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            JwtKeyDocument? document = await CallAsync(token => store.LoadAsync(strategy, token), "load").ConfigureAwait(false);
            long revision = Math.Max(document?.Version ?? 0, await FindRevisionAsync().ConfigureAwait(false));
            StoredTimeline? stored = document is null ? null : KeyTimelineCodec.Decode(document);
            KeyTimeline next = replace(EverySeen(stored)).WithVersion((document?.Version ?? 0) + 1, Math.Max(revision, stored?.Revision ?? 0) + 1);
            if (await TrySaveAsync(next).ConfigureAwait(false))
                return next;
        }

        throw Contended();
    }

    /// <summary>Reads the timeline, and neither creates, moves nor notes anything. Empty if there is no document.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer, or the document cannot be used.</exception>
    public async Task<KeyTimeline> PeekAsync()
    {
        JwtKeyDocument? document = await CallAsync(token => store.LoadAsync(strategy, token), "load").ConfigureAwait(false);
        if (document is not null)
            return seen.Check(await ReadAsync(document, protection.IsDueIn(KeyTimelineCodec.Decode(document))).ConfigureAwait(false));
        return seen.Latest is null
            ? KeyTimeline.Empty
            : throw Failed("load", $"The keys of \"{strategy}\" are no longer in the key store. Restore them.");
    }

    /// <summary>The stored timeline. Keys that the store has without protection are protected there first, if the application wants it.</summary>
    private async Task<KeyTimeline> LoadProtectedAsync()
    {
        (KeyTimeline stored, bool isPlain) = await LoadAsync().ConfigureAwait(false);
        return isPlain ? await ProtectInPlaceAsync(stored).ConfigureAwait(false) : stored;
    }

    /// <summary>
    /// The stored timeline, and whether it must be protected in the store. Version 0: it is not in the store yet, and empty if there are no keys
    /// at all.
    /// </summary>
    private async Task<(KeyTimeline Timeline, bool IsPlain)> LoadAsync()
    {
        // Before the document, because another node may save one and raise the revision in between.
        long revision = await FindRevisionAsync().ConfigureAwait(false);
        JwtKeyDocument? document = await CallAsync(token => store.LoadAsync(strategy, token), "load").ConfigureAwait(false);
        if (document is null)
            return (await FirstAsync(revision).ConfigureAwait(false), false);

        bool isPlain = protection.IsDueIn(KeyTimelineCodec.Decode(document));
        KeyTimeline stored = seen.Check(await ReadAsync(document, acceptsPlain: isPlain).ConfigureAwait(false));
        await seen.AddAsync(stored, CancellationToken.None).ConfigureAwait(false);
        return (stored, isPlain);
    }

    /// <summary>Saves the same keys with protection. If that fails, or another node saves first, the next poll tries again.</summary>
    private async Task<KeyTimeline> ProtectInPlaceAsync(KeyTimeline stored)
    {
        // The same revision: no key has changed.
        KeyTimeline next = stored.WithVersion(stored.Version + 1, stored.Revision);
        try
        {
            if (!await TrySaveAsync(next).ConfigureAwait(false))
                return stored;
        }
        catch (JwtKeyStoreException)
        {
            // Reported where it was thrown.
            return stored;
        }

        diagnostics.ProtectedInPlace(next.Keys.Length);
        return next;
    }

    private async Task<KeyTimeline> FirstAsync(long revision)
    {
        // New keys would end every session. A new process starts with new keys; this one had keys and reports the loss.
        if (seen.Latest is not null)
            throw Failed("load", $"The keys of \"{strategy}\" are no longer in the key store. Restore them, or restart the application to create new keys.");
        if (former is not null && await CallAsync(token => former.LoadAsync(strategy, token), "load").ConfigureAwait(false) is { } document)
        {
            KeyTimeline moved = seen.Check(await ReadAsync(document, acceptsPlain: true).ConfigureAwait(false));
            return moved.WithVersion(0, moved.Revision);
        }

        return revision == 0
            ? KeyTimeline.Empty
            : throw Failed("load", $"The keys of \"{strategy}\" are not in the key store, although revision {revision} of them was in use: the session store remembers it. Restore them and check the address or path of the key store, or give up all keys: IJwtKeyRotation.ReplaceAllKeysAsync.");
    }

    private async Task<KeyTimeline> ReadAsync(JwtKeyDocument document, bool acceptsPlain)
    {
        KeyTimeline? read = KeyTimelineCodec.Decode(document) is { } stored
            ? await LimitAsync(token => protection.UnprotectAsync(stored, seen.Latest ?? KeyTimeline.Empty, acceptsPlain, token), "unprotect").ConfigureAwait(false)
            : null;
        return read ?? throw Failed("load", $"The keys of \"{strategy}\" in the key store cannot be read: they are damaged, or a newer version of this library wrote them. They are not changed.");
    }

    private async Task<KeyTimeline?> TryChangeAsync(KeyTimeline before, Func<KeyTimeline, KeyTimeline> change)
    {
        KeyTimeline after = change(before);
        bool isSame = ReferenceEquals(before, after);
        if (isSame && before.Version > 0)
            return before;

        // Keys that are moved unchanged keep their revision, so that nodes that still use the former store do not take them for old.
        KeyTimeline next = after.WithVersion(before.Version + 1, isSame ? before.Revision : before.Revision + 1);
        if (!await TrySaveAsync(next).ConfigureAwait(false))
            return null;

        if (before is { Version: 0, Keys.IsEmpty: false })
            diagnostics.Moved(next.Keys.Length);
        return next;
    }

    private async Task<bool> TrySaveAsync(KeyTimeline next)
    {
        JwtKeyDocument document = KeyTimelineCodec.Encode(await LimitAsync(token => protection.ProtectAsync(next, token), "protect").ConfigureAwait(false));
        if (!await CallAsync(token => store.TrySaveAsync(strategy, document, token), "save").ConfigureAwait(false))
            return false;

        await seen.AddAsync(next, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private KeyTimeline EverySeen(StoredTimeline? stored)
    {
        KeyTimeline known = seen.Latest ?? KeyTimeline.Empty;
        IEnumerable<RotatingKey> inDocument = stored?.Keys.Select(key => new RotatingKey(new(key.KeyId, key.Algorithm, ""), key.AnnouncedAt, key.SignsFrom, key.SignsUntil)) ?? [];
        RotatingKey[] keys = [.. known.Keys.Concat(inDocument).DistinctBy(key => key.Key.KeyId, StringComparer.Ordinal)];
        return new KeyTimeline([.. keys]) { Removed = known.Removed }.Remember(stored?.Removed ?? [], time.GetUtcNow());
    }

    private async Task<long> FindRevisionAsync()
    {
        try
        {
            return await seen.FindRevisionAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException exception)
        {
            diagnostics.StoreFailed(exception, "load");
            throw;
        }
    }

    private Task<TAnswer> CallAsync<TAnswer>(Func<CancellationToken, ValueTask<TAnswer>> call, string operation) =>
        LimitAsync(
            async token =>
            {
                try
                {
                    return await call(token).ConfigureAwait(false);
                }
                catch (JwtKeyStoreException exception)
                {
                    diagnostics.StoreFailed(exception, operation);
                    throw;
                }
            },
            operation);

    private async Task<TAnswer> LimitAsync<TAnswer>(Func<CancellationToken, Task<TAnswer>> call, string operation)
    {
        try
        {
            using CancellationTokenSource limit = new(Timeout, time);
            // The wait is limited here too, because a store may ignore the token.
            return await call(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException)
        {
            // Reported where it was thrown.
            throw;
        }
#pragma warning disable CA1031 // Every exception of a store is a failure of the store and is translated here.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            diagnostics.StoreFailed(exception, operation);
            throw new JwtKeyStoreException($"The key store failed to {operation} the keys of \"{strategy}\", or took longer than {Timeout.TotalSeconds:0} seconds; the inner exception says why.", exception);
        }
    }

    private JwtKeyStoreException Contended() =>
        Failed("save", $"Other nodes changed the keys of \"{strategy}\" {MaxAttempts} times in a row while this node tried to change them.");

    private JwtKeyStoreException Failed(string operation, string message)
    {
        JwtKeyStoreException exception = new(message);
        diagnostics.StoreFailed(exception, operation);
        return exception;
    }
}
