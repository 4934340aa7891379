using System.Diagnostics.CodeAnalysis;
using AuthStrategies.Stores;
using AuthStrategies.Stores.NearCache;
using Microsoft.Extensions.Options;

namespace AuthStrategies;

/// <summary>
/// Caches sessions in this process, in front of the store that keeps them. <b>The cache is only used to accept a credential</b> when it is
/// authenticated; every member of <see cref="ISessionStore"/> asks the store. Added by <c>UseNearCache</c>. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// If this node ends or changes a session, it sees the effect immediately: when the call returns, the cache entry
/// is invalid, and so is every earlier read. <see cref="ISessionInvalidations"/> tells the other nodes within
/// milliseconds. If a message is lost, or the store transports none, they see the change after at most
/// <see cref="NearCacheOptions.MaxStaleness"/>, measured from before the entry was read.
/// While the subscription is interrupted, no cache entry is used.
/// </para>
/// <para>
/// Keeps at most <see cref="NearCacheOptions.Capacity"/> entries of at most <see cref="NearCacheOptions.MaxBytes"/> and does no background work. The first call checks the options: an
/// <see cref="OptionsValidationException"/> names each mistake. The inner store belongs to the caller and is not disposed.
/// </para>
/// </remarks>
public sealed class NearCacheSessionStore : DelegatingSessionStore, ICachingSessionStore, IDisposable
{
    private readonly IOptions<NearCacheOptions> _options;
    private readonly TimeProvider _time;
    private readonly ISessionInvalidations? _invalidations;
    private readonly Lock _lock = new();
    private NearCacheTable? _entries;
    private ISessionInvalidationChannel? _channel;
    private volatile Action<SessionId>? _watcher;
    private long _staleFor;
    private bool _disposed;

    /// <summary>Creates an empty cache; does not call the store yet.</summary>
    /// <param name="store">The store that keeps the sessions.</param>
    /// <param name="options">Read and checked at the first call; later changes have no effect.</param>
    /// <param name="timeProvider">The clock; its timestamps give the age of an entry.</param>
    /// <param name="invalidations">
    /// Sends messages to other nodes and receives theirs. Default: <paramref name="store"/>, if it has that ability. Without messages, only
    /// <see cref="NearCacheOptions.MaxStaleness"/> limits the age.
    /// </param>
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

    /// <summary>The memory that the entries use now, in bytes, as an estimate. Any thread may read it.</summary>
    public long Bytes => Volatile.Read(ref _entries)?.Bytes ?? 0;

    /// <summary>The number of entries now, including invalid ones. It counts all slots: for tests and operators, not for each request.</summary>
    public int Count => Volatile.Read(ref _entries)?.Count ?? 0;

    // Without a channel no message can be lost.
    private long Subscription => _channel is null ? 1 : _channel.Subscription;

    /// <summary>Looks for a cached record that may still be used, without waiting.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="record">The record, out of date by at most <see cref="NearCacheOptions.MaxStaleness"/>, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if there is one. <see langword="false"/> says nothing about the record.</returns>
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
        // Taken before the record is read, so that every later invalidation makes the entry invalid.
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
            // For every answer: a call that failed may have taken effect, and a false means that the entry was out of date.
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
    /// <remarks>
    /// An expired record never accepts a credential. Its entry is still removed, because it would become valid again if the clock were set back.
    /// </remarks>
    public override async ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        // Also if this node only sweeps: the other nodes must be told.
        NearCacheTable entries = Volatile.Read(ref _entries) ?? Open();
        int removed = await InnerStore.RemoveExpiredAsync(now, batch, cancellationToken).ConfigureAwait(false);
        if (removed == 0)
            return removed;

        entries.DropExpired(now.UtcTicks);
        _channel?.Publish(InvalidationMessage.OfExpired(now));
        return removed;
    }

    /// <inheritdoc />
    /// <remarks>
    /// The enumeration and the count of records are the inner store's own, if it has them: a near cache neither hides nor adds a record, and they read no cache entry.
    /// </remarks>
    public override object? GetService(Type serviceType) =>
        serviceType == typeof(ISessionEnumerator) || serviceType == typeof(ISessionCounter) ? InnerStore.GetService(serviceType) : base.GetService(serviceType);

    /// <summary>Stops listening; from then on no cache entry is used. Safe to call more than once.</summary>
    public void Dispose()
    {
        lock (_lock)
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

    void ICachingSessionStore.Watch(Action<SessionId> changed) => _watcher = changed;

    private void Receive(ReadOnlySpan<byte> message, NearCacheTable entries)
    {
        InvalidationMessage.Apply(message, entries);
        if (message.Length == SessionId.Size)
            _watcher?.Invoke(new SessionId(message));
    }

    private void Changed(SessionId id, NearCacheTable entries)
    {
        entries.Invalidate(id);
        _channel?.Publish(InvalidationMessage.Of(id));
    }

    // A timestamp that went back gives a negative age, which is a very large one as an unsigned number.
    private bool IsFresh(in NearCacheReadState origin) => (ulong)(_time.GetTimestamp() - origin.ReadAt) < (ulong)Volatile.Read(ref _staleFor);

    private NearCacheTable Open()
    {
        lock (_lock)
        {
            if (_entries is not null)
                return _entries;

            NearCacheOptions options = _options.Value;
            var result = new NearCacheOptionsValidator().Validate(Options.DefaultName, options);
            if (result.Failed)
                throw new OptionsValidationException(Options.DefaultName, typeof(NearCacheOptions), result.Failures);

            NearCacheTable entries = new(options.Capacity, options.MaxBytes);
            if (!_disposed)
            {
                _staleFor = (long)(options.MaxStaleness.TotalSeconds * _time.TimestampFrequency);
                _channel = _invalidations?.Open(message => Receive(message.Span, entries));
            }

            Volatile.Write(ref _entries, entries);
            return entries;
        }
    }
}
