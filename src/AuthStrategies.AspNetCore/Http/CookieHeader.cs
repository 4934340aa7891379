using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Reads the strategies' cookies from the raw header. The framework's cookie collection decodes and trims names and keeps
/// one of two cookies with the same name. Here a second cookie of a name, or a name that equals one of ours only after
/// trimming or decoding, makes the request invalid (RFC 6265bis §8: cookies have no integrity protection).
/// </summary>
internal static class CookieHeader
{
    /// <summary>Reads the cookies with one of the names.</summary>
    public static void Read(StringValues headers, CookieNameList names, PresentedCredentials presented)
    {
        int before = presented.Count;
        string? version = null;
        foreach (string? header in headers)
        {
            ReadOnlySpan<char> rest = header;
            while (rest.Length > 0)
            {
                ReadOnlySpan<char> pair = Next(ref rest);
                if (IsVersion(pair, out ReadOnlySpan<char> name))
                    version ??= name.ToString();
                ReadPair(pair, names, presented);
            }
        }

        // Servers read the cookies of RFC 2109 in different ways, and browsers no longer send them.
        if (version is not null && presented.Count > before)
            presented.RefuseAmbiguous(version, "The Cookie header has the obsolete form with $Version.");
    }

    /// <summary>The next pair, without the one space that follows a semicolon.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOf(';');
        ReadOnlySpan<char> pair = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        if (rest is [' ', ..])
            rest = rest[1..];
        return pair;
    }

    private static void ReadPair(ReadOnlySpan<char> pair, CookieNameList names, PresentedCredentials presented)
    {
        int equals = pair.IndexOf('=');
        ReadOnlySpan<char> name = equals < 0 ? pair : pair[..equals];
        if (equals > 0 && names.Find(name, pair[(equals + 1)..]) is { } known)
        {
            presented.Add(known);
            return;
        }

        // A cookie without a name may be read as one whose name is in its value.
        ReadOnlySpan<char> disguised = equals == 0 ? NamelessName(pair[1..]) : name;
        if ((equals == 0 || !DisguisedName.IsPlain(name)) && DisguisedName.IsOneOf(disguised, names))
            presented.RefuseAmbiguous(name.ToString(), "A cookie name equals a name of this application only after trimming or decoding.");
    }

    // A cookie without a name whose value begins like one of ours: some browsers and servers drop the equals sign.
    private static ReadOnlySpan<char> NamelessName(ReadOnlySpan<char> value)
    {
        int equals = value.IndexOf('=');
        return equals < 0 ? [] : value[..equals];
    }

    private static bool IsVersion(ReadOnlySpan<char> pair, out ReadOnlySpan<char> name)
    {
        int equals = pair.IndexOf('=');
        name = equals < 0 ? pair : pair[..equals];
        return name.Trim().Equals("$Version", StringComparison.OrdinalIgnoreCase);
    }
}
