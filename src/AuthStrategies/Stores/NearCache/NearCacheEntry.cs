namespace AuthStrategies.Stores.NearCache;

/// <summary>A cached record. Immutable.</summary>
internal sealed class NearCacheEntry(SessionRecord record, int subjectSlot, in NearCacheReadState origin)
{
    public SessionRecord Record { get; } = record;

    /// <summary>The slot that stores the invalidations of its subject.</summary>
    public int SubjectSlot { get; } = subjectSlot;

    public NearCacheReadState Origin { get; } = origin;
}
