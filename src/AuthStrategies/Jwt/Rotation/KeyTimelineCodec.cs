using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>Writes a timeline as the content of a document and reads it: strict JSON, with a format number, times exact to the tick.</summary>
internal static class KeyTimelineCodec
{
    private const int Format = 1;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JwtKeyDocument Encode(KeyTimeline timeline)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("format"u8, Format);
        writer.WriteStartArray("keys"u8);
        foreach (RotatingKey key in timeline.Keys)
            Write(writer, key);

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return new(timeline.Version, buffer.WrittenSpan);
    }

    /// <summary>Reads a timeline. Each key in it can be used, and the keys are in order.</summary>
    /// <param name="document">The document.</param>
    /// <param name="known">The timeline that was read before. A key that has not changed keeps its object.</param>
    /// <returns>The timeline, or <see langword="null"/> when the content is damaged or has another format.</returns>
    public static KeyTimeline? Decode(JwtKeyDocument document, KeyTimeline known)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document.Content, Strict);
            JsonElement root = json.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
                return null;

            ImmutableArray<RotatingKey> keys = [.. root.GetProperty("keys").EnumerateArray().Select(key => Read(key, known))];
            return IsInOrder(keys) ? new(keys, document.Version) : null;
        }
        // The parser's message may quote the content, which is secret, so it is dropped.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, RotatingKey key)
    {
        writer.WriteStartObject();
        writer.WriteString("kid"u8, key.Key.KeyId);
        writer.WriteString("alg"u8, key.Key.Algorithm);
        writer.WriteString("key"u8, key.Key.Text);
        writer.WriteString("announced"u8, key.AnnouncedAt.UtcDateTime);
        writer.WriteString("signs"u8, key.SignsFrom.UtcDateTime);
        if (key.SignsUntil is { } until)
            writer.WriteString("until"u8, until.UtcDateTime);
        writer.WriteEndObject();
    }

    private static RotatingKey Read(JsonElement element, KeyTimeline known)
    {
        StoredKey key = new(Text(element, "kid"), Text(element, "alg"), Text(element, "key"));
        key = known.Keys.FirstOrDefault(rotating => rotating.Key.IsSame(key))?.Key ?? key;
        // Created here, so that a damaged key makes the document unreadable, and not a token unverifiable later.
        _ = key.Key;
        return new(
            key,
            element.GetProperty("announced").GetDateTimeOffset(),
            element.GetProperty("signs").GetDateTimeOffset(),
            element.TryGetProperty("until", out JsonElement until) ? until.GetDateTimeOffset() : null);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException();

    /// <summary>Whether keys meet the conditions of a <see cref="KeyTimeline"/>.</summary>
    public static bool IsInOrder(ImmutableArray<RotatingKey> keys)
    {
        if (keys.Length is 0 or > KeyTimeline.MaxKeys || keys[^1].SignsUntil is not null)
            return false;

        for (int i = 0; i + 1 < keys.Length; i++)
        {
            if (!(keys[i].SignsFrom < keys[i].SignsUntil && keys[i].SignsUntil <= keys[i + 1].SignsFrom))
                return false;
        }

        return keys.DistinctBy(key => key.Key.KeyId, StringComparer.Ordinal).Count() == keys.Length;
    }
}
