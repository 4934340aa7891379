using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The JSON session instructions (W3C Device Bound Session Credentials, section 9.6). Immutable.</summary>
internal sealed class DeviceInstructions
{
    [JsonPropertyName("session_identifier")]
    public required string SessionIdentifier { get; init; }

    [JsonPropertyName("refresh_url")]
    public required string RefreshUrl { get; init; }

    [JsonPropertyName("scope")]
    public required DeviceScope Scope { get; init; }

    [JsonPropertyName("credentials")]
    public required DeviceCredential[] Credentials { get; init; }
}
