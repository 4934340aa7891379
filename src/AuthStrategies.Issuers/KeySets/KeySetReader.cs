using System.Text.Json;
using AuthStrategies.Issuers.Documents;

namespace AuthStrategies.Issuers.KeySets;

/// <summary>
/// Reads a JWK Set (RFC 7517 §5). A key that cannot be used is skipped, with the reason; the others are used. The keys obey the rules of
/// <see cref="JwtKey"/>: one key, one algorithm.
/// </summary>
internal static class KeySetReader
{
    /// <summary>The number of keys of a set that are looked at. An issuer has a few.</summary>
    public const int MaxKeys = 100;

    /// <summary>Reads the document.</summary>
    /// <param name="json">The text.</param>
    /// <param name="rsaAlgorithm">The algorithm of RSA keys that name none.</param>
    /// <param name="before">The set of the last answer; its keys are used again where they are unchanged.</param>
    /// <exception cref="IssuerDocumentException">It is no key set.</exception>
    public static IssuerKeySet Read(string json, string rsaAlgorithm, IssuerKeySet before)
    {
        using JsonDocument document = IssuerJson.Parse(json, "key set");
        if (!document.RootElement.TryGetProperty("keys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Array)
            throw new IssuerDocumentException("The answer is no key set: it has no \"keys\" that is an array (RFC 7517 §5).");

        List<(string Text, JwtKey Key)> entries = [];
        List<SkippedKey> skipped = [];
        foreach ((int index, JsonElement element) in keys.EnumerateArray().Index())
        {
            if (index == MaxKeys)
            {
                skipped.Add(new($"each key after {MaxKeys}", "no issuer needs so many", IsExposed: false));
                break;
            }

            Add(element, index, rsaAlgorithm, before, entries, skipped);
        }

        List<JwtKey> read = [.. entries.Select(entry => entry.Key)];
        return new(read.SequenceEqual(before.Keys) ? before.Keys : read.AsReadOnly(), entries, skipped);
    }

    private static void Add(JsonElement element, int index, string rsaAlgorithm, IssuerKeySet before, List<(string Text, JwtKey Key)> entries, List<SkippedKey> skipped)
    {
        JwkEntry entry = new(element, index);
        if (entry.Problem is { } problem)
        {
            skipped.Add(new(entry.Name, problem, entry.IsExposed));
            return;
        }

        string text = element.GetRawText();
        JwtKey? key = before.Entries.FirstOrDefault(known => known.Text == text).Key;
        if (key is null && !entry.TryCreate(rsaAlgorithm, out key, out string? refused))
            skipped.Add(new(entry.Name, refused, IsExposed: false));
        else if (entries.Any(known => known.Key.KeyId == key!.KeyId))
            skipped.Add(new(entry.Name, "a key before it has the same key id", IsExposed: false));
        else
            entries.Add((text, key!));
    }
}
