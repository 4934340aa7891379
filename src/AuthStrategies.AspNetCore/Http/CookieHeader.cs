using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Reads the strategies' cookies from the raw header. The framework's cookie collection decodes and trims names and keeps
/// one of two cookies with the same name. Here a second cookie of a name, or a name that equals one of ours only after
/// trimming or decoding, makes the request invalid (RFC 6265bis §8: cookies have no integrity protection).
/// </summary>
internal static class CookieHeader
{
    // RFC 9110 §5.6.2, without the percent sign: a name that contains it may be another name in encoded form.
    private static readonly SearchValues<char> PlainNameCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // No server decodes more often, and a long name must not cost more than its length.
    private const int DecodingPasses = 3;

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

        if (equals != 0 && !name.ContainsAnyExcept(PlainNameCharacters))
            return;
        RefuseDisguised(name.ToString(), equals == 0 ? NamelessName(pair[1..]) : name, names, presented);
    }

    // A cookie without a name whose value begins like one of ours: some browsers and servers drop the equals sign.
    private static ReadOnlySpan<char> NamelessName(ReadOnlySpan<char> value)
    {
        int equals = value.IndexOf('=');
        return equals < 0 ? [] : value[..equals];
    }

    private static void RefuseDisguised(string received, ReadOnlySpan<char> name, CookieNameList names, PresentedCredentials presented)
    {
        if (names.Has(Plain(name.ToString())))
            presented.RefuseAmbiguous(received, "A cookie name equals a name of this application only after trimming or decoding.");
    }

    /// <summary>The name as the most tolerant reader sees it: decoded several times, and only its plain characters.</summary>
    private static string Plain(string name)
    {
        for (int pass = 0; pass < DecodingPasses; pass++)
            name = Uri.UnescapeDataString(name);
        return string.Concat(name.Where(PlainNameCharacters.Contains));
    }

    private static bool IsVersion(ReadOnlySpan<char> pair, out ReadOnlySpan<char> name)
    {
        int equals = pair.IndexOf('=');
        name = equals < 0 ? pair : pair[..equals];
        return name.Trim().Equals("$Version", StringComparison.OrdinalIgnoreCase);
    }
}
