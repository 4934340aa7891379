namespace AuthStrategies.AspNetCore.Cookies;

/// <summary>Marks the refresh endpoint.</summary>
internal sealed class RefreshEndpointMetadata
{
}
