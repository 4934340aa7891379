namespace QuickStart;

/// <summary>A clock that the demonstration moves by hand. It is the library's only clock.</summary>
internal sealed class DemoClock : TimeProvider
{
    private DateTimeOffset _now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
