using AuthStrategies.Diagnostics;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// One strategy's view of the key store. Whatever goes wrong behind it is reported and becomes a
/// <see cref="JwtKeyStoreException"/>, a store that does not answer in time included. Not for two callers at a time.
/// </summary>
internal sealed class KeyLedger(string strategy, IJwtKeyStore store, TimeProvider time, KeyDiagnostics diagnostics)
{
    private const int MaxAttempts = 10;

    /// <summary>How long the store has for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private KeyEntry? _known;

    /// <summary>Loads the keys and does what is due, unless another node was faster. Keys that can be read but not written are still good.</summary>
    /// <exception cref="JwtKeyStoreException">The store cannot answer.</exception>
    public async Task<KeyEntry> RefreshAsync(Func<KeyTimeline, KeyTimeline> advance)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyEntry? stored = await LoadAsync().ConfigureAwait(false);
            try
            {
                if (await TryChangeAsync(stored, advance).ConfigureAwait(false) is { } entry)
                    return entry;
            }
            catch (JwtKeyStoreException) when (stored is not null)
            {
                return stored;
            }
        }

        throw Contended();
    }

    /// <summary>Loads the keys and changes them; a change that another node got ahead of is made anew to what that one wrote.</summary>
    /// <exception cref="JwtKeyStoreException">The store cannot answer: the change is not known to have been made.</exception>
    public async Task<KeyEntry> ChangeAsync(Func<KeyTimeline, KeyTimeline> change)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            KeyEntry? stored = await LoadAsync().ConfigureAwait(false);
            if (await TryChangeAsync(stored, change).ConfigureAwait(false) is { } entry)
                return entry;
        }

        throw Contended();
    }

    private async Task<KeyEntry?> LoadAsync()
    {
        JwtKeyDocument? document = await AskAsync(token => store.LoadAsync(strategy, token), "load").ConfigureAwait(false);
        if (document is null)
        {
            // New keys would log everybody out. A new process begins anew; this one had keys and says that they are gone.
            return _known is null ? null : throw Refused("load", $"The keys of \"{strategy}\" are gone from the key store. Put them back, or restart to begin with new ones.");
        }

        KeyTimeline? timeline = KeyTimelineCodec.Decode(document.Content, _known?.Timeline ?? KeyTimeline.Empty);
        return _known = timeline is not null
            ? new(document.Version, timeline)
            : throw Refused("load", $"The keys of \"{strategy}\" in the key store cannot be understood: they are damaged, or of a newer version of this library. They are left as they are.");
    }

    private async Task<KeyEntry?> TryChangeAsync(KeyEntry? stored, Func<KeyTimeline, KeyTimeline> change)
    {
        KeyTimeline before = stored?.Timeline ?? KeyTimeline.Empty;
        KeyTimeline after = change(before);
        if (stored is not null && ReferenceEquals(before, after))
            return stored;

        KeyEntry next = new((stored?.Version ?? 0) + 1, after);
        JwtKeyDocument document = new(next.Version, KeyTimelineCodec.Encode(after));
        if (!await AskAsync(token => store.TrySaveAsync(strategy, document, token), "save").ConfigureAwait(false))
            return null;

        return _known = next;
    }

    private async Task<TAnswer> AskAsync<TAnswer>(Func<CancellationToken, ValueTask<TAnswer>> question, string operation)
    {
        try
        {
            using CancellationTokenSource limit = new(Patience, time);
            // Waiting here as well: a store may not look at the token.
            return await question(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (JwtKeyStoreException exception)
        {
            diagnostics.StoreFailed(exception, operation);
            throw;
        }
#pragma warning disable CA1031 // Whatever a store throws is the store's trouble, translated here.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            diagnostics.StoreFailed(exception, operation);
            throw new JwtKeyStoreException($"The key store failed to {operation} the keys of \"{strategy}\", or took longer than {Patience.TotalSeconds:0} seconds; the inner exception says why.", exception);
        }
    }

    private JwtKeyStoreException Contended() =>
        Refused("save", $"The keys of \"{strategy}\" were changed by others {MaxAttempts} times in a row while this node tried to.");

    private JwtKeyStoreException Refused(string operation, string message)
    {
        JwtKeyStoreException exception = new(message);
        diagnostics.StoreFailed(exception, operation);
        return exception;
    }
}
