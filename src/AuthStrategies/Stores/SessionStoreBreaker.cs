using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores;

/// <summary>
/// The circuit breaker of the session store. It limits how many calls wait, and after a number of failed calls in a row it blocks
/// all calls for the break duration. While the store answers synchronously, this costs two reads. Thread-safe.
/// </summary>
internal sealed class SessionStoreBreaker(IOptions<SessionStoreCallOptions> options, ITimedSessionStore? timed, TimeProvider time, ILogger logger)
{
    // A faster failure is the answer of a store that is reachable.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromMilliseconds(500);

    private int _waiting;
    private int _failures;
    private long _openUntil;

    private SessionStoreCallOptions Options => field ??= options.Value;

    /// <summary>How long a call may wait; <see cref="Timeout.InfiniteTimeSpan"/> for a store that needs no limit.</summary>
    public TimeSpan Limit => timed?.CallTimeout ?? Options.Timeout;

    /// <summary>The time limit of a call, also for a store that needs none.</summary>
    public TimeSpan LimitOrDefault => Limit is var limit && limit == Timeout.InfiniteTimeSpan ? Options.Timeout : limit;

    /// <summary>Whether calls pause, because the store did not answer the last ones.</summary>
    public bool IsOpen => Volatile.Read(ref _openUntil) != 0;

    /// <summary>Why no call may be made now, or <see langword="null"/>.</summary>
    public SessionStoreException? Refusal()
    {
        long until = Volatile.Read(ref _openUntil);
        if (until != 0 && !TryProbe(until))
            return new("The session store did not answer the last calls, so no call is made for a moment (SessionStoreCallOptions.BreakDuration). Check that the store is running and reachable.") { RetryAfter = TimeToProbe() };
        if (Volatile.Read(ref _waiting) >= Options.MaxPendingCalls)
            return new("Too many calls are waiting for the session store (SessionStoreCallOptions.MaxPendingCalls). Check whether the store is overloaded.");
        return null;
    }

    /// <summary>The answer, or a <see cref="TimeoutException"/>. A later answer is ignored. A store that limits its time itself is trusted with the first call of an operation.</summary>
    /// <param name="pending">The call.</param>
    /// <param name="waited">How long earlier calls of the operation have waited: all its calls together may wait as long as one.</param>
    /// <param name="mayBlock">Whether the store blocks threads. Then it does not limit its time.</param>
    public ValueTask<T> InTime<T>(ValueTask<T> pending, TimeSpan waited, bool mayBlock)
    {
        if (pending.IsCompleted || (timed is not null && waited == TimeSpan.Zero && !mayBlock))
            return pending;

        if (Limit == Timeout.InfiniteTimeSpan)
            return pending;

        TimeSpan left = Limit - waited;
        return InTimeAsync(pending, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Notes that a call begins to wait.</summary>
    public void Enter() => Interlocked.Increment(ref _waiting);

    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>Notes that the store answered.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _failures) == 0)
            return;

        Volatile.Write(ref _failures, 0);
        if (Interlocked.Exchange(ref _openUntil, 0) != 0)
            Log.StoreCircuitClosed(logger);
    }

    /// <summary>Notes that a call ended without an answer.</summary>
    public void Failed(long since)
    {
        if (time.GetElapsedTime(since) >= FailureTime())
            CountFailure();
    }

    private async ValueTask<T> InTimeAsync<T>(ValueTask<T> pending, TimeSpan limit)
    {
        Task<T> call = pending.AsTask();
        try
        {
            return await call.WaitAsync(limit, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            // The call may still fail, and no code awaits it any more: observe the exception.
            _ = call.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new TimeoutException("The session store did not answer in time (SessionStoreCallOptions.Timeout, or OperationTimeout of the store; all calls of an operation share it). The result of the call is not known.");
        }
    }

    private TimeSpan FailureTime()
    {
        TimeSpan half = Limit / 2;
        return half > TimeSpan.Zero && half < LongestRefusal ? half : LongestRefusal;
    }

    private void CountFailure()
    {
        int failures = Interlocked.Increment(ref _failures);
        if (Options.FailureThreshold == 0 || failures < Options.FailureThreshold)
            return;

        long until = time.GetTimestamp() + Ticks(Options.BreakDuration);
        if (Interlocked.CompareExchange(ref _openUntil, until, 0) == 0)
            Log.StoreCircuitOpened(logger, failures, Options.BreakDuration);
    }

    // The caller that changes the time may try; all others see the new time.
    private bool TryProbe(long until)
    {
        long now = time.GetTimestamp();
        return now >= until && Interlocked.CompareExchange(ref _openUntil, now + Ticks(Options.BreakDuration), until) == until;
    }

    private TimeSpan TimeToProbe() => time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _openUntil));

    private long Ticks(TimeSpan span) => Math.Max(1, (long)(span.TotalSeconds * time.TimestampFrequency));
}
