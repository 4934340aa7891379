namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A record's place in its subject's stripe. An array of these instead of objects with references: a third of the memory,
/// and next to nothing for the garbage collector to follow.
/// </summary>
internal struct Node
{
    public SessionRecord? Record;

    public uint SubjectHash;

    /// <summary>The node before it in its bucket; -1 at the head.</summary>
    public int Previous;

    /// <summary>The node after it in its bucket, or in the list of free nodes; -1 at the end.</summary>
    public int Next;
}
