using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Keys;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>Encrypts signed tokens (RFC 7516 §5.1), if there is a key for it.</summary>
internal static class JwtEncryptor
{
    /// <summary>The length of a token after encryption; unchanged if there is no key to encrypt with.</summary>
    public static int LengthOf(int signedLength, TokenEncryption? encryption)
    {
        if (encryption?.EncryptionKey is null)
            return signedLength;

        return encryption.Header.Length + ".".Length
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.IvSize)
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.CiphertextSize(signedLength))
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.TagSize);
    }

    /// <summary>Encrypts a signed token, or returns it unchanged if there is no key to encrypt with.</summary>
    public static string Encrypt(string signed, TokenEncryption? encryption)
    {
        if (encryption?.EncryptionKey is not { } key)
            return signed;

        return Encrypt(Encoding.ASCII.GetBytes(signed), key, encryption);
    }

    /// <summary>Encrypts a signed token, and clears it.</summary>
    internal static string Encrypt(byte[] content, JwtKey key, TokenEncryption encryption)
    {
        AuthenticatedEncryptionResult sealedContent = key.Cipher!.Encrypt(content, encryption.HeaderUtf8);
        CryptographicOperations.ZeroMemory(content);
        return $"{encryption.Header}..{Text(sealedContent.IV)}.{Text(sealedContent.Ciphertext)}.{Text(sealedContent.AuthenticationTag)}";
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
