using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>Writes a timeline as the content of a document and reads it: strict JSON, with a format number, times exact to the tick.</summary>
internal static class KeyTimelineCodec
{
    private const int Format = 1;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JwtKeyDocument Encode(StoredTimeline timeline)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("format"u8, Format);
        writer.WriteNumber("revision"u8, timeline.Revision);
        writer.WriteStartArray("keys"u8);
        foreach (StoredTimeline.Entry key in timeline.Keys)
            Write(writer, key);

        writer.WriteEndArray();
        writer.WriteStartArray("removed"u8);
        foreach (RemovedKey removed in timeline.Removed)
            Write(writer, removed);

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return new(timeline.Version, buffer.WrittenSpan);
    }

    /// <summary>Reads a document. The private keys are not looked at.</summary>
    /// <returns>The timeline, or <see langword="null"/> when the content is damaged or has another format.</returns>
    public static StoredTimeline? Decode(JwtKeyDocument document)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document.Content, Strict);
            JsonElement root = json.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
                return null;

            ImmutableArray<StoredTimeline.Entry> keys = [.. root.GetProperty("keys").EnumerateArray().Select(ReadKey)];
            ImmutableArray<RemovedKey> removed = root.TryGetProperty("removed", out JsonElement list) ? [.. list.EnumerateArray().Select(ReadRemoved)] : [];
            // The first documents had no revision: they were never moved to another store.
            long revision = root.TryGetProperty("revision", out JsonElement number) ? number.GetInt64() : document.Version;
            bool isValid = revision >= 1 && removed.Length <= KeyTimeline.MaxRemoved && !keys.Any(key => removed.Any(gone => gone.KeyId == key.KeyId));
            return isValid ? new(document.Version, revision, keys, removed) : null;
        }
        // The parser's message may quote the content, which is secret, so it is dropped.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

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

    private static void Write(Utf8JsonWriter writer, StoredTimeline.Entry key)
    {
        writer.WriteStartObject();
        writer.WriteString("kid"u8, key.KeyId);
        writer.WriteString("alg"u8, key.Algorithm);
        if (key.Protected is { } hidden)
            writer.WriteBase64String("protectedKey"u8, hidden);
        else
            writer.WriteString("key"u8, key.Text);
        writer.WriteString("announced"u8, key.AnnouncedAt.UtcDateTime);
        writer.WriteString("signs"u8, key.SignsFrom.UtcDateTime);
        if (key.SignsUntil is { } until)
            writer.WriteString("until"u8, until.UtcDateTime);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RemovedKey removed)
    {
        writer.WriteStartObject();
        writer.WriteString("kid"u8, removed.KeyId);
        writer.WriteString("until"u8, removed.Until.UtcDateTime);
        writer.WriteEndObject();
    }

    private static StoredTimeline.Entry ReadKey(JsonElement element)
    {
        bool isProtected = element.TryGetProperty("protectedKey", out JsonElement hidden);
        return new(
            Text(element, "kid"),
            Text(element, "alg"),
            isProtected ? null : Text(element, "key"),
            isProtected ? hidden.GetBytesFromBase64() : null,
            element.GetProperty("announced").GetDateTimeOffset(),
            element.GetProperty("signs").GetDateTimeOffset(),
            element.TryGetProperty("until", out JsonElement until) ? until.GetDateTimeOffset() : null);
    }

    private static RemovedKey ReadRemoved(JsonElement element) => new(Text(element, "kid"), element.GetProperty("until").GetDateTimeOffset());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException();
}
