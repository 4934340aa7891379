using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Keys;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>Encrypts signed tokens (RFC 7516 §5.1) under a policy that has a key for it.</summary>
internal static class JwtEncryptor
{
    /// <summary>How long a token will be when it is sent, which is as it is if the policy does not encrypt.</summary>
    public static int LengthOf(int signedLength, JwtPolicy policy)
    {
        if (policy.Encryption is not { EncryptionKey: not null } encryption)
            return signedLength;

        return encryption.Header.Length + ".".Length
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.IvSize)
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.CiphertextSize(signedLength))
            + ".".Length + Base64Url.GetEncodedLength(ContentCipher.TagSize);
    }

    /// <summary>Encrypts a signed token, or hands it back as it is if the policy does not encrypt.</summary>
    public static string Encrypt(string signed, JwtPolicy policy)
    {
        if (policy.Encryption is not { EncryptionKey: { } key } encryption)
            return signed;

        byte[] content = Encoding.ASCII.GetBytes(signed);
        AuthenticatedEncryptionResult sealedContent = key.Cipher!.Encrypt(content, encryption.HeaderUtf8);
        CryptographicOperations.ZeroMemory(content);
        return $"{encryption.Header}..{Text(sealedContent.IV)}.{Text(sealedContent.Ciphertext)}.{Text(sealedContent.AuthenticationTag)}";
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
