namespace AuthStrategies.AspNetCore.Http;

/// <summary>Marks the refresh endpoint.</summary>
internal sealed class RefreshEndpointMetadata
{
}
