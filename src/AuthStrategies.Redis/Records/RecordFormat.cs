using System.Buffers.Binary;
using System.Text;

namespace AuthStrategies.Redis.Records;

/// <summary>
/// A record as bytes, numbers big-endian: format (1), version (8), tag (8), ExpiresAt (8), AbsoluteExpiresAt (8), length
/// of the subject (4), subject (UTF-8), payload.
/// </summary>
/// <remarks>
/// The first 17 bytes are the frame. All future formats keep it, so that a node that cannot read a newer
/// record can still remove it by version or by tag, and never overwrites it.
/// </remarks>
internal static class RecordFormat
{
    /// <summary>The only format so far.</summary>
    public const byte Current = 1;

    public const int VersionAt = 1;
    public const int TagAt = 9;
    public const int ExpiresAt = 17;

    /// <summary>Start of the bytes that never change: AbsoluteExpiresAt and subject.</summary>
    public const int IdentityAt = 25;

    private const int SubjectLengthAt = 33;
    private const int SubjectAt = 37;

    /// <summary>Refuses invalid Unicode. Replacement characters would make two different subjects equal.</summary>
    public static UTF8Encoding Text { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The subject is no valid Unicode text.</exception>
    public static byte[] Write(SessionRecord record, RecordTag tag)
    {
        int subjectLength = Text.GetByteCount(record.Subject);
        byte[] bytes = new byte[SubjectAt + subjectLength + record.Payload.Length];
        bytes[0] = Current;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(VersionAt), record.Version);
        tag.Write(bytes.AsSpan(TagAt));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(ExpiresAt), record.ExpiresAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(IdentityAt), record.AbsoluteExpiresAt.UtcTicks);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SubjectLengthAt), subjectLength);
        Text.GetBytes(record.Subject, bytes.AsSpan(SubjectAt));
        record.Payload.Span.CopyTo(bytes.AsSpan(SubjectAt + subjectLength));
        return bytes;
    }

    /// <summary>End of the bytes that never change, in bytes that <see cref="Write"/> made.</summary>
    public static int IdentityEnd(ReadOnlySpan<byte> written) => SubjectAt + BinaryPrimitives.ReadInt32BigEndian(written[SubjectLengthAt..]);

    /// <summary>Reads strictly: bytes in any other format are not a record.</summary>
    /// <returns>The record, or <see langword="null"/>.</returns>
    public static SessionRecord? Read(SessionId id, ReadOnlyMemory<byte> stored, out RecordTag tag)
    {
        tag = default;
        ReadOnlySpan<byte> bytes = stored.Span;
        if (bytes.Length < SubjectAt || bytes[0] != Current)
            return null;

        long version = BinaryPrimitives.ReadInt64BigEndian(bytes[VersionAt..]);
        long expiresAt = BinaryPrimitives.ReadInt64BigEndian(bytes[ExpiresAt..]);
        long absoluteExpiresAt = BinaryPrimitives.ReadInt64BigEndian(bytes[IdentityAt..]);
        int subjectLength = BinaryPrimitives.ReadInt32BigEndian(bytes[SubjectLengthAt..]);
        if (version < 1 || expiresAt < 0 || expiresAt > absoluteExpiresAt || absoluteExpiresAt > DateTime.MaxValue.Ticks || subjectLength < 1 || subjectLength > bytes.Length - SubjectAt)
            return null;
        if (!TryReadText(bytes.Slice(SubjectAt, subjectLength), out string subject))
            return null;

        tag = RecordTag.Read(bytes[TagAt..]);
        return new()
        {
            Id = id,
            Subject = subject,
            ExpiresAt = new(expiresAt, TimeSpan.Zero),
            AbsoluteExpiresAt = new(absoluteExpiresAt, TimeSpan.Zero),
            Version = version,
            Payload = stored[(SubjectAt + subjectLength)..],
        };
    }

    private static bool TryReadText(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = Text.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = string.Empty;
            return false;
        }
    }
}
