using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AuthStrategies.Stores;
using AuthStrategies.Testing.Faults;

namespace AuthStrategies.Testing;

/// <summary>
/// A store around another one that fails when a test says so: it fails before or after the effect, waits, loses writes, corrupts
/// payloads or returns old data, in all calls or in the n-th call of a kind. Without faults it behaves like the inner store and forwards
/// its invalidation messages. Around a near cache it also forwards reads of cached records, which are not calls; while a fault is
/// injected, every answer comes from a call. The inner store's time-out is not forwarded, because a fault may wait longer. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// var store = new FaultySessionStore(new InMemorySessionStore(…));
/// services.AddAuthStrategy().AddSession().UseSessionStore(_ =&gt; store);
/// …
/// store.Break();                                                        // everything fails
/// store.Repair();                                                       // nothing does
/// store.Inject(StoreFault.Fail().On(StoreOperations.Create).Times(1).AfterEffect());   // the record is there, the answer is not
/// </code>
/// </example>
public sealed class FaultySessionStore : DelegatingSessionStore, ICachingSessionStore
{
    private readonly ConcurrentDictionary<StoreOperations, int> _calls = [];
    private readonly ConcurrentDictionary<SessionId, SessionRecord?> _read = [];
    private volatile InjectedFault[] _faults = [];

    /// <summary>Creates a store without faults.</summary>
    /// <param name="inner">The store that answers the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is <see langword="null"/>.</exception>
    public FaultySessionStore(ISessionStore inner)
        : base(inner)
    {
    }

    /// <summary>Adds a fault. Several faults of the same call act in the order of their injection.</summary>
    /// <param name="fault">The fault; its calls are counted from now on.</param>
    /// <returns>This store.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is <see langword="null"/>.</exception>
    public FaultySessionStore Inject(StoreFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_calls)
            _faults = [.. _faults, new InjectedFault(fault)];
        return this;
    }

    /// <summary>Makes every call fail from now on: <c>Inject(StoreFault.Fail())</c>.</summary>
    /// <returns>This store.</returns>
    public FaultySessionStore Break() => Inject(StoreFault.Fail());

    /// <summary>Removes all faults. Calls that already wait continue to wait.</summary>
    /// <returns>This store.</returns>
    public FaultySessionStore Repair()
    {
        lock (_calls)
            _faults = [];
        return this;
    }

    /// <summary>Counts the calls since the store was created or since <see cref="ForgetCalls"/>, including failed calls.</summary>
    /// <param name="operations">The kinds of calls to count.</param>
    /// <returns>The number of calls.</returns>
    public int CountCalls(StoreOperations operations) => _calls.Where(call => (call.Key & operations) != StoreOperations.None).Sum(call => call.Value);

    /// <summary>Starts counting from zero again.</summary>
    public void ForgetCalls() => _calls.Clear();

    /// <inheritdoc/>
    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return RunAsync(StoreOperations.Create, (struck, token) => InnerStore.TryCreateAsync(struck.Spoil(record), token), whenLost: true, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        RunAsync(StoreOperations.Find, (struck, token) => ReadAsync(struck, id, token), whenLost: null, cancellationToken);

    /// <inheritdoc/>
    bool ICachingSessionStore.TryFindCached(SessionId id, [NotNullWhen(true)] out SessionRecord? record)
    {
        record = null;
        return _faults.Length == 0 && InnerStore.GetService<ICachingSessionStore>() is { } caching && caching.TryFindCached(id, out record);
    }

    /// <inheritdoc/>
    void ICachingSessionStore.Watch(Action<SessionId> changed) => InnerStore.GetService<ICachingSessionStore>()?.Watch(changed);

    /// <inheritdoc/>
    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return RunAsync(StoreOperations.Replace, (struck, token) => InnerStore.TryReplaceAsync(struck.Spoil(record), token), whenLost: true, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        RunAsync(StoreOperations.Remove, (_, token) => InnerStore.RemoveAsync(id, ifVersion, token), whenLost: true, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return RunAsync(StoreOperations.List, (struck, token) => ListAsync(struck, subject, token), whenLost: [], cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        RunAsync(StoreOperations.RemoveAll, (_, token) => InnerStore.RemoveAllAsync(subject, except, token), whenLost: 0, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) =>
        RunAsync(StoreOperations.RemoveExpired, (_, token) => InnerStore.RemoveExpiredAsync(now, batch, token), whenLost: 0, cancellationToken);

    private async ValueTask<T> RunAsync<T>(StoreOperations operation, Func<StruckCall, CancellationToken, ValueTask<T>> call, T whenLost, CancellationToken cancellationToken)
    {
        StruckCall struck = Strike(operation);
        await struck.ActAsync(afterEffect: false, cancellationToken).ConfigureAwait(false);
        T answer = struck.IsLost ? whenLost : await call(struck, cancellationToken).ConfigureAwait(false);
        await struck.ActAsync(afterEffect: true, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(StruckCall struck, string subject, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionRecord> records = struck.Lags
            ? [.. _read.Values.OfType<SessionRecord>().Where(record => record.Subject == subject)]
            : await InnerStore.ListAsync(subject, cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => struck.Spoil(Remember(record, struck)))];
    }

    private async ValueTask<SessionRecord?> ReadAsync(StruckCall struck, SessionId id, CancellationToken cancellationToken)
    {
        SessionRecord? record = struck.Lags ? _read.GetValueOrDefault(id) : await InnerStore.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (record is not null)
            return struck.Spoil(Remember(record, struck));

        if (!struck.Lags)
            _read[id] = null;
        return null;
    }

    private SessionRecord Remember(SessionRecord record, StruckCall struck)
    {
        if (!struck.Lags)
            _read[record.Id] = record;
        return record;
    }

    private StruckCall Strike(StoreOperations operation)
    {
        _calls.AddOrUpdate(operation, 1, static (_, count) => count + 1);
        InjectedFault[] faults = _faults;
        return new(faults.Length == 0 ? [] : [.. faults.Where(fault => fault.Strikes(operation)).Select(fault => fault.Fault)]);
    }
}
