using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Stops caches from keeping a response that contains or deletes a credential (RFC 6749 §5.1), or that depends on one.</summary>
internal static class NoStore
{
    public static void Apply(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.Headers.Remove("Expires");
    }
}
