namespace AuthStrategies;

/// <summary>How the in-memory session store behaves.</summary>
public sealed class InMemorySessionStoreOptions
{
    /// <summary>
    /// How many sessions the store holds at the most. From 1 to 100,000,000; default 1,000,000. When it is full, what has
    /// expired goes first; after that new logins are refused and living sessions stay.
    /// </summary>
    /// <remarks>
    /// Memory is taken as sessions come: about 100 bytes for each on top of the record itself. Room once taken is used
    /// again and not handed back.
    /// </remarks>
    public int Capacity { get; set; } = 1_000_000;
}
