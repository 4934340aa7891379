using AuthStrategies.Redis.Records;

namespace AuthStrategies.Redis.Invalidations;

/// <summary>The wire format of messages: kind, sender, content.</summary>
internal static class InvalidationFrame
{
    public const int ContentAt = 1 + RecordTag.Size;

    private const byte ProbeKind = 0;
    private const byte MessageKind = 1;

    /// <summary>A message about a session.</summary>
    public static byte[] Message(RecordTag sender, ReadOnlySpan<byte> content) => Write(MessageKind, sender, content);

    /// <summary>A message that a node sends to itself to test its subscription.</summary>
    public static byte[] Probe(RecordTag sender, long attempt) => Write(ProbeKind, sender, BitConverter.GetBytes(attempt));

    public static bool IsOf(RecordTag sender, ReadOnlySpan<byte> frame) => frame.Length >= ContentAt && RecordTag.Read(frame[1..]) == sender;

    public static bool IsMessage(ReadOnlySpan<byte> frame) => frame.Length >= ContentAt && frame[0] == MessageKind;

    public static bool IsProbe(ReadOnlySpan<byte> frame) => frame.Length == ContentAt + sizeof(long) && frame[0] == ProbeKind;

    /// <summary>The attempt that a node's own probe belongs to.</summary>
    public static long Attempt(ReadOnlySpan<byte> probe) => BitConverter.ToInt64(probe[ContentAt..]);

    private static byte[] Write(byte kind, RecordTag sender, ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[ContentAt + content.Length];
        frame[0] = kind;
        sender.Write(frame.AsSpan(1));
        content.CopyTo(frame.AsSpan(ContentAt));
        return frame;
    }
}
