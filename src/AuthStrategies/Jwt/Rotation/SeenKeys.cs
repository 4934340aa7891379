using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// What this process has seen of a strategy's keys, and what the session store says that others have seen: so that a key document from
/// before a removal is noticed. Not for concurrent calls.
/// </summary>
internal sealed class SeenKeys(string strategy, KeyRevisionRecord? record, TimeProvider time, KeyDiagnostics diagnostics)
{
    private long _revision;
    private long _recorded;
    private bool _isRecordRead;

    /// <summary>The last timeline that was loaded or saved.</summary>
    public KeyTimeline? Latest { get; private set; }

    /// <summary>The highest revision that was seen. The session store is asked once, before the first document is used.</summary>
    /// <exception cref="JwtKeyStoreException">The session store cannot tell.</exception>
    public async Task<long> FindRevisionAsync(CancellationToken cancellationToken)
    {
        if (_isRecordRead || record is not { IsUsed: true })
            return _revision;

        try
        {
            _recorded = await record.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException exception)
        {
            throw new JwtKeyStoreException($"The session store could not say which revision of the keys of \"{strategy}\" is the last one, so it is not known whether the key store has an old one.", exception);
        }

        _isRecordRead = true;
        return _revision = Math.Max(_revision, _recorded);
    }

    /// <summary>Refuses a timeline that is older than one that was seen, or that brings back a removed key.</summary>
    /// <returns>The timeline, which also remembers the removed keys that this process knows.</returns>
    /// <exception cref="JwtKeyStoreException">The timeline must not be used.</exception>
    public KeyTimeline Check(KeyTimeline stored)
    {
        if (stored.Revision < _revision)
        {
            diagnostics.KeysOlder(stored.Revision, _revision);
            throw new JwtKeyStoreException($"The key store has revision {stored.Revision} of the keys of \"{strategy}\", but revision {_revision} was in use before: the store was restored from a backup, or another store is configured. The old keys are not used, because removed keys might be among them. Put the latest keys back, or give up all keys: IJwtKeyRotation.ReplaceAllKeysAsync.");
        }

        DateTimeOffset now = time.GetUtcNow();
        RemovedKey[] removed = Latest is null ? [] : [.. Latest.Removed.Where(key => key.Until > now)];
        if (stored.Keys.FirstOrDefault(key => removed.Any(gone => gone.KeyId == key.Key.KeyId)) is not { } returned)
            return stored.Remember(removed, now);

        diagnostics.RemovedKeyReturned(returned.Key.KeyId);
        throw new JwtKeyStoreException($"Key \"{returned.Key.KeyId}\" of \"{strategy}\" was removed, and the key store has it again: the store was restored from a backup. The keys in the store are not used. Put the latest keys back, or give up all keys: IJwtKeyRotation.ReplaceAllKeysAsync.");
    }

    /// <summary>Notes a timeline that was loaded or saved.</summary>
    public async Task AddAsync(KeyTimeline timeline, CancellationToken cancellationToken)
    {
        Latest = timeline;
        if (!timeline.Keys.IsEmpty)
            diagnostics.Known();
        _revision = Math.Max(_revision, timeline.Revision);
        if (record is not { IsUsed: true } || _recorded >= timeline.Revision)
            return;

        try
        {
            await record.RaiseAsync(timeline.Revision, cancellationToken).ConfigureAwait(false);
            _recorded = timeline.Revision;
        }
        catch (SessionStoreException)
        {
            // The keys are in force without it; the next poll tries again.
            diagnostics.RevisionNotKept(timeline.Revision);
        }
    }
}
