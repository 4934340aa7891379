using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>An origin as RFC 6454 §6.2 writes it: scheme, host and port, nothing else.</summary>
internal static class Origin
{
    private const int MaxLength = 255;
    private const string Separator = "://";

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    // Their pages have no origin, or one that any page of the kind has; or no page has such an address.
    private static readonly string[] WithoutOrigin = ["http", "https", "file", "filesystem", "data", "blob", "about", "javascript", "ws", "wss", "ftp"];

    /// <summary>
    /// Writes an origin in its canonical form. That of another scheme than http and https, for example of a web view or a browser
    /// extension, is its own canonical form. False for "null", paths, user names, and schemes whose pages do not belong to one application.
    /// </summary>
    public static bool TryParse(string? text, out string origin)
    {
        if (TryParseWeb(text, out origin))
            return true;

        origin = text is not null && IsOfAnotherScheme(text) ? text : "";
        return origin.Length > 0;
    }

    /// <summary>The origin of the server as the request sees it.</summary>
    public static bool TryOf(HttpRequest request, out string origin)
    {
        try
        {
            return TryParseWeb($"{request.Scheme}://{request.Host.ToUriComponent()}", out origin);
        }
        catch (ArgumentException)
        {
            // A name with characters that the framework cannot write in a host name (RFC 3490).
            origin = "";
            return false;
        }
    }

    /// <summary>Why a text cannot be trusted as an origin, for the one who wrote it.</summary>
    public static string MistakeOf(string? text)
    {
        string quoted = OptionMessages.Quoted(text);
        if (text is null || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
            return text == "null" ? $"{quoted}, which browsers send for every page without an origin" : quoted;
        if (uri.Scheme is not ("http" or "https") && WithoutOrigin.Contains(uri.Scheme))
            return $"{quoted}, which is not the origin of one application";
        return uri.PathAndQuery.Length > 0 && text.IndexOf('/', text.IndexOf(Separator, StringComparison.Ordinal) + Separator.Length) >= 0
            ? $"{quoted}, which has a path or a slash at the end"
            : quoted;
    }

    private static bool TryParseWeb(string? text, out string origin)
    {
        origin = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            return false;

        origin = uri.GetLeftPart(UriPartial.Authority);
        return uri.UserInfo.Length == 0 && string.Equals(text, origin + WrittenPort(text!, uri), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOfAnotherScheme(string text)
    {
        int end = text.IndexOf(Separator, StringComparison.Ordinal);
        if (end <= 0 || text.Length > MaxLength || !char.IsAsciiLetterLower(text[0]) || WithoutOrigin.Contains(text[..end]))
            return false;

        ReadOnlySpan<char> authority = text.AsSpan(end + Separator.Length);
        int colon = authority.IndexOf(':');
        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..colon];
        return !text.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters)
            && host.Length > 0
            && !host.ContainsAnyExcept(HostCharacters)
            && (colon < 0 || IsPort(authority[(colon + 1)..]));
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.Length is > 0 and <= 5 && text[0] != '0' && !text.ContainsAnyExceptInRange('0', '9');

    // The default port may be written; the canonical form has none.
    private static string WrittenPort(string text, Uri uri) =>
        uri.IsDefaultPort && text.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? $":{uri.Port}" : "";
}
