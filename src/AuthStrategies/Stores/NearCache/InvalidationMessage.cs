using System.Buffers.Binary;

namespace AuthStrategies.Stores.NearCache;

/// <summary>
/// The messages between near caches: 16 bytes are the id of a session; 4 bytes are the hash of a subject, any of whose sessions may
/// have ended; 8 bytes are a time up to which expired sessions were removed. Any other message means "every session may have changed".
/// </summary>
internal static class InvalidationMessage
{
    private const int SubjectSize = sizeof(uint);
    private const int TimeSize = sizeof(long);

    public static byte[] Of(SessionId id) => id.ToByteArray();

    public static byte[] Of(uint subject)
    {
        byte[] message = new byte[SubjectSize];
        BinaryPrimitives.WriteUInt32BigEndian(message, subject);
        return message;
    }

    public static byte[] OfExpired(DateTimeOffset upTo)
    {
        byte[] message = new byte[TimeSize];
        BinaryPrimitives.WriteInt64BigEndian(message, upTo.UtcTicks);
        return message;
    }

    public static void Apply(ReadOnlySpan<byte> message, NearCacheTable entries)
    {
        if (message.Length == SessionId.Size)
            entries.Invalidate(new SessionId(message));
        else if (message.Length == SubjectSize)
            entries.Invalidate(BinaryPrimitives.ReadUInt32BigEndian(message));
        else if (message.Length == TimeSize)
            entries.DropExpired(BinaryPrimitives.ReadInt64BigEndian(message));
        else
            entries.InvalidateAll();
    }
}
