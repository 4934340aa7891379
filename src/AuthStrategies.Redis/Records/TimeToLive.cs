namespace AuthStrategies.Redis.Records;

/// <summary>How long Redis keeps a key: the time left by the node's clock plus a margin, so that nothing is removed too early.</summary>
internal static class TimeToLive
{
    /// <summary>The largest harmless difference between the clocks of two nodes.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>Longer than the margin of every record in the index, independent of the node that wrote it.</summary>
    public static readonly TimeSpan IndexMargin = 2 * Margin;

    /// <summary>The time to live in whole milliseconds, rounded up; never less than the margin.</summary>
    public static long Milliseconds(DateTimeOffset end, DateTimeOffset now, TimeSpan margin)
    {
        TimeSpan left = end > now ? end - now : TimeSpan.Zero;
        return (long)Math.Ceiling(left.TotalMilliseconds) + (long)margin.TotalMilliseconds;
    }
}
