using System.Buffers.Binary;

namespace AuthStrategies.Sessions.Rotation;

/// <summary>
/// The first 16 bytes of a SHA-256 value. Enough for secrets that are no longer current: finding another secret with the
/// same 16 bytes takes 2¹²⁸ attempts.
/// </summary>
internal readonly record struct ShortHash(ulong High, ulong Low)
{
    public const int Size = 16;

    public static ShortHash Of(in Bytes32 hash) => From(hash);

    public static ShortHash From(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Compares in a time that does not depend on where the difference is.</summary>
    public bool Equals(ShortHash other) => ((High ^ other.High) | (Low ^ other.Low)) == 0;

    public override int GetHashCode() => Low.GetHashCode();

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }
}
