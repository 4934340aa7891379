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

    /// <summary>Whether the request is for a path of the application. Routing ignores case and a slash at the end.</summary>
    public static bool IsAt(HttpContext context, PathString path) =>
        string.Equals(Path(context).Value?.TrimEnd('/'), path.Value?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>A path of the application as an address on this host.</summary>
    public static string Of(HttpContext context, PathString path) => LocalUrl.WithOneSlash(PathBase(context).Add(path).ToUriComponent());

    /// <summary>Path and query only.</summary>
    public static string Current(HttpContext context) => Of(context, Path(context)) + context.Request.QueryString;
}
