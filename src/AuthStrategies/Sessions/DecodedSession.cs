namespace AuthStrategies.Sessions;

/// <summary>
/// One decoded version of the record that a token names. What its bytes say never changes, so only that is kept: each use compares the record that the
/// store has now, and checks its times. Thread-safe.
/// </summary>
internal sealed class DecodedSession
{
    /// <summary>How much memory it uses at most, in bytes: the objects of record and session, and the largest payload that is kept.</summary>
    public const int MaxSize = 24 + 24 + 80 + 432 + MaxPayload;

    // More than the session of an ordinary login needs. The payload of a larger one is decoded each time.
    private const int MaxPayload = 1_024;

    private Version? _version;

    /// <summary>The session of a record, if it equals the decoded one, byte for byte.</summary>
    public SessionPayload? Find(SessionRecord record) => Volatile.Read(ref _version) is { } version && AreEqual(record, version.Record) ? version.Session : null;

    /// <summary>Keeps the session of a record in place of the former one.</summary>
    public void Keep(SessionRecord record, SessionPayload session)
    {
        if (record.Payload.Length <= MaxPayload)
            Volatile.Write(ref _version, new(record, session));
    }

    /// <summary>Whether two records are the same version of a session, byte for byte. Times that only the store counts may differ.</summary>
    public static bool AreEqual(SessionRecord one, SessionRecord other) =>
        ReferenceEquals(one, other)
        || (one.Id == other.Id
            && one.Version == other.Version
            && string.Equals(one.Subject, other.Subject, StringComparison.Ordinal)
            && one.Payload.Span.SequenceEqual(other.Payload.Span));

    private sealed record Version(SessionRecord Record, SessionPayload Session);
}
