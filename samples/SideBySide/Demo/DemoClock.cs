namespace SideBySide.Demo;

/// <summary>A clock that stands still until the page moves it forward. It is the library's only clock. Thread-safe.</summary>
internal sealed class DemoClock : TimeProvider
{
    // Whole seconds, like the times in a token.
    private long _now = System.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Interlocked.Add(ref _now, time.Ticks);
    }
}
