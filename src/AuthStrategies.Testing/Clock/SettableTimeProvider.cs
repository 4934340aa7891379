using AuthStrategies.Testing.Clock;

namespace AuthStrategies.Testing;

/// <summary>
/// A clock that stands still until it is told to move: forward, and back as well, as the clocks of real machines do.
/// Timers made from it fire when it is moved past their time. Thread-safe.
/// </summary>
/// <remarks>
/// The conformance kits measure time by it. Tests of applications may use it or
/// <c>Microsoft.Extensions.Time.Testing.FakeTimeProvider</c>; everything here but the kits takes any <see cref="TimeProvider"/>.
/// </remarks>
public sealed class SettableTimeProvider : TimeProvider
{
    /// <summary>Where a clock starts unless told otherwise: midnight UTC, January 1st, 2100.</summary>
    /// <remarks>Far ahead of the clocks of real backends, so that none of them finds a fresh record expired.</remarks>
    public static readonly DateTimeOffset DefaultStart = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _breaker = new();
    private readonly List<SettableTimer> _timers = [];
    private DateTimeOffset _now;
    private long _elapsed;

    /// <summary>Makes a clock that shows <see cref="DefaultStart"/>.</summary>
    public SettableTimeProvider()
        : this(DefaultStart)
    {
    }

    /// <summary>Makes a clock.</summary>
    /// <param name="start">What it shows.</param>
    public SettableTimeProvider(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <summary>Ticks of <see cref="TimeSpan"/>: 10,000,000 a second.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>What the clock shows.</summary>
    /// <returns>The time, in UTC.</returns>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_breaker)
            return _now;
    }

    /// <summary>A count that only ever grows, also when the clock is set back, as the counters of real machines do.</summary>
    /// <returns>The count, in <see cref="TimestampFrequency"/> a second.</returns>
    public override long GetTimestamp()
    {
        lock (_breaker)
            return _elapsed;
    }

    /// <summary>Lets time pass: clock, count and timers move on. Timers that are due have fired when the call returns.</summary>
    /// <param name="time">How much; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative, or leads past the last representable date.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        SettableTimer[] timers;
        lock (_breaker)
        {
            _now += time;
            _elapsed += time.Ticks;
            timers = [.. _timers];
        }

        foreach (SettableTimer timer in timers)
            timer.FireIfDue();
    }

    /// <summary>Sets the clock, forward or back, as an administrator or a time service does. No time passes: no timer fires.</summary>
    /// <param name="now">What it shows from now on.</param>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_breaker)
            _now = now.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SettableTimer(this, () => callback(state));
        lock (_breaker)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Forget(SettableTimer timer)
    {
        lock (_breaker)
            _timers.Remove(timer);
    }
}
