using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Writes a path as the <c>Path</c> of a cookie. Browsers compare it with the path of a request character by character: case and
/// percent encoding count (RFC 6265bis §5.1.4).
/// </summary>
internal static class CookiePath
{
    // RFC 6265bis §5.6: browsers ignore longer attributes.
    private const int MaxLength = 1024;

    public static string Of(HttpContext context, PathString pathBase, PathString path)
    {
        PathString start = new(pathBase.Value?.TrimEnd('/'));
        return Cut(LocalUrl.WithOneSlash((AsWritten(context, start) ?? start.ToUriComponent()) + path.ToUriComponent()));
    }

    /// <summary>The path base in the characters of the request, which are those of the browser unless a proxy removed it.</summary>
    private static string? AsWritten(HttpContext context, PathString pathBase)
    {
        if (!pathBase.HasValue || context.Features.Get<IHttpRequestFeature>()?.RawTarget is not ['/', ..] target)
            return null;

        int end = 0;
        for (int segments = pathBase.Value!.Count(character => character == '/'); segments > 0; segments--)
        {
            if (end == target.Length || target[end] != '/')
                return null;
            int next = target.AsSpan(end + 1).IndexOfAny('/', '?');
            end = next < 0 ? target.Length : end + 1 + next;
        }

        string written = target[..end];
        return Uri.UnescapeDataString(written) == pathBase.Value ? written : null;
    }

    // A semicolon would end the attribute, and programs that join headers take a comma for the next cookie. The path above it is wide enough.
    private static string Cut(string path)
    {
        int end = path.AsSpan().IndexOfAny(';', ',');
        if (end < 0 && path.Length <= MaxLength)
            return path;

        int last = path.LastIndexOf('/', Math.Min(end < 0 ? MaxLength : end, MaxLength));
        return path[..Math.Max(last, 1)];
    }
}
