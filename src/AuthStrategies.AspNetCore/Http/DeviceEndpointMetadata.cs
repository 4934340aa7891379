namespace AuthStrategies.AspNetCore.Http;

/// <summary>Marks the two endpoints of device binding. Their requests are the browser's own: they are not authenticated as requests of a user.</summary>
/// <param name="isRefresh">Whether it is the one that refreshes; otherwise the one that registers.</param>
internal sealed class DeviceEndpointMetadata(bool isRefresh)
{
    public bool IsRefresh { get; } = isRefresh;
}
