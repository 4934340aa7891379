using System.Buffers;
using System.Globalization;
using System.Text;

namespace AuthStrategies.DPoP;

/// <summary>
/// Compares http addresses without query and fragment, normalised as RFC 3986 §6.2.2 and §6.2.3 describe: case of scheme and host, default
/// port, percent-encoding, dot segments, empty path.
/// </summary>
/// <remarks>
/// Web servers decode the percent-encoding of a path before the application sees it, so also characters that RFC 3986 reserves are decoded here,
/// except those that separate parts of an address.
/// </remarks>
internal static class ProofUri
{
    private const int MaxLength = 8 * 1024;
    private const int HexEscapeLength = 3;

    private static readonly SearchValues<char> Legal =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character is not ('"' or '<' or '>' or '\\'))]);

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~");
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("abcdefABCDEF0123456789:.");

    /// <summary>Whether two addresses are the same. One that is not http is the same as no other text, not even as itself.</summary>
    public static bool Matches(string one, string other) =>
        (one.StartsWith("http", StringComparison.OrdinalIgnoreCase) && string.Equals(one, other, StringComparison.Ordinal))
        || Normalize(one) is { } normalized && string.Equals(normalized, Normalize(other), StringComparison.Ordinal);

    /// <returns>The normalised form; <see langword="null"/> if the text is no absolute http address in ASCII.</returns>
    public static string? Normalize(string uri)
    {
        if (uri.Length > MaxLength || uri.AsSpan().ContainsAnyExcept(Legal))
            return null;

        ReadOnlySpan<char> rest = uri;
        int defaultPort = TakeScheme(ref rest);
        if (defaultPort == 0)
            return null;

        int end = rest.IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        ReadOnlySpan<char> path = end < 0 ? default : rest[end..];
        int pathEnd = path.IndexOfAny('?', '#');
        var output = new StringBuilder(uri.Length + 1);
        output.Append(defaultPort == 443 ? "https://" : "http://");
        return TryAppendAuthority(output, authority, defaultPort) && TryAppendPath(output, pathEnd < 0 ? path : path[..pathEnd]) ? output.ToString() : null;
    }

    /// <returns>The default port of the scheme; 0 for another scheme.</returns>
    private static int TakeScheme(ref ReadOnlySpan<char> rest)
    {
        foreach ((string scheme, int port) in ((string, int)[])[("https://", 443), ("http://", 80)])
        {
            if (!rest.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                continue;

            rest = rest[scheme.Length..];
            return port;
        }

        return 0;
    }

    private static bool TryAppendAuthority(StringBuilder output, ReadOnlySpan<char> authority, int defaultPort)
    {
        int hostEnd = authority.StartsWith('[') ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        ReadOnlySpan<char> host = hostEnd < 0 ? authority : authority[..hostEnd];
        ReadOnlySpan<char> port = hostEnd < 0 ? default : authority[hostEnd..];
        if (!IsHost(host))
            return false;

        int hostAt = output.Length;
        output.Append(host);
        for (int i = hostAt; i < output.Length; i++)
            output[i] = char.ToLowerInvariant(output[i]);

        if (port.IsEmpty || port is ":")
            return true;
        if (port[0] != ':' || !ushort.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            return false;
        if (number != defaultPort)
            output.Append(':').Append(number);
        return true;
    }

    private static bool IsHost(ReadOnlySpan<char> host) => host.StartsWith('[')
        ? host.Length > 2 && !host[1..^1].ContainsAnyExcept(AddressCharacters)
        : !host.IsEmpty && !host.ContainsAnyExcept(HostCharacters);

    private static bool TryAppendPath(StringBuilder output, ReadOnlySpan<char> path)
    {
        int start = output.Length;
        if (path.IsEmpty)
        {
            output.Append('/');
            return true;
        }

        // A segment is decoded before it is compared with ".": also "%2e" is a dot.
        while (!path.IsEmpty)
        {
            int end = path[1..].IndexOf('/');
            ReadOnlySpan<char> segment = end < 0 ? path[1..] : path.Slice(1, end);
            path = end < 0 ? default : path[(end + 1)..];
            int at = output.Length;
            output.Append('/');
            if (!TryAppendDecoded(output, segment))
                return false;

            RemoveDots(output, start, at, isLast: path.IsEmpty);
        }

        return true;
    }

    /// <summary>RFC 3986 §5.2.4, for the segment that was just appended.</summary>
    private static void RemoveDots(StringBuilder output, int start, int at, bool isLast)
    {
        bool isDot = output.Length - at == 2 && output[at + 1] == '.';
        bool isDoubleDot = output.Length - at == 3 && output[at + 1] == '.' && output[at + 2] == '.';
        if (!isDot && !isDoubleDot)
            return;

        output.Length = at;
        while (isDoubleDot && output.Length > start)
        {
            bool isSeparator = output[^1] == '/';
            output.Length--;
            if (isSeparator)
                break;
        }

        if (isLast)
            output.Append('/');
    }

    private static bool TryAppendDecoded(StringBuilder output, ReadOnlySpan<char> segment)
    {
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                output.Append(segment[i]);
                continue;
            }

            if (i + HexEscapeLength > segment.Length || !byte.TryParse(segment.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
                return false;

            AppendDecoded(output, code);
            i += HexEscapeLength - 1;
        }

        return true;
    }

    private static void AppendDecoded(StringBuilder output, byte code)
    {
        bool isKept = code is <= (byte)' ' or >= 0x7F or (byte)'/' or (byte)'?' or (byte)'#' or (byte)'%' or (byte)'\\';
        if (isKept)
            output.Append(CultureInfo.InvariantCulture, $"%{code:X2}");
        else
            output.Append((char)code);
    }
}
