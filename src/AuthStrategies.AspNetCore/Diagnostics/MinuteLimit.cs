namespace AuthStrategies.AspNetCore.Diagnostics;

/// <summary>Limits a log line that many requests may cause to one in a minute. Thread-safe.</summary>
internal sealed class MinuteLimit(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _sync = new();
    private DateTimeOffset _next;

    /// <summary>Whether the line may be logged now. If so, not again for a minute.</summary>
    public bool MayLog()
    {
        lock (_sync)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now < _next)
                return false;

            _next = now + Every;
            return true;
        }
    }
}
