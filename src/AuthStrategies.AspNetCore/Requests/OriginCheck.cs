using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>
/// Whether a request that a browser may have made for another site's sake was made by our own pages. Browsers say so
/// themselves (Fetch Metadata), older ones by <c>Origin</c>; who says nothing is no browser.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether the request could change something: anything but the safe methods (RFC 9110 §9.2.1), and the opening of a WebSocket.</summary>
    public static bool IsNeeded(HttpRequest request)
    {
        string method = request.Method;
        bool isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        return !isSafe || IsWebSocket(request);
    }

    public static bool Passes(HttpRequest request, IReadOnlySet<string> trustedOrigins)
    {
        StringValues site = request.Headers["Sec-Fetch-Site"];
        StringValues origins = request.Headers.Origin;
        if (site.Count == 0 && origins.Count == 0)
            return true;
        if (site.Count > 1 || origins.Count > 1)
            return false;
        if (site.Count == 1 && site[0] is "same-origin" or "none")
            return true;
        if (!Origin.TryParse(origins.Count == 1 ? origins[0] : null, out string origin))
            return false;

        return trustedOrigins.Contains(origin)
            || (site.Count == 0 && Origin.TryOf(request, out string own) && origin == own);
    }

    // Over HTTP/2 the opening is a CONNECT, which is not a safe method.
    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.TryGetValue("Upgrade", out StringValues upgrade) && upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);
}
