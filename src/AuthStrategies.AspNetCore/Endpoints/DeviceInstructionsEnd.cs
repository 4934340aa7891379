using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The instructions that end a session in the browser.</summary>
internal sealed class DeviceInstructionsEnd
{
    public static readonly DeviceInstructionsEnd Instance = new();

    [JsonPropertyName("continue")]
    public bool Continue { get; init; }
}
