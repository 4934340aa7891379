using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AuthStrategies.Json;

/// <summary>
/// JSON exactly as RFC 8259 defines it: well-formed UTF-8 without a byte order mark, no comments, no trailing
/// commas, nothing after the value, unique member names after unescaping at every depth, no lone surrogates.
/// </summary>
internal static class StrictJson
{
    /// <summary>The maximum depth of nested objects and arrays.</summary>
    public const int MaxDepth = 32;

    /// <summary>The maximum number of characters in a number. Real numbers are shorter, and longer ones are expensive to convert.</summary>
    public const int MaxNumberLength = 64;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    public static JsonReaderOptions ReaderOptions(int maxDepth = MaxDepth) => new()
    {
        MaxDepth = maxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>Whether the bytes are exactly one strict JSON value.</summary>
    public static bool IsStrict(ReadOnlySpan<byte> utf8, int maxDepth = MaxDepth)
    {
        if (!Utf8.IsValid(utf8))
            return false;

        var reader = new Utf8JsonReader(utf8, ReaderOptions(maxDepth));
        try
        {
            return reader.Read() && TrySkipValue(ref reader) && !reader.Read() && reader.BytesConsumed == utf8.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Moves the reader to the end of the current value and checks what the platform's reader does not:
    /// unique names, complete surrogate pairs, the length of numbers. The bytes must be valid UTF-8.
    /// </summary>
    /// <exception cref="JsonException">The value is not JSON or is nested too deeply.</exception>
    public static bool TrySkipValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => TrySkipObject(ref reader),
        JsonTokenType.StartArray => TrySkipArray(ref reader),
        JsonTokenType.String => TryGetString(ref reader, out _),
        JsonTokenType.Number => reader.ValueSpan.Length <= MaxNumberLength,
        _ => true,
    };

    /// <summary>Reads the current string or name; false if an escape in it is half of a surrogate pair.</summary>
    public static bool TryGetString(ref Utf8JsonReader reader, out string text)
    {
        if (!reader.ValueIsEscaped)
        {
            text = Encoding.UTF8.GetString(reader.ValueSpan);
            return true;
        }

        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // The reader reports a lone surrogate in an escape by this exception.
            text = "";
            return false;
        }
    }

    /// <summary>Reads the current string or name as bytes without escapes; false if an escape in it is half of a surrogate pair.</summary>
    public static bool TryGetUtf8(scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> utf8)
    {
        utf8 = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return true;

        bool whole = TryGetString(ref reader, out string text);
        utf8 = Encoding.UTF8.GetBytes(text);
        return whole;
    }

    /// <summary>Whether the text begins and ends like an object, a cheap check. White space around it is legal (RFC 8259 §2).</summary>
    public static bool MayBeObject(ReadOnlySpan<byte> utf8)
    {
        // A text without white space, as almost all are, is compared twice and not scanned.
        ReadOnlySpan<byte> inner = utf8.EndsWith("}"u8) ? utf8 : utf8.TrimEnd(WhiteSpace);
        return inner.EndsWith("}"u8) && inner.TrimStart(WhiteSpace).StartsWith("{"u8);
    }

    private static bool TrySkipObject(ref Utf8JsonReader reader)
    {
        var names = new UniqueNames();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!TryGetString(ref reader, out string name) || !names.TryAdd(name))
                return false;
            if (!reader.Read() || !TrySkipValue(ref reader))
                return false;
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TrySkipArray(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TrySkipValue(ref reader))
                return false;
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }
}
