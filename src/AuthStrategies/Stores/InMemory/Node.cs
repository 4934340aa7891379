namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A record's entry in its subject's stripe. An array of structs instead of linked objects needs a third of the memory
/// and leaves the garbage collector almost no references to follow.
/// </summary>
internal struct Node
{
    public SessionRecord? Record;

    public uint SubjectHash;

    /// <summary>The previous node in its bucket; -1 at the head.</summary>
    public int Previous;

    /// <summary>The next node in its bucket or in the list of free nodes; -1 at the end.</summary>
    public int Next;
}
