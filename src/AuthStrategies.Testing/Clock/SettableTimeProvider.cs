using AuthStrategies.Testing.Clock;

namespace AuthStrategies.Testing;

/// <summary>
/// A clock that stands still until a test moves it, forward or back like the clock of a real machine.
/// Its timers fire when the clock passes their time. Thread-safe.
/// </summary>
/// <remarks>
/// The conformance kits need this clock. Tests of applications may use it or
/// <c>Microsoft.Extensions.Time.Testing.FakeTimeProvider</c>: the other types of this package accept any <see cref="TimeProvider"/>.
/// </remarks>
public sealed class SettableTimeProvider : TimeProvider
{
    /// <summary>The default start time: midnight UTC, January 1st, 2100.</summary>
    /// <remarks>It lies far after the present of real backends, so that none of them removes a new record as expired.</remarks>
    public static readonly DateTimeOffset DefaultStart = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<SettableTimer> _timers = [];
    private DateTimeOffset _now;
    private long _elapsed;

    /// <summary>Creates a clock that shows <see cref="DefaultStart"/>.</summary>
    public SettableTimeProvider()
        : this(DefaultStart)
    {
    }

    /// <summary>Creates a clock.</summary>
    /// <param name="start">The time that it shows.</param>
    public SettableTimeProvider(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <summary>10,000,000 a second, the ticks of <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Always UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Returns the time that the clock shows.</summary>
    /// <returns>The time, in UTC.</returns>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    /// <summary>Returns a counter that never goes back, even when the clock is set back, like the counter of a real machine.</summary>
    /// <returns>The counter; it grows by <see cref="TimestampFrequency"/> a second.</returns>
    public override long GetTimestamp()
    {
        lock (_lock)
            return _elapsed;
    }

    /// <summary>Lets time pass for the clock, the counter and the timers. Due timers have fired when the call returns.</summary>
    /// <param name="time">How much time passes; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative or leads past the largest date.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        SettableTimer[] timers;
        lock (_lock)
        {
            _now += time;
            _elapsed += time.Ticks;
            timers = [.. _timers];
        }

        foreach (SettableTimer timer in timers)
            timer.FireIfDue();
    }

    /// <summary>Sets the clock, forward or back, like an administrator or a time service. No time passes: no timer fires.</summary>
    /// <param name="now">The time that it shows from now on.</param>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_lock)
            _now = now.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SettableTimer(this, () => callback(state));
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Forget(SettableTimer timer)
    {
        lock (_lock)
            _timers.Remove(timer);
    }
}
