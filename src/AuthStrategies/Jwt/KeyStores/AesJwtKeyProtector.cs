using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Randomness;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>
/// Encrypts private keys with AES-256-GCM (NIST SP 800-38D) under the first of several key-encryption keys. The key id is associated data, so
/// that no protected key can take the place of another. Thread-safe.
/// <code>format (1) · id of the key-encryption key (8) · nonce (12) · tag (16) · ciphertext</code>
/// </summary>
internal sealed class AesJwtKeyProtector : IJwtKeyProtector
{
    /// <summary>The size of a key-encryption key.</summary>
    public const int KeySize = 32;

    private const byte Format = 1;
    private const int IdSize = 8;
    private const int NonceAt = 1 + IdSize;
    private const int NonceSize = 12;
    private const int TagAt = NonceAt + NonceSize;
    private const int TagSize = 16;
    private const int TextAt = TagAt + TagSize;

    private readonly (byte[] Id, byte[] Key)[] _keys;

    /// <param name="keys">The keys of 32 bytes each; the first one encrypts.</param>
    public AesJwtKeyProtector(IEnumerable<byte[]> keys) => _keys = [.. keys.Select(key => (IdOf(key), key))];

    public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken)
    {
        byte[] hidden = new byte[TextAt + privateKey.Length];
        hidden[0] = Format;
        _keys[0].Id.CopyTo(hidden, 1);
        Span<byte> nonce = hidden.AsSpan(NonceAt, NonceSize);
        SecureRandom.Fill(nonce);
        using AesGcm aes = new(_keys[0].Key, TagSize);
        aes.Encrypt(nonce, privateKey.Span, hidden.AsSpan(TextAt), hidden.AsSpan(TagAt, TagSize), AssociatedData(keyId));
        return new((ReadOnlyMemory<byte>)hidden);
    }

    public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> hidden = protectedKey.Span;
        if (hidden.Length <= TextAt || hidden[0] != Format)
            throw new JwtKeyStoreException("The key was not protected by a key-encryption key, or a newer version of this library protected it.");

        using AesGcm aes = new(Find(hidden[1..NonceAt]), TagSize);
        byte[] text = new byte[hidden.Length - TextAt];
        try
        {
            aes.Decrypt(hidden[NonceAt..TagAt], hidden[TextAt..], hidden[TagAt..TextAt], text, AssociatedData(keyId));
            return new(text);
        }
        catch (CryptographicException exception)
        {
            throw new JwtKeyStoreException("The protected key was changed, or it belongs to another key id.", exception);
        }
    }

    private byte[] Find(ReadOnlySpan<byte> id)
    {
        foreach ((byte[] known, byte[] key) in _keys)
        {
            if (id.SequenceEqual(known))
                return key;
        }

        throw new JwtKeyStoreException("None of the configured KeyEncryptionKeys protected this key. Add the one that did at the end of the list.");
    }

    // The keys are random, so a part of a hash reveals nothing of them.
    private static byte[] IdOf(byte[] key) => HMACSHA256.HashData(key, "AuthStrategies key-encryption key id"u8)[..IdSize];

    private static byte[] AssociatedData(string keyId) => Encoding.UTF8.GetBytes($"AuthStrategies JWT key {keyId}");
}
