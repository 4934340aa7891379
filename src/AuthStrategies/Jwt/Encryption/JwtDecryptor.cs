using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// Decrypts encrypted tokens (RFC 7516 §5.2) before they are verified. The decrypted token is not trusted: it must pass
/// every check of a token that was sent without encryption.
/// </summary>
internal static class JwtDecryptor
{
    private const int DotsOfSignedToken = 2;

    /// <summary>Decrypts a text with the shape of an encrypted token, if there are keys for it. Any other text is returned unchanged.</summary>
    /// <param name="text">The token as it was sent, at most of the accepted length.</param>
    /// <param name="encryption">The keys; <see langword="null"/> for none.</param>
    /// <param name="signed">The signed token, if there is no failure.</param>
    /// <returns>Why the token is refused, or <see langword="null"/>. Never throws because of the text.</returns>
    public static AuthFailure? Decrypt(string text, TokenEncryption? encryption, out string signed)
    {
        signed = text;
        if (encryption is null || !EncryptedToken.MayBe(text))
            return null;
        if (!EncryptedToken.TryRead(text, out EncryptedToken token))
            return EncryptionFailures.NotCompact;

        return CheckHeader(token, encryption, out JwtKey? key) ?? Decrypt(token, key!, out signed);
    }

    private static AuthFailure? CheckHeader(in EncryptedToken token, TokenEncryption encryption, out JwtKey? key)
    {
        key = null;
        if (token.Header.Length > HeaderReader.MaxSize)
            return HeaderFailures.TooLarge;
        if (!EncryptionHeaderReader.TryRead(token.Header, out EncryptionHeader header))
            return HeaderFailures.NotStrict;
        if (header.Algorithm is HeaderMember.Missing or HeaderMember.NotText || header.Encryption is HeaderMember.Missing or HeaderMember.NotText)
            return EncryptionFailures.EncryptionNotText;
        if (header.Algorithm is not HeaderMember.Expected || header.Encryption is not HeaderMember.Expected)
            return EncryptionFailures.UnsupportedAlgorithm;
        if (header.Type is HeaderMember.NotText)
            return HeaderFailures.TypeNotText;
        if (header.HasCritical)
            return HeaderFailures.Critical;
        if (header.HasUnencodedPayload)
            return HeaderFailures.UnencodedPayload;
        if (header.HasCompression)
            return HeaderFailures.Compressed;
        if (header.KeyId is HeaderMember.NotText || header.ContentType is HeaderMember.NotText)
            return HeaderFailures.NamesNotText;
        if (header.ContentType is HeaderMember.Other)
            return EncryptionFailures.NotAToken;
        key = encryption.Find(header);
        if (key is null)
            return EncryptionFailures.Undecryptable;

        return null;
    }

    private static AuthFailure? Decrypt(in EncryptedToken token, JwtKey key, out string signed)
    {
        signed = "";
        return key.Cipher!.TryDecrypt(token.Ciphertext, token.AssociatedData, token.Iv, token.Tag, out byte[]? content)
            ? Take(content, out signed)
            : EncryptionFailures.Undecryptable;
    }

    /// <summary>Takes the signed token from decrypted content, and clears the content.</summary>
    internal static AuthFailure? Take(byte[] content, out string signed)
    {
        // Otherwise the content is another encrypted token or unsigned claims. The verifier refuses a text with two dots that
        // is not a token: bytes that are not ASCII become question marks, which no token contains.
        bool maybeSigned = content.AsSpan().Count((byte)CompactToken.Separator) == DotsOfSignedToken;
        signed = maybeSigned ? Encoding.ASCII.GetString(content) : "";
        CryptographicOperations.ZeroMemory(content);
        return maybeSigned ? null : EncryptionFailures.NotSigned;
    }
}
