using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// Loads and saves the timeline of one strategy. Each failure of the key store, a time-out too, is reported and becomes a
/// <see cref="JwtKeyStoreException"/>. Not for concurrent calls.
/// </summary>
internal sealed class JwtKeyStoreClient(string strategy, IJwtKeyStore store, TimeProvider time, KeyDiagnostics diagnostics)
{
    private const int MaxAttempts = 10;

    /// <summary>How long one call to the store may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private KeyTimeline? _known;

    /// <summary>Loads the timeline and saves what is due, unless another node has done so. Keys that can be loaded but not saved are still used.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer.</exception>
    public async Task<KeyTimeline> RefreshAsync(Func<KeyTimeline, KeyTimeline> advance)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyTimeline? stored = await LoadAsync().ConfigureAwait(false);
            try
            {
                if (await TryChangeAsync(stored, advance).ConfigureAwait(false) is { } timeline)
                    return timeline;
            }
            catch (JwtKeyStoreException) when (stored is not null)
            {
                return stored;
            }
        }

        throw Contended();
    }

    /// <summary>Loads the timeline, changes it and saves it. If another node saves first, the change is applied to what that node saved.</summary>
    /// <exception cref="JwtKeyStoreException">The store did not answer; the change may or may not have been saved.</exception>
    public async Task<KeyTimeline> ChangeAsync(Func<KeyTimeline, KeyTimeline> change)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyTimeline? stored = await LoadAsync().ConfigureAwait(false);
            if (await TryChangeAsync(stored, change).ConfigureAwait(false) is { } timeline)
                return timeline;
        }

        throw Contended();
    }

    private async Task<KeyTimeline?> LoadAsync()
    {
        JwtKeyDocument? document = await CallAsync(token => store.LoadAsync(strategy, token), "load").ConfigureAwait(false);
        if (document is null)
        {
            // New keys would end every session. A new process starts with new keys; this one had keys and reports the loss.
            return _known is null ? null : throw Failed("load", $"The keys of \"{strategy}\" are no longer in the key store. Restore them, or restart the application to create new keys.");
        }

        return _known = KeyTimelineCodec.Decode(document, _known ?? KeyTimeline.Empty)
            ?? throw Failed("load", $"The keys of \"{strategy}\" in the key store cannot be read: they are damaged, or a newer version of this library wrote them. They are not changed.");
    }

    private async Task<KeyTimeline?> TryChangeAsync(KeyTimeline? stored, Func<KeyTimeline, KeyTimeline> change)
    {
        KeyTimeline before = stored ?? KeyTimeline.Empty;
        KeyTimeline after = change(before);
        if (stored is not null && ReferenceEquals(before, after))
            return stored;

        KeyTimeline next = after.WithVersion(before.Version + 1);
        JwtKeyDocument document = KeyTimelineCodec.Encode(next);
        if (!await CallAsync(token => store.TrySaveAsync(strategy, document, token), "save").ConfigureAwait(false))
            return null;

        return _known = next;
    }

    private async Task<TAnswer> CallAsync<TAnswer>(Func<CancellationToken, ValueTask<TAnswer>> call, string operation)
    {
        try
        {
            using CancellationTokenSource limit = new(Timeout, time);
            // The wait is limited here too, because a store may ignore the token.
            return await call(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException exception)
        {
            diagnostics.StoreFailed(exception, operation);
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
