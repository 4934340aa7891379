using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores;

/// <summary>
/// Keeps callers from piling up before a store that is slow or silent: so many may wait, and after so many in a row have waited in
/// vain it is left alone for a moment. While it answers at once, this costs two reads. Thread-safe.
/// </summary>
internal sealed class SessionStoreBreaker(IOptions<SessionStoreCallOptions> options, ITimedSessionStore? timed, TimeProvider time, ILogger logger)
{
    // A failure that came sooner is a refusal, by a store that is there.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromMilliseconds(500);

    private int _waiting;
    private int _inVain;
    private long _brokenUntil;

    private SessionStoreCallOptions Options => field ??= options.Value;

    /// <summary>Why no call should be made now, or <see langword="null"/>.</summary>
    public SessionStoreException? Refusal()
    {
        long until = Volatile.Read(ref _brokenUntil);
        if (until != 0 && !TryProbe(until))
            return new("The session store does not answer and is left alone for a moment (SessionStoreCallOptions.BreakDuration). Is it up, and is it reachable from here?");
        if (Volatile.Read(ref _waiting) >= Options.MaxPendingCalls)
            return new("Too many calls wait for the session store already (SessionStoreCallOptions.MaxPendingCalls). Is it overloaded?");
        return null;
    }

    /// <summary>The answer, or a <see cref="TimeoutException"/> unless the store sees to that itself. What comes too late is ignored.</summary>
    public ValueTask<T> InTime<T>(ValueTask<T> pending) => timed is null ? InTimeAsync(pending, Options.Timeout) : pending;

    /// <summary>A call begins to wait.</summary>
    /// <returns>When that was.</returns>
    public long Enter()
    {
        Interlocked.Increment(ref _waiting);
        return time.GetTimestamp();
    }

    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>The store gave an answer.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _inVain) == 0)
            return;

        Volatile.Write(ref _inVain, 0);
        if (Interlocked.Exchange(ref _brokenUntil, 0) != 0)
            Log.StoreBack(logger);
    }

    /// <summary>A call that began to wait at a time ended without an answer.</summary>
    public void Failed(long since)
    {
        if (time.GetElapsedTime(since) >= InVain())
            WaitedInVain();
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
            // It may still fail, and nobody looks any more.
            _ = call.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new TimeoutException("The session store did not answer in time (SessionStoreCallOptions.Timeout). Whether it did what it was asked is not known.");
        }
    }

    private TimeSpan InVain()
    {
        TimeSpan half = (timed?.CallTimeout ?? Options.Timeout) / 2;
        return half > TimeSpan.Zero && half < LongestRefusal ? half : LongestRefusal;
    }

    private void WaitedInVain()
    {
        int inVain = Interlocked.Increment(ref _inVain);
        if (Options.FailureThreshold == 0 || inVain < Options.FailureThreshold)
            return;

        long until = time.GetTimestamp() + Ticks(Options.BreakDuration);
        if (Interlocked.CompareExchange(ref _brokenUntil, until, 0) == 0)
            Log.StoreLeftAlone(logger, inVain, Options.BreakDuration);
    }

    // Whoever moves the time may try; all others see the new one.
    private bool TryProbe(long until)
    {
        long now = time.GetTimestamp();
        return now >= until && Interlocked.CompareExchange(ref _brokenUntil, now + Ticks(Options.BreakDuration), until) == until;
    }

    private long Ticks(TimeSpan span) => Math.Max(1, (long)(span.TotalSeconds * time.TimestampFrequency));
}
