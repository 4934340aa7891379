using Microsoft.Extensions.Internal;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Lets the memory cache read the same clock as we do.</summary>
internal sealed class CacheClock(TimeProvider time) : ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
