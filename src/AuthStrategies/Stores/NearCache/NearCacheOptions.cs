namespace AuthStrategies;

/// <summary>How the near cache behaves.</summary>
public sealed class NearCacheOptions
{
    /// <summary>
    /// How long a copy may say yes, counted from before it was read. From zero (nothing is ever answered from a copy) to 1
    /// minute; default 5 seconds. It is the longest time for which a session that was ended elsewhere may still be
    /// accepted here when word of it is lost, or when the store carries none.
    /// </summary>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many sessions it holds at the most. From 2 to 10,000,000; default 100,000. When there is no room, an older copy
    /// goes. A copy takes what its record takes (with a few claims, some 500 bytes) and 56 bytes; 12 bytes for each of
    /// <see cref="Capacity"/> are taken at the first call.
    /// </summary>
    public int Capacity { get; set; } = 100_000;
}
