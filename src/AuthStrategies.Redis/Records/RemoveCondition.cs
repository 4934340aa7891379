using System.Buffers.Binary;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Records;

/// <summary>The condition under which a record is removed: bytes that must be at a position of its frame.</summary>
/// <param name="Arguments">The arguments of the script, which counts bytes from 1.</param>
internal readonly record struct RemoveCondition(RedisValue[] Arguments)
{
    private static readonly RemoveCondition Any = new([1, RedisValue.EmptyString]);

    public static RemoveCondition Version(long? version)
    {
        if (version is null)
            return Any;

        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, version.Value);
        return new([RecordFormat.VersionAt + 1, bytes]);
    }

    public static RemoveCondition Tag(RecordTag tag)
    {
        byte[] bytes = new byte[RecordTag.Size];
        tag.Write(bytes);
        return new([RecordFormat.TagAt + 1, bytes]);
    }
}
