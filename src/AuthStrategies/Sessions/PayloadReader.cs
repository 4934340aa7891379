using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace AuthStrategies.Sessions;

/// <summary>
/// Reads the primitive values of a payload. It never throws: if a value is missing or has another form than
/// <see cref="PayloadWriter"/> writes, the reader has failed, and all later reads return nothing.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte()
    {
        ReadOnlySpan<byte> one = Bytes(1);
        return one.IsEmpty ? (byte)0 : one[0];
    }

    public ReadOnlySpan<byte> Bytes(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            Fail();
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    public Rotation.Bytes32 Bytes32()
    {
        ReadOnlySpan<byte> taken = Bytes(Rotation.Bytes32.Size);
        return taken.IsEmpty ? default : Rotation.Bytes32.From(taken);
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            ulong bits = next & 0x7Fu;
            // The tenth byte may have one bit only; a last byte of zero would be a second spelling.
            if (bits << shift >> shift != bits || (next == 0 && shift > 0))
                break;

            value |= bits << shift;
            if (next < 0x80)
                return value;
        }

        Fail();
        return 0;
    }

    /// <param name="known">The most likely text; if it is equal, no new string is created.</param>
    public string Text(string? known = null)
    {
        ReadOnlySpan<byte> utf8 = Bytes(Varint());
        if (known is not null && Ascii.Equals(utf8, known))
            return known;
        if (Utf8.IsValid(utf8))
            return Encoding.UTF8.GetString(utf8);

        Fail();
        return "";
    }

    public DateTimeOffset Instant()
    {
        ReadOnlySpan<byte> taken = Bytes(8);
        return taken.IsEmpty ? default : Instant(BinaryPrimitives.ReadInt64BigEndian(taken));
    }

    public DateTimeOffset Instant(DateTimeOffset origin)
    {
        ulong distance = Varint();
        return Instant(unchecked(origin.UtcTicks + ((long)(distance >> 1) ^ -(long)(distance & 1))));
    }

    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    private DateTimeOffset Instant(long ticks)
    {
        if (ticks >= 0 && ticks <= DateTime.MaxValue.Ticks)
            return new DateTimeOffset(ticks, TimeSpan.Zero);

        Fail();
        return default;
    }
}
