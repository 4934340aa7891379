namespace AuthStrategies.Crash;

/// <summary>The system's clock, put forward. Timers run as ever.</summary>
/// <param name="ahead">By how much.</param>
public sealed class ShiftedClock(TimeSpan ahead) : TimeProvider
{
    private long _ahead = ahead.Ticks;

    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
