using System.Globalization;
using AuthStrategies.Stores.InMemory;
using Microsoft.Extensions.Options;

namespace AuthStrategies;

/// <summary>
/// Keeps sessions in the memory of this process: the default store. It is fast and exact, but loses all sessions when
/// the process ends. Several instances behind one address need a shared store instead. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// A look-up takes no lock and allocates nothing. A write blocks only other writes to the same small group of subjects.
/// There is no background work: each new session removes a few records that are past their
/// <see cref="SessionRecord.ExpiresAt"/>, and <see cref="RemoveExpiredAsync"/> removes the others in small steps.
/// </para>
/// <para>
/// The store keeps at most <see cref="InMemorySessionStoreOptions.Capacity"/> records. When it is full, it first
/// removes expired records, then refuses new ones with a <see cref="SessionStoreException"/>; it never removes a live
/// session. The first call checks the options: an <see cref="OptionsValidationException"/> names each mistake.
/// </para>
/// <para>Every call completes before it returns. A cancellation token that is already cancelled stops the call before it has any effect.</para>
/// </remarks>
public sealed class InMemorySessionStore : ISessionStore, ITimedSessionStore, ISessionEnumerator, ISessionCounter
{
    private readonly IOptions<InMemorySessionStoreOptions> _options;
    private readonly TimeProvider _timeProvider;
    private SessionTable? _table;

    /// <summary>Creates an empty store.</summary>
    /// <param name="options">Read and checked at the first call; later changes have no effect.</param>
    /// <param name="timeProvider">The clock that tells which records have expired.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public InMemorySessionStore(IOptions<InMemorySessionStoreOptions> options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>The number of records now, including expired records that were not removed yet. Exact; takes constant time.</summary>
    public int Count => Volatile.Read(ref _table)?.Count ?? 0;

    /// <summary>Whether no call of the application chose this store.</summary>
    internal bool IsDefault { get; init; }

    /// <summary>The content of the store; only tests read it.</summary>
    internal SessionTable Contents => Volatile.Read(ref _table) ?? Open();

    /// <summary>No limit, because no call waits.</summary>
    TimeSpan ITimedSessionStore.CallTimeout => Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);

        SessionTable table = Contents;
        return table.Create(record, _timeProvider.GetUtcNow()) switch
        {
            CreateOutcome.Created => new(true),
            CreateOutcome.Exists => new(false),
            _ => ValueTask.FromException<bool>(Full(table.Capacity)),
        };
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<SessionRecord?>(cancellationToken)
            : new(Contents.Find(id));

    /// <inheritdoc />
    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);

        return Contents.Replace(record) switch
        {
            ReplaceOutcome.Replaced => new(true),
            ReplaceOutcome.Superseded => new(false),
            _ => ValueTask.FromException<bool>(new ArgumentException(
                "The Subject and AbsoluteExpiresAt of a session never change. Create the next version with the values of the stored record.", nameof(record))),
        };
    }

    /// <inheritdoc />
    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(Contents.Remove(id, ifVersion));

    /// <inheritdoc />
    /// <remarks>One step reads the whole list.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<SessionRecord>>(cancellationToken)
            : new(Contents.List(subject));
    }

    /// <inheritdoc />
    /// <remarks>One step removes all records: no call sees only a part of them removed.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : new(Contents.RemoveAll(subject, except));
    }

    /// <inheritdoc />
    /// <remarks>Works in small steps and takes locks only briefly. If no record is due, it takes microseconds, independent of the number of records.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is not positive.</exception>
    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);

        int removed = Contents.RemoveExpired(now, batch, cancellationToken);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(removed);
    }

    /// <inheritdoc />
    ValueTask<SessionPage> ISessionEnumerator.ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, SessionPage.MaxSize);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<SessionPage>(cancellationToken);
        if (!TablePosition.TryParse(continuation, out TablePosition position))
            throw new ArgumentException(OptionMessages.ForeignContinuation(continuation!), nameof(continuation));

        List<SessionRecord> records = Contents.ListAll(position, pageSize, out TablePosition? next);
        return new(new SessionPage { Records = records, Continuation = next?.ToString() });
    }

    /// <inheritdoc />
    ValueTask<bool> ISessionCounter.MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(Contents.MayHaveMoreThan(subject, count));
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>The number of records that are sessions.</summary>
    internal int SessionCount => Contents.Count - Contents.SystemCount;

    /// <summary>Whether less than three quarters of the capacity are in use. What is only useful, but not needed, is kept only then.</summary>
    internal bool HasRoom => Contents.Count < Contents.Capacity / 4L * 3;

    private static SessionStoreException Full(int capacity) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The in-memory session store is full: {nameof(InMemorySessionStoreOptions)}.{nameof(InMemorySessionStoreOptions.Capacity)} is {capacity} and no session has expired. Write a larger Capacity, or make sessions shorter."));

    private SessionTable Open()
    {
        InMemorySessionStoreOptions options = _options.Value;
        var result = new InMemorySessionStoreOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(InMemorySessionStoreOptions), result.Failures);

        var opened = new SessionTable(options.Capacity);
        return Interlocked.CompareExchange(ref _table, opened, null) ?? opened;
    }
}
