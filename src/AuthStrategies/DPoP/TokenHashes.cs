using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Caching;

namespace AuthStrategies.DPoP;

/// <summary>The hashes of access tokens (<c>ath</c>). Those of tokens that were accepted with a proof are cached: a client sends a token many times. Thread-safe.</summary>
internal sealed class TokenHashes
{
    private const int Capacity = 2048;
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly CredentialCache<TokenHash> _cache = new(Capacity, MaxBytes);

    /// <summary>Whether a text is the hash of a token, in base64url.</summary>
    public bool IsHashOf(string token, string? hash)
    {
        if (_cache.Find(token, CredentialHash.Hash(token)) is { } cached)
            return string.Equals(cached.Facts.Text, hash, StringComparison.Ordinal);

        Span<char> text = stackalloc char[Base64Url.GetEncodedLength(SHA256.HashSizeInBytes)];
        Compute(token, text);
        return text.SequenceEqual(hash);
    }

    /// <summary>Caches the hash of a token that was accepted.</summary>
    public void Keep(string token)
    {
        ulong place = CredentialHash.Hash(token);
        if (_cache.Find(token, place) is not null)
            return;

        Span<char> text = stackalloc char[Base64Url.GetEncodedLength(SHA256.HashSizeInBytes)];
        Compute(token, text);
        _cache.Add(token, place, new(new string(text)));
    }

    private static void Compute(string token, Span<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        Span<byte> bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(token, buffer));
        SHA256.HashData(bytes, hash);
        // A shared pool must not contain a credential.
        bytes.Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        Base64Url.EncodeToChars(hash, text);
    }
}
