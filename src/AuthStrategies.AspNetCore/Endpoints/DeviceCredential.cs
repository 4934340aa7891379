using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The bound cookie, as a browser must recognize it.</summary>
internal sealed class DeviceCredential
{
    [JsonPropertyName("type")]
    public string Type { get; } = "cookie";

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("attributes")]
    public required string Attributes { get; init; }
}
