using System.Diagnostics.CodeAnalysis;
using AuthStrategies.Stores;
using AuthStrategies.Stores.NearCache;
using Microsoft.Extensions.Options;

namespace AuthStrategies;

/// <summary>
/// Caches sessions in this process, in front of the store that keeps them. <b>Only a yes comes from the cache</b>, when a credential is
/// authenticated; every member of <see cref="ISessionStore"/> asks the store. Added by <c>UseNearCache</c>. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// What ends or changes a session on this node is seen by this node at once: the copy is invalid when the call returns,
/// and so is whatever was read before. Other nodes are told by <see cref="ISessionInvalidations"/>, which takes
/// milliseconds; where a message is lost, or there is nothing that carries them, they see it after
/// <see cref="NearCacheOptions.MaxStaleness"/> at the very latest, counted from before the copy was read.
/// While the subscription is down no copy is handed out.
/// </para>
/// <para>
/// Holds <see cref="NearCacheOptions.Capacity"/> copies at the most and runs nothing in the background. Options are checked at the first call: an
/// <see cref="OptionsValidationException"/> names what is wrong. The store stays the caller's and is not disposed of.
/// </para>
/// </remarks>
public sealed class NearCacheSessionStore : DelegatingSessionStore, ICachingSessionStore, IDisposable
{
    private readonly IOptions<NearCacheOptions> _options;
    private readonly TimeProvider _time;
    private readonly ISessionInvalidations? _invalidations;
    private readonly Lock _breaker = new();
    private NearCacheTable? _entries;
    private ISessionInvalidationChannel? _channel;
    private long _staleFor;
    private bool _disposed;

    /// <summary>Makes an empty cache; asks nobody yet.</summary>
    /// <param name="store">The store that holds the sessions.</param>
    /// <param name="options">How the cache behaves; read and checked at the first call, fixed from then on.</param>
    /// <param name="timeProvider">Its timestamps tell the age of a copy.</param>
    /// <param name="invalidations">Carries word to and from other nodes; by default <paramref name="store"/>, if that can. Without any, <see cref="NearCacheOptions.MaxStaleness"/> alone bounds the age.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/>, <paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public NearCacheSessionStore(ISessionStore store, IOptions<NearCacheOptions> options, TimeProvider timeProvider, ISessionInvalidations? invalidations = null)
        : base(store)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _options = options;
        _time = timeProvider;
        _invalidations = invalidations ?? store.GetService<ISessionInvalidations>();
    }

    /// <summary>How many copies are held now, those included that are no longer good. Counts them: for tests and operators, not for each request.</summary>
    public int Count => Volatile.Read(ref _entries)?.Count ?? 0;

    // Without anything that carries messages there is nothing to lose.
    private long Subscription => _channel is null ? 1 : _channel.Subscription;

    /// <summary>Looks for a cached record that may still be used. Waits for nothing.</summary>
    /// <param name="id">Its key.</param>
    /// <param name="record">The record, out of date by at most <see cref="NearCacheOptions.MaxStaleness"/>, or <see langword="null"/>.</param>
    /// <returns>Whether there is one. If not, this says nothing about the record.</returns>
    public bool TryFindCached(SessionId id, [NotNullWhen(true)] out SessionRecord? record)
    {
        record = null;
        if (Volatile.Read(ref _entries)?.Find(id) is not { } cached || cached.Origin.Subscription != Subscription || !IsFresh(cached.Origin))
            return false;

        record = cached.Record;
        return true;
    }

    /// <inheritdoc />
    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        // All of it before the record is read: whatever happens from here on counts against the copy.
        NearCacheReadState origin = new(Subscription, entries.Generation, _time.GetTimestamp());
        ValueTask<SessionRecord?> find = InnerStore.FindAsync(id, cancellationToken);
        return find.IsCompletedSuccessfully ? new(Keep(id, find.Result, origin, entries)) : FindLaterAsync(id, find, origin, entries);
    }

    /// <inheritdoc />
    public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        entries.Invalidate(record.Id);
        try
        {
            return await InnerStore.TryReplaceAsync(record, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whatever the answer: one that failed may have taken effect, and a no says that the copy was out of date.
            Changed(record.Id, entries);
        }
    }

    /// <inheritdoc />
    public override async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        entries.Invalidate(id);
        try
        {
            return await InnerStore.RemoveAsync(id, ifVersion, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Changed(id, entries);
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    public override async ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        uint hash = SubjectHash.Of(subject);
        entries.Invalidate(hash);
        try
        {
            return await InnerStore.RemoveAllAsync(subject, except, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            entries.Invalidate(hash);
            _channel?.Publish(InvalidationMessage.Of(hash));
        }
    }

    /// <inheritdoc />
    /// <remarks>What has expired is never a yes. Its copies go all the same, lest they be one again when the clock is set back.</remarks>
    public override async ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        // Also where nothing else is ever asked: the others are told.
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        int removed = await InnerStore.RemoveExpiredAsync(now, batch, cancellationToken).ConfigureAwait(false);
        if (removed == 0)
            return removed;

        entries.DropExpired(now.UtcTicks);
        _channel?.Publish(InvalidationMessage.OfExpired(now));
        return removed;
    }

    /// <summary>Ends the listening; no copy is handed out from then on. May be called more than once.</summary>
    public void Dispose()
    {
        lock (_breaker)
        {
            _disposed = true;
            Volatile.Write(ref _staleFor, 0);
            _channel?.Dispose();
        }
    }

    private async ValueTask<SessionRecord?> FindLaterAsync(SessionId id, ValueTask<SessionRecord?> find, NearCacheReadState origin, NearCacheTable entries) =>
        Keep(id, await find.ConfigureAwait(false), origin, entries);

    private SessionRecord? Keep(SessionId id, SessionRecord? record, in NearCacheReadState origin, NearCacheTable entries)
    {
        if (record is null)
            entries.Drop(id);
        else if (origin.Subscription != 0 && IsFresh(origin))
            entries.Put(record, origin);
        return record;
    }

    private void Changed(SessionId id, NearCacheTable entries)
    {
        entries.Invalidate(id);
        _channel?.Publish(InvalidationMessage.Of(id));
    }

    // A timestamp that went back makes a negative age: as unsigned, a very old one.
    private bool IsFresh(in NearCacheReadState origin) => (ulong)(_time.GetTimestamp() - origin.ReadAt) < (ulong)Volatile.Read(ref _staleFor);

    private NearCacheTable Open()
    {
        lock (_breaker)
        {
            if (_entries is not null)
                return _entries;

            NearCacheOptions options = _options.Value;
            var result = new NearCacheOptionsValidator().Validate(Options.DefaultName, options);
            if (result.Failed)
                throw new OptionsValidationException(Options.DefaultName, typeof(NearCacheOptions), result.Failures);

            NearCacheTable entries = new(options.Capacity);
            if (!_disposed)
            {
                _staleFor = (long)(options.MaxStaleness.TotalSeconds * _time.TimestampFrequency);
                _channel = _invalidations?.Open(message => InvalidationMessage.Apply(message.Span, entries));
            }

            Volatile.Write(ref _entries, entries);
            return entries;
        }
    }
}
