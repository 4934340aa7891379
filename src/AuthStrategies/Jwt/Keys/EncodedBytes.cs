using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Bytes that people wrote as text, in any of the usual ways.</summary>
internal static class EncodedBytes
{
    /// <summary>Each way in which the text can be read as bytes: base64, base64url and hexadecimal, within quotation marks, with line breaks or percent encoding.</summary>
    public static IEnumerable<byte[]> Readings(string text)
    {
        string bare = Unquote(text);
        if (Base64Text.TryDecodeAny(bare, out byte[]? bytes))
            yield return bytes;
        if (bare.Contains('%', StringComparison.Ordinal) && Base64Text.TryDecodeAny(Uri.UnescapeDataString(bare), out bytes))
            yield return bytes;
        if (TryReadHex(bare, out bytes))
            yield return bytes;
    }

    private static bool TryReadHex(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        // openssl prints 30:82:01, other tools 30-82-01 or 0x3082.
        string digits = string.Concat((text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text).Where(character => !char.IsWhiteSpace(character) && character is not (':' or '-')));
        if (digits.Length == 0 || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
            return false;

        bytes = Convert.FromHexString(digits);
        return true;
    }

    /// <summary>The text without a byte order mark, white space and quotation marks around it, and with real line breaks.</summary>
    public static string Unquote(string text) =>
        text.Trim().Trim('\uFEFF', '"', '\'', '`').Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Trim();
}
