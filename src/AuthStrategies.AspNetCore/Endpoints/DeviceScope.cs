using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>For which requests a browser needs the bound cookie.</summary>
internal sealed class DeviceScope
{
    /// <summary>The origin; left out, it is that of the request, which the browser knows better than a server behind a proxy.</summary>
    [JsonPropertyName("origin")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Origin { get; init; }

    [JsonPropertyName("include_site")]
    public required bool IncludeSite { get; init; }
}
