using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Tells the pages that a browser opens from the requests that scripts send.</summary>
internal static class Navigation
{
    /// <summary>Whether a browser shows the answer as a page: a link, an address that was typed, or an HTML form.</summary>
    public static bool Is(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsForm(request))
            return false;

        string mode = request.Headers["Sec-Fetch-Mode"].ToString();
        return mode.Length > 0 ? mode == "navigate" : !IsXmlHttpRequest(request) && AcceptsHtml(request);
    }

    /// <summary>Whether a script sent the request: it would follow a redirect instead of the browser.</summary>
    public static bool IsScript(HttpRequest request)
    {
        string mode = request.Headers["Sec-Fetch-Mode"].ToString();
        return mode.Length > 0 ? mode != "navigate" : IsXmlHttpRequest(request);
    }

    public static bool AcceptsHtml(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsForm(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.HasFormContentType;

    private static bool IsXmlHttpRequest(HttpRequest request) => request.Headers.XRequestedWith == "XMLHttpRequest";
}
