using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Bytes written as text in configuration and in JWKs.</summary>
internal static class Base64Text
{
    private const int Quantum = 4;
    private static readonly SearchValues<char> UrlAlphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Reads base64url as defined in RFC 7515 §2: no padding, no white space, one spelling only.</summary>
    public static bool TryDecodeUrl(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        // The platform's decoder refuses extra bits at the end, but accepts padding and white space.
        if (text.ContainsAnyExcept(UrlAlphabet) || text.Length % Quantum == 1)
            return false;

        byte[] decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out int written) != OperationStatus.Done || written != decoded.Length)
            return false;

        bytes = decoded;
        return true;
    }

    /// <summary>Reads what users paste: base64 or base64url but no mix of them, with or without padding, with line breaks (tools wrap long lines).</summary>
    public static bool TryDecodeAny(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        string compact = string.Concat(text.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        string bare = compact.TrimEnd('=');
        bool mixed = bare.AsSpan().ContainsAny('+', '/') && bare.AsSpan().ContainsAny('-', '_');
        bool padded = compact.Length == bare.Length || (compact.Length % Quantum == 0 && compact.Length - bare.Length <= 2);
        return !mixed && padded && TryDecodeUrl(bare.Replace('+', '-').Replace('/', '_'), out bytes);
    }
}
