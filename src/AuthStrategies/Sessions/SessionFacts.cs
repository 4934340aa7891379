using AuthStrategies.Caching;

namespace AuthStrategies.Sessions;

/// <summary>The cached facts about a current session token: its hashes and one decoded version of its record. Immutable.</summary>
internal readonly record struct SessionFacts(OpaqueToken Token, SessionRecord Record, SessionPayload Session, AuthResultFacts Result) : ICacheFacts
{
    // The fields of this type, the objects of record, session and facts, and the items that are not decrypted.
    private const int OwnSize = 96 + 80 + 432 + 64 + 88;

    /// <summary>From when the session is accepted, in UTC ticks: see <see cref="SessionPayload.AcceptedFrom"/>.</summary>
    public long AcceptedFrom { get; } = Session.AcceptedFrom;

    /// <inheritdoc />
    public int Size =>
        OwnSize + MemorySize.OfText(Record.Subject) + MemorySize.OfArray(Record.Payload.Length) + Session.Claims.Size + MemorySize.OfArray(Session.Extensions.Length) + MemorySize.OfText(Session.Label) + MemorySize.OfText(Session.KeyThumbprint) + (Session.Device?.Size ?? 0);

    /// <summary>Whether a record equals the decoded one, byte for byte.</summary>
    public bool IsOf(SessionRecord record) => DecodedSession.AreEqual(record, Record);

    /// <summary>The public session id only, never the token.</summary>
    public override string ToString() => Token.ToString();
}
