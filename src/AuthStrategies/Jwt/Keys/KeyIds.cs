using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Checks key ids and computes the id of a key that was given none.</summary>
internal static class KeyIds
{
    /// <summary>The longest legal key id, in characters.</summary>
    public const int MaxLength = 128;

    private const int SecretIdSize = 16;

    /// <summary>Refuses a key id that is empty, too long or contains characters that cannot be printed.</summary>
    /// <exception cref="ArgumentException">The key id is illegal.</exception>
    public static void Check(string keyId, string parameter)
    {
        if (keyId.Length is 0 or > MaxLength)
            throw new ArgumentException($"A key id must have 1 to {MaxLength} characters. If you omit it, the library computes one.", parameter);

        for (int i = 0; i < keyId.Length; i++)
        {
            if (!Rune.TryGetRuneAt(keyId, i, out Rune rune) || !IsPrintable(rune))
                throw new ArgumentException("A key id must be printable: no control or formatting characters, no line breaks, no half of a surrogate pair.", parameter);

            i += rune.Utf16SequenceLength - 1;
        }
    }

    /// <summary>The SHA-256 thumbprint of a public key (RFC 7638), as base64url.</summary>
    public static string OfPublicKey(PublicMembers members) => Base64Url.EncodeToString(SHA256.HashData(members.CanonicalJson()));

    /// <summary>An id that reveals nothing about a secret. A thumbprint would publish a hash of the secret.</summary>
    public static string OfSecret(ReadOnlySpan<byte> secret)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, "AuthStrategies/kid/1"u8, mac);
        return Base64Url.EncodeToString(mac[..SecretIdSize]);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
