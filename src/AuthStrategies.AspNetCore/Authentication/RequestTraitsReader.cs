using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Reads <see cref="RequestTraits"/>.</summary>
internal static class RequestTraitsReader
{
    public static RequestTraits Read(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return RequestTraits.Activity;

        if (endpoint.Metadata.GetMetadata<DeviceEndpointMetadata>() is not null)
            return RequestTraits.Routed | RequestTraits.Device;

        RequestTraits traits = SessionRenewal.IsEnabled(endpoint) ? RequestTraits.Routed | RequestTraits.Activity : RequestTraits.Routed;
        return endpoint.Metadata.GetMetadata<HubMetadata>() is null ? traits : traits | RequestTraits.Connection;
    }
}
