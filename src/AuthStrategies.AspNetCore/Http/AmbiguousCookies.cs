using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Deletes cookies whose names servers read in different ways. Another host of the domain can set them, and while a browser has one,
/// each of its requests is refused.
/// </summary>
internal static class AmbiguousCookies
{
    private const int MaxNameLength = 256;

    // All that the deletion needs: the attributes of a cookie that is deleted have no other effect.
    private static readonly AuthCookieOptions AnyCookie = new() { Name = "cookie", RefreshName = "refresh" };

    /// <summary>Deletes every variant that the browser can have sent with the request, and no other cookie.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path of the request, as the browser sees it.</param>
    /// <param name="names">The names as received; empty for a cookie without a name.</param>
    public static void Delete(HttpContext context, string path, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;

        HttpRequest request = context.Request;
        NoStore.Apply(context.Response);
        // Each name gets its share of the lines.
        foreach (string name in names.Distinct().Where(IsWritable))
        {
            CookieVariant here = new(name, null, "/", Partitioned: false);
            IEnumerable<CookieVariant> others = CookieVariants.All(AnyCookie, here, RequestHost.NameOf(request), path);
            foreach (CookieVariant variant in others.Prepend(here).Take(ResponseCookies.MaxLines / names.Count))
                ResponseCookies.Of(context).DeleteIfAny(context.Response, variant, LineOf(variant));
        }

        if (!names.All(IsWritable) && IsOwnNavigation(request))
            context.Response.Headers["Clear-Site-Data"] = "\"cookies\"";
    }

    // A header value with other characters is refused by servers, and a semicolon or an equals sign would end the name.
    private static bool IsWritable(string name) => name.Length <= MaxNameLength && name.All(c => c is >= ' ' and <= '~' and not (';' or '='));

    // The names that no header can contain are deleted with all others of the site. Another site must not be able to cause that.
    private static bool IsOwnNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none" && request.Headers["Sec-Fetch-Mode"] == "navigate";

    // Browsers refuse a line with neither name nor value.
    private static string LineOf(CookieVariant variant)
    {
        string line = AuthCookie.Delete(AnyCookie, variant).CreateCookieHeader(AnyCookie.Name, "").ToString();
        string attributes = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return variant.Name.Length == 0 ? "=deleted" + attributes : $"{variant.Name}={attributes}";
    }
}
