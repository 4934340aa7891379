using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace AuthStrategies.Issuers.Documents;

/// <summary>Reads documents of issuers strictly: one JSON object, no member twice, at most 16 levels.</summary>
internal static class IssuerJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads the document.</summary>
    /// <param name="json">The text.</param>
    /// <param name="kind">What it should be, for messages.</param>
    /// <exception cref="IssuerDocumentException">The text is something else.</exception>
    public static JsonDocument Parse(string json, string kind)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        // The parser's message may quote the text, so it is not passed on.
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new IssuerDocumentException(json.AsSpan().TrimStart().StartsWith('<')
                ? $"The answer is no {kind}: it is a page (HTML or XML) and not JSON. Is the address right?"
                : $"The answer is no {kind}: it is not strict JSON with unique member names.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;

        document.Dispose();
        throw new IssuerDocumentException($"The answer is no {kind}: it is not a JSON object.");
    }

    /// <summary>The text of a JSON string; half of a surrogate pair is no text.</summary>
    public static bool TryGetText(JsonElement member, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
        }

        return text is not null;
    }
}
