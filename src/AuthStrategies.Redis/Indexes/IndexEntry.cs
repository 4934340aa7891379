using AuthStrategies.Redis.Records;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>One login in its subject's index: a member of the sorted set, id and tag, scored by the absolute end.</summary>
/// <param name="Id">Which session.</param>
/// <param name="Tag">Which creation of it.</param>
/// <param name="AbsoluteExpiresAt">Its absolute end in milliseconds since 1970, rounded up.</param>
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

    /// <summary>Reads a member; what is none of ours is <see langword="null"/>.</summary>
    public static IndexEntry? Read(byte[]? member, double score) =>
        member is { Length: Size } ? new(new(member.AsSpan(0, SessionId.Size)), RecordTag.Read(member.AsSpan(SessionId.Size)), score) : null;

    /// <summary>Whether its own end has passed on every node, so that no record can be behind it or come behind it.</summary>
    public bool IsPast(DateTimeOffset now) => AbsoluteExpiresAt < Score(now - TimeToLive.IndexMargin);

    private static double Score(DateTimeOffset time) => Math.Ceiling((time - DateTimeOffset.UnixEpoch).TotalMilliseconds);
}
