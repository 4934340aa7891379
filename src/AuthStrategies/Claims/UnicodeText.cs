using System.Buffers;
using System.Text;

namespace AuthStrategies.Claims;

/// <summary>Texts that can be written as UTF-8 and read back unchanged.</summary>
internal static class UnicodeText
{
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        // Almost every text is ASCII, and this check is the fastest.
        if (Ascii.IsValid(text))
            return true;

        int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (surrogate < 0)
            return true;

        text = text[surrogate..];
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int consumed) != OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }
}
