namespace AuthStrategies.NearCache;

/// <summary>A copy of a record. Immutable.</summary>
internal sealed class Copy(SessionRecord record, int subjectSlot, in CopyOrigin origin)
{
    public SessionRecord Record { get; } = record;

    /// <summary>Where the invalidations of its subject are noted.</summary>
    public int SubjectSlot { get; } = subjectSlot;

    public CopyOrigin Origin { get; } = origin;
}
