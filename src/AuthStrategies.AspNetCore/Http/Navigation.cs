using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Tells the pages that a browser opens from the requests that scripts and other programs send.</summary>
internal static class Navigation
{
    private const string Html = "text/html";

    /// <summary>Whether a browser shows the answer as a page: a link, an address that was typed, or an HTML form.</summary>
    public static bool Is(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsForm(request))
            return false;

        // A browser that navigates sends an Authorization header by itself only for Basic and the like, and never a Bearer token.
        StringValues authorization = request.Headers.Authorization;
        string mode = request.Headers["Sec-Fetch-Mode"].ToString();
        if (mode.Length > 0)
            return mode == "navigate" && !authorization.Any(BearerHeader.CarriesToken);

        return authorization.Count == 0 && !SaysScript(request) && PrefersHtml(request.Headers.Accept);
    }

    /// <summary>Whether a refusal may redirect: a navigation, to an endpoint for which redirects are not disabled.</summary>
    public static bool MayBeRedirected(HttpContext context)
    {
        return Is(context.Request) && AllowsRedirects(context);
    }

    /// <summary>Whether the endpoint's metadata leaves redirects on.</summary>
    public static bool AllowsRedirects(HttpContext context)
    {
        EndpointMetadataCollection? metadata = context.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<IDisableCookieRedirectMetadata>() is null || metadata.GetMetadata<IAllowCookieRedirectMetadata>() is not null;
    }

    /// <summary>Whether a script sent the request: it would follow a redirect instead of the browser.</summary>
    public static bool IsScript(HttpRequest request)
    {
        string mode = request.Headers["Sec-Fetch-Mode"].ToString();
        return mode.Length > 0 ? mode != "navigate" : SaysScript(request);
    }

    /// <summary>Whether a script says by its header that it follows no redirects and reads the address instead (jQuery and its time).</summary>
    public static bool IsXmlHttpRequest(HttpRequest request) => request.Headers.XRequestedWith == "XMLHttpRequest";

    public static bool AcceptsHtml(HttpRequest request) => PrefersHtml(request.Headers.Accept);

    /// <summary>Whether HTML is named and ranks above JSON (RFC 9110 §12.5.1). Wildcards do not count: scripts send them too.</summary>
    private static bool PrefersHtml(StringValues accept)
    {
        if (!accept.ToString().Contains(Html, StringComparison.OrdinalIgnoreCase) || !MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? types))
            return false;

        double html = HighestQuality(types.Where(type => type.MediaType.Equals(Html, StringComparison.OrdinalIgnoreCase)));
        return html > 0 && html > HighestQuality(types.Where(IsJson));
    }

    private static double HighestQuality(IEnumerable<MediaTypeHeaderValue> types) =>
        types.Select(type => type.Quality ?? 1).DefaultIfEmpty().Max();

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    // UseHttpMethodOverride can have given a form another method.
    private static bool IsForm(HttpRequest request) => request.HasFormContentType;

    // Older browsers send no Sec-Fetch-Mode; htmx asks for HTML if it is told to, and puts the answer into a part of the page.
    private static bool SaysScript(HttpRequest request) => IsXmlHttpRequest(request) || request.Headers["HX-Request"] == "true";
}
