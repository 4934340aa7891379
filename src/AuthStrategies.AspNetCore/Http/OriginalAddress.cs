using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The address of a request before a branch of the pipeline (<c>app.Map</c>) moved a part of the path into the path base.
/// The paths of the options belong to the whole application and not to the branch.
/// </summary>
internal static class OriginalAddress
{
    /// <summary>
    /// What stands before the path that the authentication saw. A path base that <c>X-Forwarded-Prefix</c> set after the
    /// authentication belongs to it; what a branch moved does not. A path that was rewritten says nothing about it.
    /// </summary>
    public static PathString PathBase(HttpContext context)
    {
        if (context.Features.Get<IAuthenticationFeature>() is not { OriginalPath: { HasValue: true, Value: { } original } })
            return context.Request.PathBase;

        PathString path = context.Request.Path;
        string whole = context.Request.PathBase.Add(path).Value ?? "";
        bool isMoved = original.EndsWith(path.Value ?? "", StringComparison.OrdinalIgnoreCase) && whole.EndsWith(original, StringComparison.OrdinalIgnoreCase);
        return isMoved ? new(whole[..^original.Length]) : context.Request.PathBase;
    }

    public static PathString Path(HttpContext context) =>
        context.Features.Get<IAuthenticationFeature>() is { } original ? original.OriginalPath : context.Request.Path;

    /// <summary>
    /// Whether the request is for an address of this host. Routing ignores case and a slash at the end; a server does not see the
    /// fragment. An address with a query is that of requests whose query begins with it.
    /// </summary>
    public static bool IsAt(HttpContext context, string address)
    {
        string withoutFragment = address.Split('#')[0];
        int end = withoutFragment.IndexOf('?', StringComparison.Ordinal);
        string path = end < 0 ? withoutFragment : withoutFragment[..end];
        string query = end < 0 ? "" : withoutFragment[end..];
        return string.Equals(Of(context, Path(context)).TrimEnd('/'), path.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
            && (context.Request.QueryString.Value ?? "").StartsWith(query, StringComparison.Ordinal);
    }

    /// <summary>A path of the application as an address on this host.</summary>
    public static string Of(HttpContext context, PathString path) => LocalUrl.WithOneSlash(PathBase(context).Add(path).ToUriComponent());

    /// <summary>Path and query only.</summary>
    public static string Current(HttpContext context) => Of(context, Path(context)) + context.Request.QueryString;
}
