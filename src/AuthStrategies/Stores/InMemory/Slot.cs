namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A place in a shard of the table: empty (no record), a tombstone, or a record. 16 bytes, so that four share a cache line
/// and a probe rarely leaves it.
/// </summary>
internal struct Slot
{
    /// <summary>
    /// The latest version. Written last and read first: who sees a record sees the tag that was written before it, or one
    /// that is newer still because the record has gone meanwhile.
    /// </summary>
    public SessionRecord? Record;

    /// <summary>Half of the id's hash: tells foreign records from the one looked for without fetching them, and finds the new place when the shard is rebuilt.</summary>
    public uint Tag;

    /// <summary>Where the record stands in its subject's stripe.</summary>
    public int Node;
}
