using AuthStrategies.Testing.Records;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>Records that this release cannot read.</summary>
internal static class UnreadableRecords
{
    /// <summary>The same session as a later release might have written it.</summary>
    public static SessionRecord Future(SessionRecord record) => With(record, [2, .. record.Payload.Span[1..]]);

    public static SessionRecord With(SessionRecord record, byte[] payload) => record.With(payload: payload);
}
