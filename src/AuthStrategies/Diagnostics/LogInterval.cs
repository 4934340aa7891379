namespace AuthStrategies.Diagnostics;

/// <summary>Allows one log line in each interval, for what may happen with every request. Thread-safe.</summary>
internal sealed class LogInterval(TimeProvider time, TimeSpan length)
{
    private long _last = long.MinValue;

    /// <summary>Whether a line may be written now. If so, the next interval begins.</summary>
    public bool TryBegin()
    {
        long last = Volatile.Read(ref _last);
        return (last == long.MinValue || time.GetElapsedTime(last) >= length)
            && Interlocked.CompareExchange(ref _last, time.GetTimestamp(), last) == last;
    }
}
