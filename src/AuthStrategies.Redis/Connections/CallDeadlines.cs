namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The time limit of all calls under way, with one timer for all of them: every call may take equally long, so the call that began first is due first.
/// While calls come and go in time, the timer fires once in each limit. Thread-safe.
/// </summary>
/// <remarks>
/// It also decides how a call ends: whoever takes the call out of the queue, and nobody else, ends it.
/// </remarks>
internal sealed class CallDeadlines(TimeProvider time, TimeSpan limit)
{
    private readonly Lock _lock = new();
    private readonly long _limit = (long)Math.Ceiling(limit.TotalSeconds * time.TimestampFrequency);
    private Call? _first;
    private Call? _last;
    private ITimer? _timer;

    /// <summary>The time limit of a call begins.</summary>
    /// <param name="call">The call; in no queue before.</param>
    /// <param name="start">When it began, as a timestamp of the time provider.</param>
    public void Add(Call call, long start)
    {
        call.DueAt = start + _limit;
        lock (_lock)
        {
            call.IsQueued = true;
            call.Previous = _last;
            if (_last is null)
                _first = call;
            else
                _last.Next = call;
            _last = call;
            _timer ??= CreateTimer();
        }
    }

    /// <summary>Ends the time limit of a call.</summary>
    /// <returns>Whether the caller may end the call. Otherwise it has ended.</returns>
    public bool TryTake(Call call)
    {
        lock (_lock)
            return TryRemove(call);
    }

    // The timer serves all calls, so it belongs to the context of none.
    private ITimer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
            return CreateTimerHere();
        using AsyncFlowControl _ = ExecutionContext.SuppressFlow();
        return CreateTimerHere();
    }

    private ITimer CreateTimerHere() => time.CreateTimer(static self => ((CallDeadlines)self!).EndDue(), this, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the calls that are due. As timers of the platform do: one here, and the others on other threads, because the code of callers runs there.</summary>
    private void EndDue()
    {
        Call? due = TakeDue();
        while (due?.Next is { } other)
        {
            // A call that its caller keeps must not keep the others.
            due.Next = null;
            ThreadPool.UnsafeQueueUserWorkItem(static call => call.Expire(), due, preferLocal: false);
            due = other;
        }

        due?.Expire();
    }

    /// <summary>Takes the calls that are due out of the queue, and sets the timer for the next one.</summary>
    /// <returns>The last of them, which names the one before as its next; <see langword="null"/> if none is due.</returns>
    private Call? TakeDue()
    {
        lock (_lock)
        {
            Call? due = null;
            long now = time.GetTimestamp();
            while (_first is { } first && first.DueAt <= now)
            {
                TryRemove(first);
                first.Next = due;
                due = first;
            }

            if (_first is null)
            {
                _timer!.Dispose();
                _timer = null;
            }
            else
            {
                // Whole milliseconds, because a timer counts nothing smaller.
                _timer!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(now, _first.DueAt).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }

            return due;
        }
    }

    private bool TryRemove(Call call)
    {
        if (!call.IsQueued)
            return false;

        call.IsQueued = false;
        if (call.Previous is null)
            _first = call.Next;
        else
            call.Previous.Next = call.Next;
        if (call.Next is null)
            _last = call.Previous;
        else
            call.Next.Previous = call.Previous;
        call.Previous = call.Next = null;
        return true;
    }

    /// <summary>A call with a time limit.</summary>
    internal abstract class Call
    {
        internal Call? Next { get; set; }

        internal Call? Previous { get; set; }

        internal long DueAt { get; set; }

        internal bool IsQueued { get; set; }

        /// <summary>The time of the call is over, and the call is out of the queue. Runs once, on any thread.</summary>
        internal abstract void Expire();
    }
}
