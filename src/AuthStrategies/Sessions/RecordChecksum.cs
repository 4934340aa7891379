using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AuthStrategies.Sessions;

/// <summary>
/// The last extension field of a payload: a checksum of what stands before it and of the subject. It tells damage from theft: without it, a
/// flipped bit in the hash of a secret looks like a replaced token that is used again, which ends the session. It is no protection
/// against a writer: anyone can compute it.
/// </summary>
/// <remarks>
/// <code>tag │ length │ version of the record, its low 4 bytes │ checksum (8)</code>
/// A release that does not know the field writes it back unchanged, under a later version of the record. It is then ignored.
/// </remarks>
internal static class RecordChecksum
{
    /// <summary>An even tag: a release that does not know it skips it. The greatest of one byte, so that the field is the last one.</summary>
    public const ulong Tag = 126;

    /// <summary>The size of the field, including tag and length.</summary>
    public const int Size = 2 + BodySize;

    /// <summary>The size of its content.</summary>
    public const int BodySize = VersionSize + sizeof(ulong);

    private const int VersionSize = 4;

    /// <summary>Appends the field to a payload.</summary>
    /// <param name="output">The payload.</param>
    /// <param name="subject">The subject of the record.</param>
    /// <param name="version">The version of the record.</param>
    public static void Append(ArrayBufferWriter<byte> output, string subject, long version)
    {
        ulong checksum = Compute(output.WrittenSpan, subject, version);
        Span<byte> field = output.GetSpan(Size);
        field[0] = (byte)Tag;
        field[1] = BodySize;
        BinaryPrimitives.WriteUInt32BigEndian(field[2..], (uint)version);
        BinaryPrimitives.WriteUInt64BigEndian(field[(2 + VersionSize)..], checksum);
        output.Advance(Size);
    }

    /// <summary>Whether a record has a checksum of its version, and other bytes than it was computed from.</summary>
    public static bool IsDamaged(SessionRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload.Span;
        if (payload.Length < Size)
            return false;

        ReadOnlySpan<byte> field = payload[^Size..];
        return field[0] == Tag
            && field[1] == BodySize
            && BinaryPrimitives.ReadUInt32BigEndian(field[2..]) == (uint)record.Version
            && BinaryPrimitives.ReadUInt64BigEndian(field[(2 + VersionSize)..]) != Compute(payload[..^Size], record.Subject, record.Version);
    }

    private static ulong Compute(ReadOnlySpan<byte> payload, string subject, long version) =>
        XxHash3.HashToUInt64(payload, (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(subject.AsSpan()), version));
}
