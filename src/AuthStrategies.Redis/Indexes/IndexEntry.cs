using AuthStrategies.Redis.Records;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>One session in its subject's index: a member of the sorted set (id and tag), scored by the absolute end.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Tag">Identifies the creation of this record.</param>
/// <param name="AbsoluteExpiresAt">The absolute end in milliseconds since 1970, rounded up.</param>
internal readonly record struct IndexEntry(SessionId Id, RecordTag Tag, double AbsoluteExpiresAt)
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

    public static IndexEntry Of(SessionRecord record, RecordTag tag) => new(record.Id, tag, Score(record.AbsoluteExpiresAt));

    /// <summary>Reads a member; <see langword="null"/> if it does not have this format.</summary>
    public static IndexEntry? Read(byte[]? member, double score) =>
        member is { Length: Size } ? new(new(member.AsSpan(0, SessionId.Size)), RecordTag.Read(member.AsSpan(SessionId.Size)), score) : null;

    /// <summary>Whether the absolute end has passed on every node, so that the entry's record no longer exists and cannot come.</summary>
    public bool IsPast(DateTimeOffset now) => AbsoluteExpiresAt < Score(now - TimeToLive.IndexMargin);

    private static double Score(DateTimeOffset time) => Math.Ceiling((time - DateTimeOffset.UnixEpoch).TotalMilliseconds);
}
