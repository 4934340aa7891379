namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A slot in a shard of the table: empty (no record), a tombstone, or a record. 16 bytes, so that four slots share a cache line
/// and a probe rarely leaves it.
/// </summary>
internal struct Slot
{
    /// <summary>
    /// The latest version. Written after the tag and read before it: a reader that sees a record sees its tag, or
    /// a newer tag because the record was removed in the meantime.
    /// </summary>
    public SessionRecord? Record;

    /// <summary>
    /// Half of the id's hash. It tells other records from the requested one without reading them, and gives the new slot when the shard is rebuilt.
    /// </summary>
    public uint Tag;

    /// <summary>The record's node in its subject's stripe.</summary>
    public int Node;
}
