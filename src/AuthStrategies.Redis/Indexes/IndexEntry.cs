using AuthStrategies.Redis.Records;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>One session in its subject's index: a member of the sorted set (id and tag), scored by the end.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Tag">Identifies the creation of this record.</param>
/// <param name="Score">
/// When the record was to end, in milliseconds since 1970, rounded up, as it was written last. A guess: a renewal may have failed to write it again, and
/// earlier releases wrote the absolute end. So an entry is removed only if its record is missing too.
/// </param>
internal readonly record struct IndexEntry(SessionId Id, RecordTag Tag, double Score)
{
    private const int Size = SessionId.Size + RecordTag.Size;

    public RedisValue Member
    {
        get
        {
            byte[] bytes = new byte[Size];
            Id.CopyTo(bytes);
            Tag.Write(bytes.AsSpan(SessionId.Size));
            return bytes;
        }
    }

    public static IndexEntry Of(SessionRecord record, RecordTag tag) => new(record.Id, tag, ScoreOf(record.ExpiresAt));

    /// <summary>Reads a member; <see langword="null"/> if it does not have this format.</summary>
    public static IndexEntry? Read(byte[]? member, double score) =>
        member is { Length: Size } ? new(new(member.AsSpan(0, SessionId.Size)), RecordTag.Read(member.AsSpan(SessionId.Size)), score) : null;

    /// <summary>Whether the end has passed on every node. If the record is missing as well, no call is about to create it.</summary>
    public bool IsPast(DateTimeOffset now) => Score < PastScore(now);

    /// <summary>An entry of a lower score is past.</summary>
    public static double PastScore(DateTimeOffset now) => ScoreOf(now - TimeToLive.IndexMargin);

    public static double ScoreOf(DateTimeOffset time) => Math.Ceiling((time - DateTimeOffset.UnixEpoch).TotalMilliseconds);
}
