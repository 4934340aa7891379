using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>A timeline as the content of a document: strict JSON, a format number first, times to the tick.</summary>
internal static class KeyTimelineCodec
{
    private const int Format = 1;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static byte[] Encode(KeyTimeline timeline)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("format"u8, Format);
        writer.WriteStartArray("keys"u8);
        foreach (KeyPeriod period in timeline.Periods)
            Write(writer, period);

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a timeline; every key in it is sound, and the periods are in order.</summary>
    /// <param name="content">The content.</param>
    /// <param name="known">What was read before: its keys are taken over where they are still the same.</param>
    /// <returns>The timeline, or <see langword="null"/> when it cannot be understood.</returns>
    public static KeyTimeline? Decode(ReadOnlyMemory<byte> content, KeyTimeline known)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content, Strict);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
                return null;

            ImmutableArray<KeyPeriod> periods = [.. root.GetProperty("keys").EnumerateArray().Select(key => Read(key, known))];
            return IsInOrder(periods) ? new(periods) : null;
        }
        // The parser's own words may quote the text, so they stay here.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, KeyPeriod period)
    {
        writer.WriteStartObject();
        writer.WriteString("kid"u8, period.Key.KeyId);
        writer.WriteString("alg"u8, period.Key.Algorithm);
        writer.WriteString("key"u8, period.Key.Text);
        writer.WriteString("announced"u8, period.AnnouncedAt.UtcDateTime);
        writer.WriteString("signs"u8, period.SignsFrom.UtcDateTime);
        if (period.SignsUntil is { } until)
            writer.WriteString("until"u8, until.UtcDateTime);
        writer.WriteEndObject();
    }

    private static KeyPeriod Read(JsonElement element, KeyTimeline known)
    {
        StoredKey key = new(Text(element, "kid"), Text(element, "alg"), Text(element, "key"));
        key = known.Periods.FirstOrDefault(period => period.Key.IsSame(key))?.Key ?? key;
        // Opened here, so that a key that is none makes the document unreadable and not, later, a token unverifiable.
        _ = key.Key;
        return new(
            key,
            element.GetProperty("announced").GetDateTimeOffset(),
            element.GetProperty("signs").GetDateTimeOffset(),
            element.TryGetProperty("until", out JsonElement until) ? until.GetDateTimeOffset() : null);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException();

    /// <summary>Whether periods are what a <see cref="KeyTimeline"/> says of them.</summary>
    public static bool IsInOrder(ImmutableArray<KeyPeriod> periods)
    {
        if (periods.Length is 0 or > KeyPlan.MaxKeys || periods[^1].SignsUntil is not null)
            return false;

        for (int i = 0; i + 1 < periods.Length; i++)
        {
            if (!(periods[i].SignsFrom < periods[i].SignsUntil && periods[i].SignsUntil <= periods[i + 1].SignsFrom))
                return false;
        }

        return periods.DistinctBy(period => period.Key.KeyId, StringComparer.Ordinal).Count() == periods.Length;
    }
}
