namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>The clock of one node. It shows what the simulation says.</summary>
internal sealed class NodeClock : TimeProvider
{
    private DateTimeOffset _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Set(DateTimeOffset now) => _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;
}
