using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Cookies;

/// <summary>Keeps caches from keeping an answer that holds or takes away a credential (RFC 6749 §5.1).</summary>
internal static class NoStore
{
    public static void Apply(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.Headers.Remove("Expires");
    }
}
