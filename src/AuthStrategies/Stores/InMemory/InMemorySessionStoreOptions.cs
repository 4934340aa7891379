namespace AuthStrategies;

/// <summary>Options of the in-memory session store. Not thread-safe.</summary>
public sealed class InMemorySessionStoreOptions
{
    /// <summary>
    /// The largest number of sessions in the store. From 1 to 100,000,000; default 1,000,000. When the store is full, it
    /// first removes expired records; then it refuses new sessions, and live sessions stay.
    /// </summary>
    /// <remarks>
    /// Memory grows with the number of sessions: about 100 bytes for each, in addition to the record itself. Memory
    /// that was allocated once is reused and not freed.
    /// </remarks>
    public int Capacity { get; set; } = 1_000_000;
}
