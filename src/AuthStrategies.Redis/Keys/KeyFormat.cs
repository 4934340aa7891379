using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Keys;

/// <summary>A document as the value of a key: a format byte, the version (8 bytes, big-endian), the content.</summary>
internal static class KeyFormat
{
    /// <summary>The length of format and version, which the script compares.</summary>
    public const int HeadSize = 1 + sizeof(long);

    private const byte Format = 1;

    /// <summary>The key of a strategy: <c>prefix:k:hash of the name</c>.</summary>
    public static RedisKey KeyOf(string prefix, string strategy) =>
        $"{prefix}:k:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(strategy)))}";

    public static byte[] Write(JwtKeyDocument document)
    {
        byte[] bytes = new byte[HeadSize + document.Content.Length];
        Head(document.Version).CopyTo(bytes, 0);
        document.Content.Span.CopyTo(bytes.AsSpan(HeadSize));
        return bytes;
    }

    /// <summary>Format and version.</summary>
    public static byte[] Head(long version)
    {
        byte[] head = new byte[HeadSize];
        head[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), version);
        return head;
    }

    /// <returns>The document, or <see langword="null"/> if this store cannot have written it.</returns>
    public static JwtKeyDocument? Read(byte[] bytes)
    {
        if (bytes.Length <= HeadSize || bytes.Length > HeadSize + JwtKeyDocument.MaxContentSize || bytes[0] != Format)
            return null;

        long version = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        return version < 1 ? null : new(version, bytes.AsSpan(HeadSize));
    }
}
