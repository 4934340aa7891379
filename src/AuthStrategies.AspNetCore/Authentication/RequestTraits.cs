using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What the endpoint of a request says about its authentication. One byte, because every request has it.</summary>
[Flags]
internal enum RequestTraits : byte
{
    None = 0,

    /// <summary>It counts as activity: it moves the idle end of the session, and its response may replace cookies.</summary>
    Activity = 1,

    /// <summary>Its endpoint was known when it was authenticated.</summary>
    Routed = 2,

    /// <summary>It opens a connection to a hub, which outlives the request.</summary>
    Connection = 4,
}

/// <summary>Reads <see cref="RequestTraits"/>.</summary>
internal static class RequestTraitsReader
{
    public static RequestTraits Read(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return RequestTraits.Activity;

        RequestTraits traits = SessionRenewal.IsEnabled(endpoint) ? RequestTraits.Routed | RequestTraits.Activity : RequestTraits.Routed;
        return endpoint.Metadata.GetMetadata<HubMetadata>() is null ? traits : traits | RequestTraits.Connection;
    }
}
