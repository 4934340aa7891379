using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// Encrypts and decrypts content with A256CBC-HS512 (RFC 7518 §5.2.5). Uses the token library's algorithm but none of its
/// caches. The MAC is checked before decryption, so that only an owner of the key can cause a padding error. Thread-safe.
/// </summary>
internal sealed class ContentCipher
{
    /// <summary>The size of an initialization vector in bytes: one block.</summary>
    public const int IvSize = 16;

    /// <summary>The size of a tag in bytes: half of the hash.</summary>
    public const int TagSize = 32;

    private static readonly OwnFactory Factory = new() { CacheSignatureProviders = false };

    private readonly AuthenticatedEncryptionProvider _provider;

    private ContentCipher(AuthenticatedEncryptionProvider provider) => _provider = provider;

    /// <summary>Creates a cipher; it owns the given secret of 64 bytes.</summary>
    public static ContentCipher Of(byte[] secret) =>
        new(new AuthenticatedEncryptionProvider(new SymmetricSecurityKey(secret) { CryptoProviderFactory = Factory }, SecurityAlgorithms.Aes256CbcHmacSha512));

    /// <summary>The size of the encrypted content. Padding fills up the last block and always adds at least one byte.</summary>
    public static int CiphertextSize(int contentSize) => ((contentSize / IvSize) + 1) * IvSize;

    /// <summary>Encrypts with a new random initialization vector.</summary>
    /// <param name="content">The content to encrypt.</param>
    /// <param name="associatedData">Data that is authenticated but not encrypted.</param>
    public AuthenticatedEncryptionResult Encrypt(byte[] content, byte[] associatedData) => _provider.Encrypt(content, associatedData);

    /// <summary>Decrypts. Never throws, and gives the same answer for every error.</summary>
    /// <param name="ciphertext">The encrypted content.</param>
    /// <param name="associatedData">The data that is authenticated but not encrypted.</param>
    /// <param name="iv">The initialization vector.</param>
    /// <param name="tag">The whole tag and nothing else.</param>
    /// <param name="content">The content, if the result is true; the caller clears it.</param>
    public bool TryDecrypt(byte[] ciphertext, byte[] associatedData, byte[] iv, byte[] tag, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        if (iv.Length != IvSize || tag.Length != TagSize || ciphertext.Length == 0 || ciphertext.Length % IvSize != 0)
            return false;

        try
        {
            content = _provider.Decrypt(ciphertext, associatedData, iv, tag);
            return true;
        }
#pragma warning disable CA1031 // After any exception the content counts as undecryptable.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>
    /// The provider would create its MAC key with the library's shared factory. An application may have put its own provider
    /// into that factory, and that provider would receive half of the secret.
    /// </summary>
    private sealed class OwnFactory : CryptoProviderFactory
    {
        public override SignatureProvider CreateForSigning(SecurityKey key, string algorithm, bool cacheProvider)
        {
            key.CryptoProviderFactory = this;
            return base.CreateForSigning(key, algorithm, cacheProvider);
        }
    }
}
