using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The address of a request before a branch of the pipeline (<c>app.Map</c>) moved a part of the path into the path base.
/// The paths of the options belong to the whole application and not to the branch. A thread-safe singleton.
/// </summary>
internal sealed class OriginalAddress(IOptions<AuthHttpOptions> options, PathBaseWarnings warnings)
{
    private static readonly Uri Root = new("http://host/");

    private readonly PathString _configured = new(options.Value.PathBase?.TrimEnd('/'));

    /// <summary>The path base of the options; without a value if there is none, and <c>/</c> for the root.</summary>
    public PathString Configured { get; } = options.Value.PathBase;

    /// <summary>
    /// The path base of the options, otherwise what stands before the path that the authentication saw. A path base that
    /// <c>X-Forwarded-Prefix</c> set after the authentication belongs to it; what a branch moved does not. A path that was rewritten
    /// says nothing about it.
    /// </summary>
    public PathString PathBase(HttpContext context)
    {
        if (Configured.HasValue)
            return _configured;

        PathString pathBase = Detected(context, out bool isMoved);
        warnings.Check(context, pathBase, isMoved);
        return pathBase;
    }

    /// <summary>Warns if the path base is not the one that browsers see.</summary>
    public void Check(HttpContext context) => _ = PathBase(context);

    /// <summary>The path below the path base.</summary>
    public PathString Path(HttpContext context)
    {
        IAuthenticationFeature? original = context.Features.Get<IAuthenticationFeature>();
        PathString path = original?.OriginalPath ?? context.Request.Path;
        if (!Configured.HasValue)
            return path;

        // A proxy may have removed the path base.
        PathString whole = (original?.OriginalPathBase ?? context.Request.PathBase).Add(path);
        return whole.StartsWithSegments(_configured, StringComparison.OrdinalIgnoreCase, out PathString below) ? below : path;
    }

    /// <summary>
    /// Whether the request is for an address of this host. Routing ignores case and a slash at the end; a server does not see the
    /// fragment. An address with a query is that of requests whose query begins with it.
    /// </summary>
    public bool IsAt(HttpContext context, string address)
    {
        if (!ChosenAddress.IsOnThisHost(address))
            return false;

        string withoutFragment = address.Split('#')[0];
        int end = withoutFragment.IndexOf('?', StringComparison.Ordinal);
        string path = end < 0 ? withoutFragment : withoutFragment[..end];
        string query = end < 0 ? "" : withoutFragment[end..];
        return string.Equals(Plain(Of(context, Path(context))), Plain(path), StringComparison.OrdinalIgnoreCase)
            && (context.Request.QueryString.Value ?? "").StartsWith(query, StringComparison.Ordinal);
    }

    /// <summary>Whether the request is for a path of the application.</summary>
    public bool IsAt(HttpContext context, PathString path) => IsAt(context, Of(context, path));

    // Browsers and servers resolve dot segments and read %6C as l.
    private static string Plain(string path) =>
        Uri.UnescapeDataString(new Uri(Root, path.Length == 0 ? "/" : path).AbsolutePath).TrimEnd('/');

    /// <summary>A path of the application as an address on this host.</summary>
    public string Of(HttpContext context, PathString path) => LocalUrl.WithOneSlash(PathBase(context).Add(path).ToUriComponent());

    /// <summary>A path of the application as the <c>Path</c> of a cookie.</summary>
    public string CookiePathOf(HttpContext context, PathString path) => CookiePath.Of(context, PathBase(context), path);

    /// <summary>Path and query only.</summary>
    public string Current(HttpContext context) => Of(context, Path(context)) + context.Request.QueryString;

    private static PathString Detected(HttpContext context, out bool isMoved)
    {
        isMoved = false;
        if (context.Features.Get<IAuthenticationFeature>() is not { OriginalPath: { HasValue: true, Value: { } original } })
            return context.Request.PathBase;

        PathString path = context.Request.Path;
        string whole = context.Request.PathBase.Add(path).Value ?? "";
        bool endsAlike = original.EndsWith(path.Value ?? "", StringComparison.OrdinalIgnoreCase) && whole.EndsWith(original, StringComparison.OrdinalIgnoreCase);
        isMoved = endsAlike && original.Length > (path.Value?.Length ?? 0);
        return endsAlike ? new(whole[..^original.Length]) : context.Request.PathBase;
    }
}
