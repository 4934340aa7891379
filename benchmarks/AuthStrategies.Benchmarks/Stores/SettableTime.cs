namespace AuthStrategies.Benchmarks.Stores;

/// <summary>A clock that costs as much as the real one and shows an hour we choose.</summary>
internal sealed class SettableTime(DateTimeOffset start) : TimeProvider
{
    private readonly DateTimeOffset _origin = System.GetUtcNow();

    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => start + Offset + (System.GetUtcNow() - _origin);
}
