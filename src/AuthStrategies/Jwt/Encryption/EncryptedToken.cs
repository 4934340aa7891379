using System.Text;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// An encrypted token in its compact form (RFC 7516 §7.1), split and decoded. Strict: exactly four dots, the second part
/// empty (there is no encrypted key, RFC 7518 §4.5) and no other part empty, the base64url alphabet, one spelling for each sequence of bytes.
/// </summary>
internal readonly struct EncryptedToken
{
    private const int Parts = 5;

    private EncryptedToken(ReadOnlySpan<char> headerText, byte[] header, byte[] iv, byte[] ciphertext, byte[] tag)
    {
        AssociatedData = new byte[headerText.Length];
        Encoding.ASCII.GetBytes(headerText, AssociatedData);
        Header = header;
        Iv = iv;
        Ciphertext = ciphertext;
        Tag = tag;
    }

    /// <summary>The header as it was sent. The tag covers it.</summary>
    public byte[] AssociatedData { get; }

    /// <summary>The decoded header.</summary>
    public byte[] Header { get; }

    /// <summary>The initialization vector.</summary>
    public byte[] Iv { get; }

    /// <summary>The encrypted content.</summary>
    public byte[] Ciphertext { get; }

    /// <summary>The authentication tag.</summary>
    public byte[] Tag { get; }

    /// <summary>Whether a text has as many dots as an encrypted token.</summary>
    public static bool MayBe(ReadOnlySpan<char> text) => text.Count(CompactToken.Separator) == Parts - 1;

    /// <summary>Splits and decodes a token.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out EncryptedToken token)
    {
        token = default;
        Span<Range> parts = stackalloc Range[Parts + 1];
        if (text.Split(parts, CompactToken.Separator) != Parts || !text[parts[1]].IsEmpty)
            return false;
        if (!TryDecode(text[parts[0]], out byte[] header)
            || !TryDecode(text[parts[2]], out byte[] iv)
            || !TryDecode(text[parts[3]], out byte[] ciphertext)
            || !TryDecode(text[parts[4]], out byte[] tag))
            return false;

        token = new(text[parts[0]], header, iv, ciphertext, tag);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> part, out byte[] bytes)
    {
        bool isDecoded = Base64Text.TryDecodeUrl(part, out byte[]? decoded);
        bytes = decoded ?? [];
        return isDecoded && bytes.Length > 0;
    }
}
