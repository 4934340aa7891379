using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AuthStrategies.Json;

/// <summary>
/// JSON as RFC 8259 writes it and nothing beside: well-formed UTF-8 without a byte order mark, no comments, no trailing
/// commas, nothing after the value, member names unique after unescaping at every depth, no lone surrogates.
/// </summary>
internal static class StrictJson
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many characters a number may have: no honest one needs more, and converting longer ones costs.</summary>
    public const int MaxNumberLength = 64;

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
    /// Walks over the value the reader stands on, down to its end, and checks what the platform's reader does not:
    /// unique names, whole surrogate pairs, the length of numbers. The bytes must be valid UTF-8.
    /// </summary>
    /// <exception cref="JsonException">The value is not JSON, or too deep.</exception>
    public static bool TrySkipValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => TrySkipObject(ref reader),
        JsonTokenType.StartArray => TrySkipArray(ref reader),
        JsonTokenType.String => TryGetString(ref reader, out _),
        JsonTokenType.Number => reader.ValueSpan.Length <= MaxNumberLength,
        _ => true,
    };

    /// <summary>The text of the string or name the reader stands on, unless an escape in it names half a character.</summary>
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
            // The reader's way of reporting a lone surrogate written as an escape.
            text = "";
            return false;
        }
    }

    /// <summary>The bytes of the string or name the reader stands on, without escapes, unless one of them names half a character.</summary>
    public static bool TryGetUtf8(scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> utf8)
    {
        utf8 = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return true;

        bool whole = TryGetString(ref reader, out string text);
        utf8 = Encoding.UTF8.GetBytes(text);
        return whole;
    }

    /// <summary>
    /// Whether the text begins and ends as an object does. Cheap, and it is what refuses white space behind the brace,
    /// which JSON allows and a token does not need.
    /// </summary>
    public static bool MayBeObject(ReadOnlySpan<byte> utf8) =>
        utf8.EndsWith("}"u8) && utf8.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

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
