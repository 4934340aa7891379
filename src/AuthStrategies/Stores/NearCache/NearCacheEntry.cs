namespace AuthStrategies.Stores.NearCache;

/// <summary>A copy of a record. Immutable.</summary>
internal sealed class NearCacheEntry(SessionRecord record, int subjectSlot, in NearCacheReadState origin)
{
    public SessionRecord Record { get; } = record;

    /// <summary>Where the invalidations of its subject are noted.</summary>
    public int SubjectSlot { get; } = subjectSlot;

    public NearCacheReadState Origin { get; } = origin;
}
