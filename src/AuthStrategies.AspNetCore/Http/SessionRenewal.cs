using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Whether the requests of an endpoint count as activity. Has no state.</summary>
internal static class SessionRenewal
{
    public static bool IsEnabled(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<ISessionRenewalMetadata>() is not { IsRenewed: false };
}
