using System.Runtime.CompilerServices;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Reads <see cref="RequestTraits"/>. Thread-safe.</summary>
internal static class RequestTraitsReader
{
    // The metadata of an endpoint never change, and a look at each kind costs more than this one look. An endpoint that is replaced is forgotten.
    private static readonly ConditionalWeakTable<RouteEndpoint, object> Known = [];

    // An endpoint that routing did not find may be made for one request. Each would cost the lock of the table, and would not be found again.
    public static RequestTraits Read(HttpContext context) => (context.Features[typeof(IEndpointFeature)] as IEndpointFeature)?.Endpoint switch
    {
        null => RequestTraits.Activity,
        RouteEndpoint routed => Of(routed),
        { } endpoint => ReadMetadata(endpoint),
    };

    private static RequestTraits Of(RouteEndpoint endpoint) =>
        (RequestTraits)(Known.TryGetValue(endpoint, out object? traits) ? traits : Known.GetOrAdd(endpoint, static endpoint => ReadMetadata(endpoint)));

    private static RequestTraits ReadMetadata(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<DeviceEndpointMetadata>() is not null)
            return RequestTraits.Routed | RequestTraits.Device;

        RequestTraits traits = SessionRenewal.IsEnabled(endpoint) ? RequestTraits.Routed | RequestTraits.Activity : RequestTraits.Routed;
        return endpoint.Metadata.GetMetadata<HubMetadata>() is null ? traits : traits | RequestTraits.Connection;
    }
}
