using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// Opens encrypted tokens (RFC 7516 §5.2), a step before verifying. What comes out is not trusted in any way: it has to pass
/// every check as if it had been sent in the open.
/// </summary>
internal static class JwtDecryptor
{
    private const int DotsOfSigned = 2;

    /// <summary>Opens a text that has the look of an encrypted token, if there are keys to open it; any other goes on as it is.</summary>
    /// <param name="text">The token, as it was sent; not longer than is accepted.</param>
    /// <param name="policy">Holds the keys.</param>
    /// <param name="signed">What is to be verified, if this is <see langword="null"/>.</param>
    /// <returns>Why it was refused, or <see langword="null"/> if it was not. No exception, whatever the text.</returns>
    public static AuthFailure? Open(string text, JwtPolicy policy, out string signed)
    {
        signed = text;
        if (policy.Encryption is not { } encryption || !EncryptedToken.MayBe(text))
            return null;
        if (!EncryptedToken.TryRead(text, out EncryptedToken token))
            return EncryptionFailures.NotCompact;

        return CheckHeader(token, encryption, out JwtKey? key) ?? Decrypt(token, key!, out signed);
    }

    private static AuthFailure? CheckHeader(in EncryptedToken token, TokenEncryption encryption, out JwtKey? key)
    {
        key = null;
        if (token.Header.Length > HeaderReader.MaxSize)
            return JwtFailures.HeaderTooLarge;
        if (!EncryptionHeaderReader.TryRead(token.Header, out EncryptionHeader header))
            return JwtFailures.HeaderNotStrict;
        if (header.Algorithm is HeaderMember.Missing or HeaderMember.NotText || header.Encryption is HeaderMember.Missing or HeaderMember.NotText)
            return EncryptionFailures.EncryptionNotText;
        if (header.Algorithm is not HeaderMember.Expected || header.Encryption is not HeaderMember.Expected)
            return EncryptionFailures.UnsupportedAlgorithm;
        if (header.Type is HeaderMember.NotText)
            return JwtFailures.TypeNotText;
        if (header.HasCritical)
            return JwtFailures.Critical;
        if (header.HasUnencodedPayload)
            return JwtFailures.UnencodedPayload;
        if (header.HasCompression)
            return JwtFailures.Compressed;
        if (header.KeyId is HeaderMember.NotText || header.ContentType is HeaderMember.NotText)
            return JwtFailures.NamesNotText;
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
        if (!key.Cipher!.TryDecrypt(token.Ciphertext, token.AssociatedData, token.Iv, token.Tag, out byte[]? content))
            return EncryptionFailures.Undecryptable;

        // Another encrypted token in there, or bare claims. What has two dots and is no token, the verifier finds out, to
        // whom bytes that are not ASCII show as question marks, which no token has.
        bool maybeSigned = content.AsSpan().Count((byte)CompactToken.Separator) == DotsOfSigned;
        signed = maybeSigned ? Encoding.ASCII.GetString(content) : "";
        CryptographicOperations.ZeroMemory(content);
        return maybeSigned ? null : EncryptionFailures.NotSigned;
    }
}
