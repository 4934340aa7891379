using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// Encrypts and opens content by A256CBC-HS512 (RFC 7518 §5.2.5): the token library's primitive, none of its caches. The MAC
/// is checked before anything is decrypted, so that a bad padding is only ever seen by who holds the key. Thread-safe.
/// </summary>
internal sealed class ContentCipher
{
    /// <summary>The bytes of an initialization vector, which is one block.</summary>
    public const int IvSize = 16;

    /// <summary>The bytes of a tag: half of the hash.</summary>
    public const int TagSize = 32;

    private static readonly OwnFactory Factory = new() { CacheSignatureProviders = false };

    private readonly AuthenticatedEncryptionProvider _provider;

    private ContentCipher(AuthenticatedEncryptionProvider provider) => _provider = provider;

    /// <summary>Takes over a secret of 64 bytes.</summary>
    public static ContentCipher Of(byte[] secret) =>
        new(new AuthenticatedEncryptionProvider(new SymmetricSecurityKey(secret) { CryptoProviderFactory = Factory }, SecurityAlgorithms.Aes256CbcHmacSha512));

    /// <summary>How many bytes content of that many bytes is encrypted to: padding makes whole blocks, and is never nothing.</summary>
    public static int CiphertextSize(int contentSize) => ((contentSize / IvSize) + 1) * IvSize;

    /// <summary>Encrypts under a fresh random initialization vector.</summary>
    /// <param name="content">What to hide.</param>
    /// <param name="associatedData">What to bind it to, in the open.</param>
    public AuthenticatedEncryptionResult Encrypt(byte[] content, byte[] associatedData) => _provider.Encrypt(content, associatedData);

    /// <summary>Opens. Never throws: one answer whatever is wrong.</summary>
    /// <param name="ciphertext">The encrypted content.</param>
    /// <param name="associatedData">What it is bound to.</param>
    /// <param name="iv">The initialization vector.</param>
    /// <param name="tag">The whole tag and nothing else.</param>
    /// <param name="content">The content, if this is true; the caller wipes it.</param>
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
#pragma warning disable CA1031 // Whatever goes wrong below, the answer to "does this key open it" is no.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>
    /// The provider makes its MAC key under the library's shared factory, into which an application may have put a provider
    /// of its own: that one would be handed half of the secret.
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
