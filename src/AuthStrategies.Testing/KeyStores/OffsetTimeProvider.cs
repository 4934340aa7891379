namespace AuthStrategies.Testing.KeyStores;

/// <summary>A clock that always differs from another one by the same time.</summary>
internal sealed class OffsetTimeProvider(TimeProvider clock, TimeSpan offset) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + offset;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
