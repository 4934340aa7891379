using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuthStrategies.Redis.Records;

/// <summary>
/// Tells one creation of an id from every other creation of it. The record and its index entry both carry it, so that
/// dropping the entry of a record that was removed never takes the entry of one created anew under the same id.
/// </summary>
internal readonly record struct RecordTag(ulong Value)
{
    public const int Size = sizeof(ulong);

    public static RecordTag New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    public static RecordTag Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);
}
