using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Stores;

// Past 250 lines, because it has one short method for each verb of the store, and all verbs share one guarded call.
/// <summary>
/// The guarded client of the session store: it measures every call, limits its time, and reports every failure as a
/// <see cref="SessionStoreException"/>. It adds no cost to a store that answers synchronously. Thread-safe.
/// </summary>
internal sealed partial class SessionStoreClient(ISessionStore store, SessionStoreBreaker breaker, TimeProvider time, AuthStrategiesMetrics metrics, ILogger logger)
{
    /// <summary>A failure that comes later than this after the last one begins a new outage. One outage can fail thousands of calls in a second.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private static readonly Func<SessionId, SessionRecord?, SessionRecord?> SessionOnly = static (id, record) => StoreAnswers.Requested(id, record, isSystem: false);

    private readonly SessionStoreBreaker _breaker = breaker;
    private readonly TimeProvider _time = time;
    private readonly ICachingSessionStore? _cache = store.GetService<ICachingSessionStore>();
    private readonly ISessionCounter? _counter = store.GetService<ISessionCounter>();

    /// <summary><see langword="null"/> for the store in memory, which never blocks.</summary>
    private readonly StoreThreads? _threads = store is InMemorySessionStore ? null : new(time);
    private SessionGenerations? _generations;
    private long _lastFailure = long.MinValue;

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The time limit of a call, also for a store that needs none.</summary>
    public TimeSpan Limit => _breaker.LimitOrDefault;

    /// <summary>Whether the store is in memory: it always answers at once.</summary>
    public bool IsInMemory => _threads is null;

    /// <summary>Whether calls pause, because the store did not answer the last ones.</summary>
    public bool IsPaused => _breaker.IsOpen;

    /// <summary>How many reasons of an end may be kept.</summary>
    public EndReasonBudget EndReasons { get; } = new(store, time);

    /// <summary>Whether the store may lose the list of a subject.</summary>
    public bool MayEvict { get; } = store.GetService<IEvictingSessionStore>() is { MayEvict: true };

    /// <summary>The generations of the sessions in the store.</summary>
    public SessionGenerations Generations => Volatile.Read(ref _generations) ?? CreateGenerations();

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        CallAsync(static (store, record, token) => store.TryCreateAsync(record, token), record, "create", cancellationToken);

    /// <summary>The session with this id. A system record is no session, so no credential and no caller of the directory can name one.</summary>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        CallAsync(static (store, id, token) => store.FindAsync(id, token), id, "find", cancellationToken, SessionOnly);

    /// <summary>
    /// The same, for a caller that awaits the answer in its own state machine, by <see cref="Pending"/>. Only where a measurement shows that it pays (decision 0058).
    /// </summary>
    public ValueTask<SessionRecord?> StartFindAsync(SessionId id, CancellationToken cancellationToken, out CallStart start) =>
        Call(static (store, id, token) => store.FindAsync(id, token), id, "find", SessionOnly, cancellationToken, out start);

    /// <summary>The wait for what <see cref="StartFindAsync"/> has begun.</summary>
    public PendingCall<SessionId, SessionRecord?> Pending(ValueTask<SessionRecord?> find, CallStart start, SessionId id, CancellationToken cancellationToken) =>
        new(this, find, start, id, SessionOnly, "find", cancellationToken);

    /// <summary>The system record with this id.</summary>
    public ValueTask<SessionRecord?> FindSystemAsync(SessionId id, CancellationToken cancellationToken) =>
        CallAsync(static (store, id, token) => store.FindAsync(id, token), id, "find", cancellationToken, static (id, record) => StoreAnswers.Requested(id, record, isSystem: true));

    /// <summary>
    /// The cached record, if there is one. It may be out of date: use it only to accept a credential; otherwise call <see cref="FindAsync"/>.
    /// </summary>
    public SessionRecord? FindCached(SessionId id, CancellationToken cancellationToken)
    {
        if (_cache is null || cancellationToken.IsCancellationRequested)
            return null;

        SessionRecord? found = _cache.TryFindCached(id, out SessionRecord? cached) && cached.Id == id && !SystemRecord.Is(cached) ? cached : null;
        if (metrics.NearCacheLookups.Enabled)
            metrics.NearCacheLookups.Add(1, new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OutcomeTag, found is null ? "miss" : "hit"));
        return found;
    }

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        CallAsync(static (store, record, token) => store.TryReplaceAsync(record, token), record, "replace", cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        CallAsync(static (store, key, token) => store.RemoveAsync(key.id, key.ifVersion, token), (id, ifVersion), "remove", cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        CallAsync(static (store, key, token) => store.RemoveAllAsync(key.subject, key.except, token), (subject, except), "remove_all", cancellationToken);

    /// <summary>All records of the subject. Records of other subjects, which a store that compares loosely may return, are left out.</summary>
    public async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionRecord> listed = await CallAsync(
            static (store, subject, token) => store.ListAsync(subject, token), subject, "list", cancellationToken, static (_, listed) => StoreAnswers.Complete(listed)).ConfigureAwait(false);
        return listed.All(record => StoreAnswers.IsOf(record, subject)) ? listed : [.. listed.Where(record => StoreAnswers.IsOf(record, subject))];
    }

    /// <summary>Whether the subject may have more records than a number. A store that cannot count says yes.</summary>
    public ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken) => _counter is not { } counter
        ? new(true)
        : CallAsync(static (_, key, token) => key.counter.MayHaveMoreThanAsync(key.subject, key.count, token), (counter, subject, count), "count", cancellationToken);

    /// <summary>A page of all records.</summary>
    /// <returns>The page; <see langword="null"/> if the continuation is not from this store.</returns>
    /// <exception cref="NotSupportedException">The store cannot list all records.</exception>
    public ValueTask<SessionPage?> ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        ISessionEnumerator enumerator = store.GetService<ISessionEnumerator>()
            ?? throw new NotSupportedException("The session store cannot list the sessions of all users: it has no ISessionEnumerator. A decorator must offer that of its inner store itself.");
        return CallAsync(
            static (_, key, token) => ListPageAsync(key.enumerator, key.continuation, key.pageSize, token), (enumerator, continuation, pageSize), "list_all", cancellationToken);
    }

    // A wrong argument is no failure of the store.
    private static async ValueTask<SessionPage?> ListPageAsync(ISessionEnumerator enumerator, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        try
        {
            return await enumerator.ListAllAsync(continuation, pageSize, cancellationToken).ConfigureAwait(false)
                ?? throw new SessionStoreException("ISessionEnumerator.ListAllAsync returned null. It must return a page.");
        }
        catch (ArgumentException) when (continuation is not null)
        {
            return null;
        }
    }

    private SessionGenerations CreateGenerations()
    {
        SessionGenerations created = new(this, _time, logger);
        if (Interlocked.CompareExchange(ref _generations, created, null) is { } other)
            return other;

        _cache?.Watch(created.Forget);
        return created;
    }

    /// <summary>The current timestamp, for <see cref="WaitedSince"/>.</summary>
    public long Timestamp() => _time.GetTimestamp();

    public TimeSpan WaitedSince(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>Waits for a call that was made for several callers, and counts the wait to the operation of this one.</summary>
    /// <exception cref="SessionStoreException">The call failed, or the time of the operation is over.</exception>
    public async ValueTask<TAnswer> JoinAsync<TAnswer>(Task<TAnswer> shared, CancellationToken cancellationToken)
    {
        if (_breaker.Refusal() is { } refusal)
            throw refusal;

        SessionStoreOperation.Scope? whole = SessionStoreOperation.Current;
        long entered = _time.GetTimestamp();
        _breaker.Enter();
        TimeSpan waited = whole?.Enter(_time, entered) ?? TimeSpan.Zero;
        try
        {
            // A store that limits its time is trusted by the caller that made the call, not by all that wait for it.
            return await _breaker.InTime(new ValueTask<TAnswer>(shared.WaitAsync(cancellationToken)), waited, mayBlock: true).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            _breaker.Failed(entered);
            throw new SessionStoreException("The session store did not answer in time; the inner exception says more.", exception);
        }
        finally
        {
            _breaker.Leave();
            whole?.Leave(_time);
        }
    }

    private ValueTask<TAnswer> CallAsync<TKey, TAnswer>(
        Func<ISessionStore, TKey, CancellationToken, ValueTask<TAnswer>> call,
        TKey key,
        string operation,
        CancellationToken cancellationToken,
        Func<TKey, TAnswer, TAnswer>? check = null)
    {
        ValueTask<TAnswer> answer = Call(call, key, operation, check, cancellationToken, out CallStart start);
        return start.IsPending ? Wait(answer, start, key, check, operation, cancellationToken) : answer;
    }

    private ValueTask<TAnswer> Call<TKey, TAnswer>(
        Func<ISessionStore, TKey, CancellationToken, ValueTask<TAnswer>> call,
        TKey key,
        string operation,
        Func<TKey, TAnswer, TAnswer>? check,
        CancellationToken cancellationToken,
        out CallStart start)
    {
        start = default;
        if (_breaker.Refusal() is { } refusal)
            return ValueTask.FromException<TAnswer>(refusal);

        long started = metrics.StoreDuration.Enabled ? _time.GetTimestamp() : 0;
        long entered = 0;
        if (_threads is { } threads && threads.Enter(out entered) is var place && place != StoreThreads.Place.Caller)
            return CallElsewhere(threads, place, call, key, operation, started, entered, cancellationToken, out start);

        ValueTask<TAnswer> answering;
        try
        {
            answering = call(store, key, cancellationToken);
            if (answering.IsCompletedSuccessfully)
            {
                TAnswer answer = answering.Result;
                if (check is not null)
                    answer = check(key, answer);
                _breaker.Answered();
                Measure(operation, "succeeded", started);
                return new(answer);
            }
        }
#pragma warning disable CA1031 // Every exception of a store is a failure of the store; it is translated where the answer is awaited.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            answering = ValueTask.FromException<TAnswer>(exception);
        }
        finally
        {
            // The wait begins when the method has returned: blocking its thread is no wait.
            entered = _threads?.Leave(entered) ?? 0;
        }

        start = new(started, entered != 0 ? entered : _time.GetTimestamp(), mayBlock: false);
        return answering;
    }

    /// <summary>The store blocks threads at the moment: the call gets one of a few others, and the caller waits for it without one.</summary>
    private ValueTask<TAnswer> CallElsewhere<TKey, TAnswer>(
        StoreThreads threads,
        StoreThreads.Place place,
        Func<ISessionStore, TKey, CancellationToken, ValueTask<TAnswer>> call,
        TKey key,
        string operation,
        long started,
        long entered,
        CancellationToken cancellationToken,
        out CallStart start)
    {
        start = default;
        if (place == StoreThreads.Place.None)
        {
            SessionStoreException refusal = new($"{StoreThreads.Max} calls of the session store block their threads, so no further call is made until one returns. Check why the store does not answer; its methods should return a task at once.");
            NoteFailure(refusal, operation, started);
            return ValueTask.FromException<TAnswer>(refusal);
        }

        start = new(started, entered, mayBlock: true);
        var argument = (call, store, key, cancellationToken);
        return new(place == StoreThreads.Place.Later
            ? threads.RunLaterAsync(static args => args.call(args.store, args.key, args.cancellationToken), argument, entered, _breaker.Limit)
            : threads.RunAsync(static args => args.call(args.store, args.key, args.cancellationToken), argument));
    }

    private void NoteFailure(Exception exception, string operation, long started)
    {
        Measure(operation, "failed", started);
        Log.StoreFailed(logger, IsNewOutage() ? LogLevel.Error : LogLevel.Debug, exception, operation);
    }

    private bool IsNewOutage()
    {
        long last = Interlocked.Exchange(ref _lastFailure, _time.GetTimestamp());
        return last == long.MinValue || _time.GetElapsedTime(last) > Quiet;
    }

    private void Measure(string operation, string outcome, long started)
    {
        // Zero: no listener was active when the call began.
        if (started != 0)
            metrics.StoreDuration.Record(
                _time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OperationTag, operation),
                new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OutcomeTag, outcome));
    }
}
