using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuthStrategies.Redis.Records;

/// <summary>
/// Tells two records apart that were created under the same id. The record and its index entry both contain the tag, so that
/// removing the entry of an old record never removes the entry of the new one.
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
