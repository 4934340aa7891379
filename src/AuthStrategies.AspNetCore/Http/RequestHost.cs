using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The host that a request names.</summary>
internal static class RequestHost
{
    /// <summary>The name without the port; empty if the request names none, or one that the framework cannot read (RFC 3490 §4.2).</summary>
    public static string NameOf(HttpRequest request)
    {
        try
        {
            return request.Host.Host;
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
