using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Finds the paths of the endpoints of device binding. A thread-safe singleton.</summary>
internal sealed class DeviceEndpointPaths(EndpointDataSource endpoints, OriginalAddress address)
{
    /// <summary>The path as the browser sees it; <see langword="null"/> if the endpoint is not mapped.</summary>
    public string? Find(HttpContext context, bool isRefresh)
    {
        foreach (Endpoint endpoint in endpoints.Endpoints)
        {
            if (endpoint is RouteEndpoint { RoutePattern: { Parameters.Count: 0, RawText: { } path } } && endpoint.Metadata.GetMetadata<DeviceEndpointMetadata>() is { } found && found.IsRefresh == isRefresh)
                return address.Of(context, "/" + path.Trim('/'));
        }

        return null;
    }
}
