using System.Buffers;

namespace AuthStrategies.Sessions;

/// <summary>
/// The end that the application has set for a session (<see cref="ISessionDirectory.SetLifetimeAsync"/>), as one skippable extension field
/// of the payload. Stores keep <see cref="SessionRecord.AbsoluteExpiresAt"/> unchanged, so an earlier end needs a field of its own.
/// </summary>
/// <remarks>A release that does not know the field keeps it, and renews such a session up to its absolute end; this one still ends it at the field's end.</remarks>
internal static class EndExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 20;

    private const int Size = 8;

    /// <summary>The end that the application has set, or <see langword="null"/>.</summary>
    public static DateTimeOffset? Find(SessionPayload session)
    {
        var reader = new PayloadReader(ExtensionFields.Find(session.Extensions, Tag).Span);
        DateTimeOffset end = reader.Instant();
        return reader.Failed ? null : end;
    }

    /// <summary>The last moment of a session: its absolute end, or the earlier one that the application has set.</summary>
    public static DateTimeOffset LatestEnd(SessionRecord record, SessionPayload session) =>
        session.Extensions.Length > 0 && Find(session) is { } end && end < record.AbsoluteExpiresAt ? end : record.AbsoluteExpiresAt;

    /// <summary>When a session ends without further activity. A release that does not know the field may have written a later end into the record.</summary>
    public static DateTimeOffset EndOf(SessionRecord record, SessionPayload session) =>
        LatestEnd(record, session) is var latest && latest < record.ExpiresAt ? latest : record.ExpiresAt;

    /// <summary>The same session with this end; <see langword="null"/> for its absolute end.</summary>
    public static SessionPayload With(SessionPayload session, DateTimeOffset? end)
    {
        var output = new ArrayBufferWriter<byte>(Size);
        if (end is { } time)
            new PayloadWriter(output).Instant(time);
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, output.WrittenSpan) };
    }
}
