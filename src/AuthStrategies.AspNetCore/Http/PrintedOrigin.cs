using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The origin that a request names, as a line of a log may contain it: any client can send any text.</summary>
internal static class PrintedOrigin
{
    private const int MaxLength = 100;
    private const char Replacement = '?';

    /// <summary>The <c>Origin</c>, cut and without control characters; if there is none, what the request says in its place.</summary>
    public static string Of(HttpRequest request)
    {
        StringValues origins = request.Headers.Origin;
        StringValues site = request.Headers["Sec-Fetch-Site"];
        return origins switch
        {
            { Count: > 1 } => "the request has more than one Origin header",
            [{ Length: > 0 } origin] => Clean(origin),
            _ when site.Count == 1 => $"the request has no Origin header, and Sec-Fetch-Site is {Clean(site[0]!)}",
            _ => "the request has no Origin header",
        };
    }

    private static string Clean(string text)
    {
        ReadOnlySpan<char> shown = text.AsSpan(0, Math.Min(text.Length, MaxLength));
        string printed = string.Create(shown.Length, shown, static (target, source) =>
        {
            // No white space either: an origin has none, and a forged text could otherwise continue the line.
            for (int i = 0; i < source.Length; i++)
                target[i] = source[i] is > ' ' and < (char)127 ? source[i] : Replacement;
        });
        return text.Length > MaxLength ? printed + "…" : printed;
    }
}
