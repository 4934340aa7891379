using AuthStrategies.Redis.Records;

namespace AuthStrategies.Redis.Invalidations;

/// <summary>How messages go over the wire: kind, sender, content.</summary>
internal static class InvalidationFrame
{
    public const int ContentAt = 1 + RecordTag.Size;

    private const byte ProbeKind = 0;
    private const byte WordKind = 1;

    /// <summary>Word of a session.</summary>
    public static byte[] Word(RecordTag sender, ReadOnlySpan<byte> content) => Write(WordKind, sender, content);

    /// <summary>What a node says to itself to learn whether it hears.</summary>
    public static byte[] Probe(RecordTag sender, long attempt) => Write(ProbeKind, sender, BitConverter.GetBytes(attempt));

    public static bool IsOf(RecordTag sender, ReadOnlySpan<byte> frame) => frame.Length >= ContentAt && RecordTag.Read(frame[1..]) == sender;

    public static bool IsWord(ReadOnlySpan<byte> frame) => frame.Length >= ContentAt && frame[0] == WordKind;

    public static bool IsProbe(ReadOnlySpan<byte> frame) => frame.Length == ContentAt + sizeof(long) && frame[0] == ProbeKind;

    /// <summary>Which attempt a node's own probe is of.</summary>
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
