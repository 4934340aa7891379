using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Records;

/// <summary>
/// The names of keys: <c>prefix:s:session id</c> and <c>prefix:u:hash of the subject</c>. They contain no user input, and
/// no two keys must be in the same slot.
/// </summary>
internal sealed class KeySpace(string prefix)
{
    private readonly byte[] _recordPrefix = Encoding.ASCII.GetBytes(prefix + ":s:");
    private readonly byte[] _indexPrefix = Encoding.ASCII.GetBytes(prefix + ":u:");

    /// <summary>The channel for messages about changed and ended sessions: <c>prefix:i</c>. Not a key.</summary>
    public RedisChannel Invalidations => RedisChannel.Literal(prefix + ":i");

    /// <summary>The pattern of the keys of all records. A prefix contains no character with a meaning in a pattern.</summary>
    public string EveryRecord { get; } = prefix + ":s:*";

    public RedisKey Record(SessionId id)
    {
        Span<byte> bytes = stackalloc byte[SessionId.Size];
        id.CopyTo(bytes);
        return Key(_recordPrefix, bytes);
    }

    /// <summary>The id in the key of a record; <see langword="null"/> for every other key.</summary>
    public SessionId? IdOf(RedisKey key)
    {
        byte[]? bytes = key;
        return bytes is not null && bytes.AsSpan().StartsWith(_recordPrefix) && SessionId.TryParse(Encoding.ASCII.GetString(bytes.AsSpan(_recordPrefix.Length)), out SessionId id)
            ? id
            : null;
    }

    /// <exception cref="ArgumentException">The subject is no valid Unicode text.</exception>
    public RedisKey Index(string subject)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(RecordFormat.Text.GetBytes(subject), hash);
        return Key(_indexPrefix, hash);
    }

    private static RedisKey Key(byte[] prefix, ReadOnlySpan<byte> name)
    {
        byte[] key = new byte[prefix.Length + Base64Url.GetEncodedLength(name.Length)];
        prefix.CopyTo(key.AsSpan());
        Base64Url.EncodeToUtf8(name, key.AsSpan(prefix.Length));
        return key;
    }
}
