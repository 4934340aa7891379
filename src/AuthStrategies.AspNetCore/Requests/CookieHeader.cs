using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>
/// Reads our cookies from the header as it came. The framework's cookie collection decodes, trims and keeps one of two;
/// here a second cookie of a name, or a name that is ours only after trimming or decoding, spoils the request
/// (RFC 6265bis §8: cookies have no integrity of their own).
/// </summary>
internal static class CookieHeader
{
    // RFC 9110 §5.6.2, without the percent sign: a name with it may be another one, encoded.
    private static readonly SearchValues<char> PlainNameCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Nobody decodes more often; and a long name must not cost more than its length.
    private const int DecodingPasses = 3;

    public static void Read(StringValues headers, ReadOnlySpan<string> names, PresentedCredentials presented)
    {
        int before = presented.Count;
        bool hasVersion = false;
        foreach (string? header in headers)
        {
            ReadOnlySpan<char> rest = header;
            while (rest.Length > 0)
            {
                ReadOnlySpan<char> pair = Next(ref rest);
                hasVersion |= IsVersion(pair);
                ReadPair(pair, names, presented);
            }
        }

        // RFC 2109's cookies would be read in another way by another server: no browser sends them any more.
        if (hasVersion && presented.Count > before)
            presented.Refuse("The Cookie header is of an obsolete kind ($Version).");
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

    private static void ReadPair(ReadOnlySpan<char> pair, ReadOnlySpan<string> names, PresentedCredentials presented)
    {
        int equals = pair.IndexOf('=');
        ReadOnlySpan<char> name = equals < 0 ? pair : pair[..equals];
        foreach (string ours in names)
        {
            if (equals > 0 && name.SequenceEqual(ours))
            {
                presented.Add(new(pair[(equals + 1)..].ToString(), CredentialSource.Cookie, ours));
                return;
            }
        }

        if (equals == 0)
            name = NamelessName(pair[1..]);
        else if (!name.ContainsAnyExcept(PlainNameCharacters))
            return;
        if (IsDisguised(name, names))
            presented.Refuse("A cookie's name is ours only after trimming or decoding.");
    }

    // A nameless cookie whose value begins like one of ours: some browsers and servers drop the equals sign.
    private static ReadOnlySpan<char> NamelessName(ReadOnlySpan<char> value)
    {
        int equals = value.IndexOf('=');
        return equals < 0 ? [] : value[..equals];
    }

    private static bool IsDisguised(ReadOnlySpan<char> name, ReadOnlySpan<string> names)
    {
        string plain = Plain(name.ToString());
        foreach (string ours in names)
        {
            if (string.Equals(plain, ours, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The name as the laxest of readers would have it: decoded again and again, and of its plain characters alone.</summary>
    private static string Plain(string name)
    {
        for (int pass = 0; pass < DecodingPasses; pass++)
            name = Uri.UnescapeDataString(name);
        return string.Concat(name.Where(PlainNameCharacters.Contains));
    }

    private static bool IsVersion(ReadOnlySpan<char> pair) =>
        pair.TrimStart().StartsWith("$Version", StringComparison.OrdinalIgnoreCase);
}
