namespace AuthStrategies.Redis.Records;

/// <summary>How long Redis keeps something: what is left of its time by the node's clock, and a margin, so that nothing goes early.</summary>
internal static class TimeToLive
{
    /// <summary>By how much two nodes' clocks may differ without harm.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>Longer than that of any record in the index, whichever node wrote it last.</summary>
    public static readonly TimeSpan IndexMargin = 2 * Margin;

    /// <summary>In whole milliseconds, rounded up; never less than the margin.</summary>
    public static long Milliseconds(DateTimeOffset end, DateTimeOffset now, TimeSpan margin)
    {
        TimeSpan left = end > now ? end - now : TimeSpan.Zero;
        return (long)Math.Ceiling(left.TotalMilliseconds) + (long)margin.TotalMilliseconds;
    }
}
