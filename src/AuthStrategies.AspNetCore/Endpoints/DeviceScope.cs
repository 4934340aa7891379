using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>For which requests a browser needs the bound cookie.</summary>
internal sealed class DeviceScope
{
    [JsonPropertyName("include_site")]
    public required bool IncludeSite { get; init; }
}
