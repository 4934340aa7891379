using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>An origin as RFC 6454 §6.2 writes it: scheme, host and port, nothing else.</summary>
internal static class Origin
{
    /// <summary>Writes an origin in its canonical form. False for "null", paths, user names and schemes other than http and https.</summary>
    public static bool TryParse(string? text, out string origin)
    {
        origin = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            return false;

        origin = uri.GetLeftPart(UriPartial.Authority);
        return uri.UserInfo.Length == 0 && string.Equals(text, origin + WrittenPort(text!, uri), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The origin of the server as the request sees it.</summary>
    public static bool TryOf(HttpRequest request, out string origin)
    {
        try
        {
            return TryParse($"{request.Scheme}://{request.Host.ToUriComponent()}", out origin);
        }
        catch (ArgumentException)
        {
            // A name with characters that the framework cannot write in a host name (RFC 3490).
            origin = "";
            return false;
        }
    }

    // The default port may be written; the canonical form has none.
    private static string WrittenPort(string text, Uri uri) =>
        uri.IsDefaultPort && text.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? $":{uri.Port}" : "";
}
