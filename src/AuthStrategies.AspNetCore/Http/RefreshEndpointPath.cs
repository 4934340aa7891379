using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Finds the path of the refresh endpoint: browsers send the refresh cookie to this path only. A thread-safe singleton.</summary>
internal sealed class RefreshEndpointPath(EndpointDataSource endpoints, OriginalAddress address)
{
    /// <summary>The path as the browser sees it, or <see langword="null"/> when no refresh endpoint is mapped.</summary>
    public string? Find(HttpRequest request)
    {
        foreach (Endpoint endpoint in endpoints.Endpoints)
        {
            if (endpoint is RouteEndpoint { RoutePattern: { Parameters.Count: 0, RawText: { } path } } && endpoint.Metadata.GetMetadata<RefreshEndpointMetadata>() is not null)
                return address.CookiePathOf(request.HttpContext, "/" + path.Trim('/'));
        }

        return null;
    }
}
