using AuthStrategies.Caching;

namespace AuthStrategies.Stores.NearCache;

/// <summary>A cached record. Immutable.</summary>
internal sealed class NearCacheEntry(SessionRecord record, int subjectSlot, in NearCacheReadState origin) : ICacheEntry
{
    // This object and the one of the record.
    private const int OwnSize = 64 + 80;

    public SessionRecord Record { get; } = record;

    /// <summary>The slot that stores the invalidations of its subject.</summary>
    public int SubjectSlot { get; } = subjectSlot;

    public NearCacheReadState Origin { get; } = origin;

    public int Size { get; } = OwnSize + MemorySize.OfText(record.Subject) + MemorySize.OfArray(record.Payload.Length);
}
