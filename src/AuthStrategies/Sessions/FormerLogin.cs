using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>A former credential from which a session begins.</summary>
/// <param name="Token">The token that stands for it.</param>
/// <param name="IssuedAt">When it was issued; <see langword="null"/> if that is not known.</param>
/// <param name="End">When it expires.</param>
internal readonly record struct FormerLogin(OpaqueToken Token, DateTimeOffset? IssuedAt, DateTimeOffset End)
{
    // A store may remove a record a little early by its own clock, and the host of the former credential may have another one.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    private const int WriterSize = 16;

    /// <summary>The id of the note that the credential was used.</summary>
    public static SessionId NoteOf(in OpaqueToken token) => NoteOf(token.Id);

    /// <summary>The id of the note that the credential of a session was used.</summary>
    public static SessionId NoteOf(SessionId session) => SystemRecord.IdOf(SystemRecord.FormerLogin, session.ToString());

    /// <summary>The note that the credential was used.</summary>
    /// <param name="now">The time.</param>
    /// <param name="writer">What <see cref="WriterOf"/> returns; empty: the login of the credential has ended.</param>
    public SessionRecord Note(DateTimeOffset now, ReadOnlyMemory<byte> writer) => Note(Token.Id, End, now, writer);

    /// <summary>The note that the credential of a session was used.</summary>
    public static SessionRecord Note(SessionId session, DateTimeOffset end, DateTimeOffset now, ReadOnlyMemory<byte> writer) =>
        SystemRecord.CreateOfMany(SystemRecord.FormerLogin, session.ToString(), EndOfNote(end, now), writer);

    /// <summary>What tells a note about one session from a note about another one of the same credential: half of the hash of its first current secret part.</summary>
    public static ReadOnlyMemory<byte> WriterOf(Bytes32 secretHash)
    {
        ReadOnlySpan<byte> hash = secretHash;
        return hash[..WriterSize].ToArray();
    }

    /// <summary>When the note about something that counts until a time may go.</summary>
    public static DateTimeOffset EndOfNote(DateTimeOffset until, DateTimeOffset now)
    {
        DateTimeOffset end = until < now ? now : until;
        return end < SystemRecord.Never - ClockDifference ? end + ClockDifference : SystemRecord.Never;
    }
}
