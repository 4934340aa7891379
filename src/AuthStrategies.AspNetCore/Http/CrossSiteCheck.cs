using System.Collections.Frozen;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Finds unsafe requests that a browser sends from a page of another site. Browsers say so themselves (Fetch Metadata),
/// older ones with <c>Origin</c>; a client that sends neither header is not a browser. A thread-safe singleton.
/// </summary>
internal sealed class CrossSiteCheck(IOptions<AuthHttpOptions> options, RefusalEvents events, ILogger<CrossSiteCheck> logger)
{
    // At the first unsafe request: while endpoints are mapped, a mistake in the options would hide those that the start lists.
    private FrozenSet<string> TrustedOrigins => field ??= options.Value.TrustedOrigins.Select(Canonical).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the request could change something and comes from a site that is not trusted.</summary>
    public bool IsCrossSite(HttpRequest request) => IsUnsafe(request) && !ComesFromTrustedSite(request);

    /// <summary>The same, and logs that the request is refused for it.</summary>
    public bool Refuses(HttpRequest request)
    {
        if (!IsCrossSite(request))
            return false;

        LogRefusal(request);
        return true;
    }

    /// <summary>Logs that a request was refused, and the origin it came from.</summary>
    public void LogRefusal(HttpRequest request)
    {
        HttpLog.CrossSite(logger, PrintedOrigin.Of(request));
        events.Request(request.HttpContext, RequestRefusal.CrossSite);
    }

    /// <summary>Every method but the safe ones (RFC 9110 §9.2.1), and the opening of a WebSocket.</summary>
    private static bool IsUnsafe(HttpRequest request)
    {
        string method = request.Method;
        bool isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        return !isSafe || IsWebSocket(request);
    }

    private bool ComesFromTrustedSite(HttpRequest request)
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

        return TrustedOrigins.Contains(origin)
            || (site.Count == 0 && Origin.TryOf(request, out string own) && origin == own);
    }

    // Over HTTP/2 a WebSocket is opened with CONNECT, which is not a safe method.
    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.TryGetValue("Upgrade", out StringValues upgrade) && upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    private static string Canonical(string origin) => Origin.TryParse(origin, out string canonical) ? canonical : origin;
}
