using System.Buffers;
using System.Globalization;
using System.Text;

namespace AuthStrategies;

/// <summary>Makes a text of a client safe to write anywhere as text.</summary>
internal static class ClientText
{
    private const int MaxRead = 4_096;

    /// <summary>The text without what could break a line, and at most so many bytes of UTF-8 long; <see langword="null"/> if nothing is left.</summary>
    public static string? Clean(string? text, int maxSize)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length <= maxSize && IsPlain(text))
            return text;

        StringBuilder clean = new(Math.Min(text.Length, maxSize));
        ReadOnlySpan<char> rest = text.AsSpan(0, Math.Min(text.Length, MaxRead)).Trim();
        int size = 0;
        bool endsWithSpace = true;
        while (!rest.IsEmpty)
        {
            bool isRune = Rune.DecodeFromUtf16(rest, out Rune rune, out int read) == OperationStatus.Done && IsVisible(rune);
            rest = rest[read..];
            size += isRune ? rune.Utf8SequenceLength : endsWithSpace ? 0 : 1;
            if (size > maxSize)
                break;
            if (isRune)
                clean.Append(rune.ToString());
            else if (!endsWithSpace)
                clean.Append(' ');
            endsWithSpace = !isRune;
        }

        string cleaned = clean.ToString().Trim();
        return cleaned.Length == 0 ? null : cleaned;
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text[0] != ' ' && text[^1] != ' ';

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
