using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace AuthStrategies.DeviceBinding;

/// <summary>Reads the claims of a proof: one strict JSON object, each member once.</summary>
internal static class ProofClaims
{
    private const int MaxChallengeLength = 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Whether it has a <c>jti</c> of 1 to 1024 characters.</returns>
    public static bool TryReadChallenge(ReadOnlySpan<byte> document, [NotNullWhen(true)] out string? challenge)
    {
        challenge = null;
        if (!Utf8.IsValid(document))
            return false;

        try
        {
            using var json = JsonDocument.Parse(document.ToArray(), Strict);
            JsonElement root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("jti", out JsonElement id) && id.ValueKind == JsonValueKind.String)
                challenge = id.GetString();
        }
        // A lone surrogate is no JSON text either, and the platform finds it when the text is read.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return false;
        }

        return challenge is { Length: > 0 and <= MaxChallengeLength };
    }
}
