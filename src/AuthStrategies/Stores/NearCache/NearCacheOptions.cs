namespace AuthStrategies;

/// <summary>Options of the near cache. Not thread-safe.</summary>
public sealed class NearCacheOptions
{
    /// <summary>
    /// How long a cache entry may be used to accept a credential, measured from before it was read. From zero (no entry is
    /// used) to 1 minute; default 5 seconds. It is the longest time for which this node may accept a session that ended on
    /// another node, if the message about it was lost or the store transports no messages.
    /// </summary>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest number of cached sessions. From 2 to 10,000,000; default 100,000. A new entry replaces an older one
    /// when there is no space. An entry needs the memory of its record (with a few claims, about 500 bytes) and 56 bytes;
    /// the first call allocates 12 bytes for each of <see cref="Capacity"/>.
    /// </summary>
    public int Capacity { get; set; } = 100_000;

    /// <summary>
    /// The greatest amount of memory that all entries use together, in bytes, as an estimate. Past it, entries are removed. A record with
    /// items can be as large as its items, so this limit counts where <see cref="Capacity"/> does not. From 65,536 to
    /// 1,099,511,627,776 (1 TiB); default 134,217,728 (128 MiB).
    /// </summary>
    public long MaxBytes { get; set; } = 128 * 1024 * 1024;
}
