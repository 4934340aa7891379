using AuthStrategies.Testing.Records;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>Why a record cannot be read.</summary>
public enum UnreadableKind
{
    /// <summary>The whole payload has another version.</summary>
    LaterVersion,

    /// <summary>The payload has a field that a reader must understand. Its first fields can be read.</summary>
    LaterField,

    /// <summary>The payload was cut off.</summary>
    Damaged,

    /// <summary>A bit of the strategy's name has changed: the record seems to be another strategy's.</summary>
    NameChanged,

    /// <summary>There is no payload.</summary>
    Empty,
}

/// <summary>Records that this release cannot read.</summary>
internal static class UnreadableRecords
{
    // After the version, the flags and the length of the name.
    private const int NameAt = 3;

    /// <summary>The same session as a later release might have written it.</summary>
    public static SessionRecord Future(SessionRecord record) => With(record, [2, .. record.Payload.Span[1..]]);

    public static SessionRecord With(SessionRecord record, byte[] payload) => record.With(payload: payload);

    public static SessionRecord Of(UnreadableKind kind, SessionRecord record) => kind switch
    {
        UnreadableKind.LaterVersion => Future(record),
        UnreadableKind.LaterField => With(record, [.. record.Payload.Span, 0x7F, 0x01, 0xAB]),
        UnreadableKind.Damaged => With(record, record.Payload.Span[..^1].ToArray()),
        UnreadableKind.NameChanged => With(record, [.. record.Payload.Span[..NameAt], (byte)(record.Payload.Span[NameAt] ^ 1), .. record.Payload.Span[(NameAt + 1)..]]),
        _ => With(record, []),
    };
}
