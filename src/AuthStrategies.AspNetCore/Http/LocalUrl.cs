using System.Text;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Addresses of this application that a redirect may lead to.</summary>
internal static class LocalUrl
{
    /// <summary>
    /// Whether an address stays on this host: it begins with exactly one slash (or <c>~/</c>, the root of the application)
    /// and contains no control characters, which browsers drop before they read an address.
    /// </summary>
    public static bool TryResolve(string? url, PathString pathBase, out string location)
    {
        location = "";
        if (string.IsNullOrEmpty(url) || url.Any(char.IsControl))
            return false;

        bool isOfApplication = url.StartsWith("~/", StringComparison.Ordinal);
        string path = isOfApplication ? url[1..] : url;
        if (path[0] != '/' || path is [_, '/' or '\\', ..])
            return false;

        location = Encoded(isOfApplication ? WithOneSlash(pathBase.ToUriComponent() + path) : path);
        return true;
    }

    /// <summary>An absolute address of the server itself as path, query and fragment; any other address as it is.</summary>
    public static string WithoutOwnOrigin(HttpRequest request, string url)
    {
        if (url.Any(char.IsControl) || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
            return url;

        bool isOwn = Origin.TryOf(request, out string own) && uri.GetLeftPart(UriPartial.Authority) == own;
        return isOwn ? uri.PathAndQuery + uri.Fragment : url;
    }

    /// <summary>An address that begins with exactly one slash, so that it never leads to another site: a path base can come from a header.</summary>
    public static string WithOneSlash(string address) => "/" + address.TrimStart('/', '\\');

    /// <summary>An address in ASCII, as a header needs it. Everything else stays as it was written, because a second encoding changes the address.</summary>
    public static string Encoded(string url)
    {
        if (!url.Any(NeedsEncoding))
            return url;

        StringBuilder encoded = new(url.Length + 16);
        foreach (Rune rune in url.EnumerateRunes())
            encoded.Append(rune.IsAscii && rune.Value != ' ' ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        return encoded.ToString();
    }

    private static bool NeedsEncoding(char character) => character == ' ' || !char.IsAscii(character);
}
