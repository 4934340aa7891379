using System.Runtime.CompilerServices;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

/// <summary>
/// The desk's view of the store: every call is measured, none waits for ever, and whatever goes wrong behind it is a
/// <see cref="SessionStoreException"/>. A store that answers at once costs no more than the call. Thread-safe.
/// </summary>
internal sealed class SessionStoreClient(ISessionStore store, SessionStoreBreaker breaker, TimeProvider time, AuthStrategiesMetrics metrics, ILogger logger)
{
    private readonly ICachingSessionStore? _cache = store as ICachingSessionStore;

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Ask(static (store, record, token) => store.TryCreateAsync(record, token), record, "create", cancellationToken);

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Ask(static (store, id, token) => store.FindAsync(id, token), id, "find", cancellationToken, ThrowIfOther);

    /// <summary>A copy of a record, if there is one at hand. Only a yes may come of it; for anything else ask <see cref="FindAsync"/>.</summary>
    public SessionRecord? FindCached(SessionId id, CancellationToken cancellationToken)
    {
        if (_cache is null || cancellationToken.IsCancellationRequested)
            return null;

        SessionRecord? found = _cache.TryFindCached(id, out SessionRecord? cached) && cached.Id == id ? cached : null;
        if (metrics.Copies.Enabled)
            metrics.Copies.Add(1, new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OutcomeTag, found is null ? "miss" : "hit"));
        return found;
    }

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Ask(static (store, record, token) => store.TryReplaceAsync(record, token), record, "replace", cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        Ask(static (store, key, token) => store.RemoveAsync(key.id, key.ifVersion, token), (id, ifVersion), "remove", cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        Ask(static (store, key, token) => store.RemoveAllAsync(key.subject, key.except, token), (subject, except), "remove_all", cancellationToken);

    /// <summary>All records of the subject. A record of anybody else in the answer (a store that compares loosely) stays out.</summary>
    public ValueTask<List<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        Ask(static (store, subject, token) => CollectAsync(store, subject, token), subject, "list", cancellationToken);

    /// <summary>Reads a record's payload; one that cannot be read is reported, left as it is, and counts as no session.</summary>
    public SessionPayload? Read(SessionRecord record, string? knownStrategy = null)
    {
        SessionPayload? payload = SessionPayloadCodec.Decode(record.Payload.Span, record.Subject, knownStrategy);
        if (payload is null)
            ReportUnreadable(record);
        return payload;
    }

    public void ReportUnreadable(SessionRecord record) => Log.PayloadUnreadable(logger, record.Id);

    /// <summary>
    /// Ends a session whose token was stolen, if it is still the version that was judged. It goes on when the caller hangs
    /// up: a thief who does so must not stop the alarm.
    /// </summary>
    public async ValueTask<bool> TryEndStolenAsync(SessionRecord examined, StrategyDiagnostics diagnostics)
    {
        if (!await RemoveAsync(examined.Id, examined.Version, CancellationToken.None).ConfigureAwait(false))
            return false;

        diagnostics.Reused(examined.Id);
        return true;
    }

    /// <summary>A store that hands out another session than the one asked for would have that one taken for stolen and ended.</summary>
    private static void ThrowIfOther(SessionId id, SessionRecord? record)
    {
        if (record is not null && record.Id != id)
            throw OtherSession();
    }

    private static SessionStoreException OtherSession() =>
        new("The session store found another session than the one asked for. It must compare all 16 bytes of a session id, or its 22 characters case-sensitively.");

    private static async ValueTask<List<SessionRecord>> CollectAsync(ISessionStore store, string subject, CancellationToken cancellationToken)
    {
        List<SessionRecord> records = [];
        await foreach (SessionRecord record in store.ListAsync(subject, cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(record.Subject, subject, StringComparison.Ordinal))
                records.Add(record);
        }

        return records;
    }

    private ValueTask<TAnswer> Ask<TKey, TAnswer>(
        Func<ISessionStore, TKey, CancellationToken, ValueTask<TAnswer>> question,
        TKey key,
        string operation,
        CancellationToken cancellationToken,
        Action<TKey, TAnswer>? check = null)
    {
        if (breaker.Refusal() is { } refusal)
            return ValueTask.FromException<TAnswer>(refusal);

        long started = metrics.StoreDuration.Enabled ? time.GetTimestamp() : 0;
        ValueTask<TAnswer> pending;
        try
        {
            pending = question(store, key, cancellationToken);
            if (pending.IsCompletedSuccessfully)
            {
                TAnswer answer = pending.Result;
                check?.Invoke(key, answer);
                breaker.Answered();
                Measure(operation, "ok", started);
                return new(answer);
            }
        }
#pragma warning disable CA1031 // Whatever a store throws is the store's trouble; it is translated where the answer is awaited.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pending = ValueTask.FromException<TAnswer>(exception);
        }

        return WaitAsync(breaker.InTime(pending), key, check, operation, started, cancellationToken);
    }

    // Nobody but this class and its callers' awaits sees the task, once: its box may be used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TAnswer> WaitAsync<TKey, TAnswer>(
        ValueTask<TAnswer> pending, TKey key, Action<TKey, TAnswer>? check, string operation, long started, CancellationToken cancellationToken)
    {
        long entered = breaker.Enter();
        try
        {
            TAnswer answer = await pending.ConfigureAwait(false);
            breaker.Answered();
            check?.Invoke(key, answer);
            Measure(operation, "ok", started);
            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            breaker.Failed(entered);
            throw;
        }
        catch (Exception exception)
        {
            breaker.Failed(entered);
            Measure(operation, "error", started);
            Log.StoreFailed(logger, exception, operation);
            if (exception is SessionStoreException)
                throw;
            throw new SessionStoreException($"The session store failed to {operation}; the inner exception says why.", exception);
        }
        finally
        {
            breaker.Leave();
        }
    }

    private void Measure(string operation, string outcome, long started)
    {
        // Zero: nobody listened when the call began.
        if (started != 0)
            metrics.StoreDuration.Record(
                time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OperationTag, operation),
                new KeyValuePair<string, object?>(AuthStrategiesTelemetry.OutcomeTag, outcome));
    }
}
