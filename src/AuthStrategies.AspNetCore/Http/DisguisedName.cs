using System.Buffers;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Finds a cookie name that equals one of ours only for a tolerant reader: after decoding, and without odd characters. It allocates
/// nothing, because one header can have thousands of such names.
/// </summary>
internal static class DisguisedName
{
    // RFC 9110 §5.6.2, without the percent sign: a name that contains it may be another name in encoded form.
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // No server decodes more often, and a long name must not cost more than its length.
    private const int DecodingPasses = 3;

    /// <summary>Whether every reader sees the name as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<char> name) => !name.ContainsAnyExcept(PlainCharacters);

    /// <summary>Whether the most tolerant reader sees one of the names: decoded several times, and only its plain characters.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> name, CookieNameList names)
    {
        // Decoding never makes a text longer, so a text that is too short is none of them.
        if (name.Length < names.ShortestLength)
            return false;

        char[] buffer = ArrayPool<char>.Shared.Rent(2 * name.Length);
        Span<char> text = buffer.AsSpan(0, name.Length);
        Span<char> other = buffer.AsSpan(name.Length, name.Length);
        name.CopyTo(text);
        int length = name.Length;
        for (int pass = 0; pass < DecodingPasses && text[..length].Contains('%'); pass++)
        {
            Uri.TryUnescapeDataString(text[..length], other, out length);
            Span<char> decoded = other;
            other = text;
            text = decoded;
        }

        bool isOne = names.Has(text[..KeepPlain(text[..length])]);
        buffer.AsSpan(0, 2 * name.Length).Clear();
        ArrayPool<char>.Shared.Return(buffer);
        return isOne;
    }

    private static int KeepPlain(Span<char> text)
    {
        int kept = 0;
        foreach (char character in text)
        {
            if (PlainCharacters.Contains(character))
                text[kept++] = character;
        }

        return kept;
    }
}
