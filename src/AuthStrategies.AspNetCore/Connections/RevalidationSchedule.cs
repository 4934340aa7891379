namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The watched logins in the order in which they are due, and the one timer that wakes the watch for the first. Not thread-safe: used under the watch's lock.</summary>
/// <param name="time">The clock.</param>
/// <param name="longest">The longest sleep: timers know a longest time, and somebody may set the clock.</param>
/// <param name="wake">What the timer calls, outside the lock.</param>
internal sealed class RevalidationSchedule(TimeProvider time, TimeSpan longest, Action wake) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly SortedSet<MonitoredSession> _logins = new(Comparer<MonitoredSession>.Create(ByDue));
    private DateTimeOffset _wakesAt = DateTimeOffset.MaxValue;
    private ITimer? _timer;

    public int Count => _logins.Count;

    /// <summary>Puts a login where it belongs, wherever it has been.</summary>
    public void Set(MonitoredSession login, DateTimeOffset due, DateTimeOffset now)
    {
        _logins.Remove(login);
        login.Due = due;
        _logins.Add(login);
        Arm(now);
    }

    public void Remove(MonitoredSession login) => _logins.Remove(login);

    /// <summary>Until all that is due has been taken, nothing sets the timer.</summary>
    public void BeginTaking() => _wakesAt = DateTimeOffset.MinValue;

    /// <summary>Takes the first login that is due out of the schedule; with none left, the timer is set again.</summary>
    public MonitoredSession? TakeDue(DateTimeOffset now)
    {
        if (_logins.Min is { } first && first.Due <= now)
        {
            _logins.Remove(first);
            return first;
        }

        _wakesAt = DateTimeOffset.MaxValue;
        Arm(now);
        return null;
    }

    public void Dispose()
    {
        _logins.Clear();
        _timer?.Dispose();
    }

    private static int ByDue(MonitoredSession one, MonitoredSession other)
    {
        int byTime = one.Due.CompareTo(other.Due);
        return byTime != 0 ? byTime : one.Number.CompareTo(other.Number);
    }

    private void Arm(DateTimeOffset now)
    {
        if (_logins.Min is not { } first || first.Due >= _wakesAt)
            return;

        TimeSpan wait = first.Due - now;
        wait = wait > longest ? longest : wait < Shortest ? Shortest : wait;
        _wakesAt = now + wait;
        _timer ??= NewTimer();
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private ITimer NewTimer()
    {
        // The timer outlives the request that happens to make it, and must not keep what flows with it.
        if (ExecutionContext.IsFlowSuppressed())
            return time.CreateTimer(static wake => ((Action)wake!)(), wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
            return NewTimer();
    }
}
