using System.Text.Json;

namespace AuthStrategies.Issuers.Documents;

/// <summary>What is needed of an issuer's metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="JwksAddress">Where its keys are.</param>
internal sealed record IssuerMetadata(string Issuer, string JwksAddress)
{
    /// <summary>Reads the document.</summary>
    /// <exception cref="IssuerDocumentException">It is no metadata document.</exception>
    public static IssuerMetadata Read(string json)
    {
        using JsonDocument document = IssuerJson.Parse(json, "metadata");
        return new(Text(document.RootElement, "issuer"), Text(document.RootElement, "jwks_uri"));
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String && IssuerJson.TryGetText(member, out string? text)
            ? text
            : throw new IssuerDocumentException($"The metadata has no \"{name}\" that is a text.");
}
