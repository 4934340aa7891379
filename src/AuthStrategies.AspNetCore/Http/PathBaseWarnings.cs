using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Says once that the path base of the application is not the one that browsers see. It looks when a response contains an address
/// or a cookie, so that other requests cost nothing. A thread-safe singleton.
/// </summary>
internal sealed class PathBaseWarnings(ILogger<PathBaseWarnings> logger)
{
    private int _hasToldOfProxy;
    private int _hasToldOfChange;

    /// <summary>Checks a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pathBase">The path base that its response uses.</param>
    /// <param name="isMoved">Whether the request has a longer path base, to which a part of the path was moved.</param>
    public void Check(HttpContext context, PathString pathBase, bool isMoved)
    {
        if (_hasToldOfProxy == 0 && LacksPrefix(context.Request) && Interlocked.Exchange(ref _hasToldOfProxy, 1) == 0)
            HttpLog.PrefixNotApplied(logger);
        if (_hasToldOfChange == 0 && HasChanged(context, pathBase, isMoved) && Interlocked.Exchange(ref _hasToldOfChange, 1) == 0)
            HttpLog.PathBaseChanged(logger);
    }

    // The middleware for forwarded headers removes what it has applied. The nearest proxy adds its part last.
    private static bool LacksPrefix(HttpRequest request)
    {
        StringValues header = request.Headers["X-Forwarded-Prefix"];
        if (header.Count == 0)
            return false;

        string prefix = header.ToString().Split(',')[^1].Trim().Trim('/');
        return prefix.Length > 0 && !request.PathBase.Add(request.Path).StartsWithSegments("/" + Uri.UnescapeDataString(prefix), StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasChanged(HttpContext context, PathString pathBase, bool isMoved)
    {
        if (context.Features.Get<IAuthenticationFeature>() is not { } original)
            return false;

        return original.OriginalPathBase != pathBase || (isMoved && IsRoutedBelow(context, original.OriginalPath));
    }

    // UsePathBase routes the request again; a branch without routing does not.
    private static bool IsRoutedBelow(HttpContext context, PathString original)
    {
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern: var pattern })
            return false;

        TemplateMatcher matcher = new(new RouteTemplate(pattern), []);
        return matcher.TryMatch(context.Request.Path, []) && !matcher.TryMatch(original, []);
    }
}
