namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The monitored sessions in the order in which they are due, and the one timer that wakes the monitor for the first. Not thread-safe: used under the monitor's lock.</summary>
/// <param name="time">The clock.</param>
/// <param name="longest">The longest wait: timers have a maximum, and the clock may be changed.</param>
/// <param name="wake">What the timer calls, outside the lock.</param>
internal sealed class RevalidationSchedule(TimeProvider time, TimeSpan longest, Action wake) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly SortedSet<MonitoredSession> _sessions = new(Comparer<MonitoredSession>.Create(ByDue));
    private DateTimeOffset _wakesAt = DateTimeOffset.MaxValue;
    private ITimer? _timer;

    public int Count => _sessions.Count;

    /// <summary>Moves a session to its place in the order, or adds it.</summary>
    public void Set(MonitoredSession session, DateTimeOffset due, DateTimeOffset now)
    {
        _sessions.Remove(session);
        session.Due = due;
        _sessions.Add(session);
        Arm(now);
    }

    public void Remove(MonitoredSession session) => _sessions.Remove(session);

    /// <summary>Stops setting the timer until all due sessions have been taken.</summary>
    public void BeginTaking() => _wakesAt = DateTimeOffset.MinValue;

    /// <summary>Takes the first due session out of the schedule; sets the timer again when none is left.</summary>
    public MonitoredSession? TakeDue(DateTimeOffset now)
    {
        if (_sessions.Min is { } first && first.Due <= now)
        {
            _sessions.Remove(first);
            return first;
        }

        _wakesAt = DateTimeOffset.MaxValue;
        Arm(now);
        return null;
    }

    public void Dispose()
    {
        _sessions.Clear();
        _timer?.Dispose();
    }

    private static int ByDue(MonitoredSession one, MonitoredSession other)
    {
        int byTime = one.Due.CompareTo(other.Due);
        return byTime != 0 ? byTime : one.Number.CompareTo(other.Number);
    }

    private void Arm(DateTimeOffset now)
    {
        if (_sessions.Min is not { } first || first.Due >= _wakesAt)
            return;

        TimeSpan wait = first.Due - now;
        wait = wait > longest ? longest : wait < Shortest ? Shortest : wait;
        _wakesAt = now + wait;
        _timer ??= NewTimer();
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private ITimer NewTimer()
    {
        // The timer outlives the request that creates it, and must not keep that request's execution context.
        if (ExecutionContext.IsFlowSuppressed())
            return time.CreateTimer(static wake => ((Action)wake!)(), wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
            return NewTimer();
    }
}
