namespace AuthStrategies.Sessions;

/// <summary>The cached facts about a current session token: its hashes and one decoded version of its record. Immutable.</summary>
internal readonly record struct SessionFacts(OpaqueToken Token, SessionRecord Record, SessionPayload Session, AuthResultFacts Result)
{
    /// <summary>Whether a record equals the decoded one, byte for byte.</summary>
    public bool IsOf(SessionRecord record) =>
        ReferenceEquals(record, Record)
        || (record.Id == Record.Id
            && record.Version == Record.Version
            && string.Equals(record.Subject, Record.Subject, StringComparison.Ordinal)
            && record.Payload.Span.SequenceEqual(Record.Payload.Span));

    /// <summary>The public session id only, never the token.</summary>
    public override string ToString() => Token.ToString();
}
