using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The address of a request before a branch of the pipeline (<c>app.Map</c>) moved a part of the path into the path base.
/// The paths of the options belong to the whole application and not to the branch.
/// </summary>
internal static class OriginalAddress
{
    public static PathString PathBase(HttpContext context) =>
        context.Features.Get<IAuthenticationFeature>() is { } original ? original.OriginalPathBase : context.Request.PathBase;

    public static PathString Path(HttpContext context) =>
        context.Features.Get<IAuthenticationFeature>() is { } original ? original.OriginalPath : context.Request.Path;

    /// <summary>A path of the application as an address on this host.</summary>
    public static string Of(HttpContext context, PathString path) => PathBase(context).Add(path).ToUriComponent();

    /// <summary>Path and query only. It begins with exactly one slash, so that it never leads to another site.</summary>
    public static string Current(HttpContext context) =>
        "/" + Of(context, Path(context)).TrimStart('/', '\\') + context.Request.QueryString;
}
