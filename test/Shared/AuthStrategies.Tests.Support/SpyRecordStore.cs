namespace AuthStrategies.Tests.Support;

/// <summary>A <see cref="SpyStore"/> over a dictionary of records, which a test reads and changes without a call.</summary>
public sealed class SpyRecordStore : SpyStore
{
    private readonly RecordDictionary _records;

    public SpyRecordStore()
        : this(new())
    {
    }

    private SpyRecordStore(RecordDictionary records)
        : base(records) => _records = records;

    /// <summary>All records of sessions.</summary>
    public IReadOnlyList<SessionRecord> Records => [.. _records.All.Where(record => !IsSystem(record))];

    /// <summary>All records that are no sessions.</summary>
    public IReadOnlyList<SessionRecord> SystemRecords => [.. _records.All.Where(IsSystem)];

    /// <summary>A record, or nothing.</summary>
    public SessionRecord? Peek(SessionId id) => _records.Peek(id);

    /// <summary>Writes a record, regardless of its version.</summary>
    public void Put(SessionRecord record) => _records.Put(record);

    /// <summary>Removes a record.</summary>
    public bool Drop(SessionId id) => _records.Drop(id);

    private static bool IsSystem(SessionRecord record) => record.Subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal);
}
