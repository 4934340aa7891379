using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Which requests and responses may rotate a cookie. A client that drops the new cookie would fall behind its session.</summary>
internal static class RotationConditions
{
    public static bool Allows(HttpRequest request, RotationClients clients) =>
        RotatingClients.Include(request, clients)
        && !HttpMethods.IsHead(request.Method)
        && !HttpMethods.IsConnect(request.Method)
        && !IsPrefetch(request.Headers["Sec-Purpose"])
        && !IsPrefetch(request.Headers["Purpose"]);

    public static bool Allows(HttpResponse response, DateTimeOffset now) =>
        response.StatusCode is not (StatusCodes.Status101SwitchingProtocols or StatusCodes.Status304NotModified)
        && !IsPubliclyCacheable(response.GetTypedHeaders(), now);

    /// <summary>
    /// Whether a browser stores a cookie with this SameSite from the answer: requests of another site only if the user follows them to a page. What says
    /// nothing about its site is no browser of today.
    /// </summary>
    public static bool StoresCookie(HttpRequest request, Microsoft.AspNetCore.Http.SameSiteMode sameSite) =>
        sameSite == Microsoft.AspNetCore.Http.SameSiteMode.None
        || request.Headers["Sec-Fetch-Site"].ToString() is not "cross-site"
        || request.Headers["Sec-Fetch-Dest"].ToString() is "document";

    // "prefetch", or "prefetch;prerender": the browser may never show the page.
    private static bool IsPrefetch(StringValues purpose) =>
        purpose.Count > 0 && purpose.ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a shared cache may keep the response (RFC 9111 §3, §4.2.1). A rotation would take it out of every cache.</summary>
    private static bool IsPubliclyCacheable(ResponseHeaders headers, DateTimeOffset now)
    {
        CacheControlHeaderValue? control = headers.CacheControl;
        if (control is null)
            return headers.Expires > now;
        if (control.NoStore)
            return false;
        if (control.Public)
            return true;

        bool isPrivate = control.Private && control.PrivateHeaders.Count == 0;
        return !isPrivate && (control.SharedMaxAge ?? control.MaxAge ?? headers.Expires - now) > TimeSpan.Zero;
    }
}
