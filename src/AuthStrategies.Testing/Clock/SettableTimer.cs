namespace AuthStrategies.Testing.Clock;

/// <summary>A timer of a <see cref="SettableTimeProvider"/>.</summary>
internal sealed class SettableTimer(SettableTimeProvider time, Action fire) : ITimer
{
    private readonly Lock _lock = new();
    private long? _due;
    private long _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _due = dueTime < TimeSpan.Zero ? null : time.GetTimestamp() + dueTime.Ticks;
            _period = Math.Max(period.Ticks, 0);
        }

        FireIfDue();
        return true;
    }

    public void FireIfDue()
    {
        while (IsDue())
            fire();
    }

    public void Dispose()
    {
        time.Forget(this);
        lock (_lock)
            _due = null;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private bool IsDue()
    {
        lock (_lock)
        {
            if (_due is not { } due || due > time.GetTimestamp())
                return false;

            _due = _period == 0 ? null : due + _period;
            return true;
        }
    }
}
