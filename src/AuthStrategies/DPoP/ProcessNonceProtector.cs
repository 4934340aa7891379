using System.Security.Cryptography;
using AuthStrategies.Randomness;

namespace AuthStrategies.DPoP;

/// <summary>Authenticates nonces by HMAC-SHA-256 with a random key of this process. Thread-safe.</summary>
internal sealed class ProcessNonceProtector : IDPoPNonceProtector
{
    private readonly byte[] _key = new byte[HMACSHA256.HashSizeInBytes];

    public ProcessNonceProtector() => SecureRandom.Fill(_key);

    public byte[] Protect(byte[] content) => [.. content, .. HMACSHA256.HashData(_key, content)];

    public byte[]? Unprotect(byte[] nonce)
    {
        if (nonce.Length <= HMACSHA256.HashSizeInBytes)
            return null;

        byte[] content = nonce[..^HMACSHA256.HashSizeInBytes];
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, content), nonce.AsSpan(content.Length)) ? content : null;
    }
}
