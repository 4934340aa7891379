using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AuthStrategies.Sessions;

/// <summary>Writes the primitive values of a payload; <see cref="PayloadReader"/> reads them.</summary>
internal readonly struct PayloadWriter(ArrayBufferWriter<byte> output)
{
    public void Byte(int value)
    {
        output.GetSpan(1)[0] = checked((byte)value);
        output.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void Bytes32(in Rotation.Bytes32 bytes) => output.Write(bytes);

    /// <summary>Seven bits in each byte, the lowest first, without unnecessary bytes.</summary>
    public void Varint(ulong value)
    {
        Span<byte> span = output.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    public void Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, output.GetSpan(length));
        output.Advance(length);
    }

    public void Instant(DateTimeOffset instant)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), instant.UtcTicks);
        output.Advance(8);
    }

    /// <summary>The difference from another time, with the sign in the lowest bit.</summary>
    public void Instant(DateTimeOffset instant, DateTimeOffset origin)
    {
        long distance = instant.UtcTicks - origin.UtcTicks;
        Varint((ulong)((distance << 1) ^ (distance >> 63)));
    }
}
