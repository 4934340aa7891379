using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>
/// Writes a path base as the end of a cookie name: the browser keeps the cookies of all applications of a host under the path
/// <c>/</c>, so their names must differ.
/// </summary>
internal static class CookieSuffix
{
    /// <summary>The longest suffix. Together with a default name it is far below the limit for names.</summary>
    public const int MaxLength = 48;

    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    /// <summary>
    /// The suffix: a dot and the path base in lower case, with a dot for each slash between segments, and <c>~</c> and two hex digits for each
    /// other byte. A long one is a hash. Empty at the root. Different path bases have different suffixes, except for case and slashes at the end, which routing ignores.
    /// </summary>
    public static string Of(PathString pathBase)
    {
        string path = Folded(pathBase);
        if (path.Length == 0)
            return "";

        StringBuilder suffix = new(".", MaxLength);
        foreach (byte character in Encoding.UTF8.GetBytes(path))
        {
            if (PlainBytes.Contains(character))
                suffix.Append((char)character);
            else if (character == '/')
                suffix.Append('.');
            else
                suffix.Append(CultureInfo.InvariantCulture, $"~{character:x2}");
        }

        return suffix.Length <= MaxLength ? suffix.ToString() : Hashed(path);
    }

    // Two tildes never follow each other in a suffix that is written out.
    private static string Hashed(string path) => ".~~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16));

    // UsePathBase ignores case and sets the path base as the request wrote it. Upper case first, as comparisons without case do it; the
    // lower case is for people who read the name.
    private static string Folded(PathString pathBase) => string.Concat((pathBase.Value ?? "").Trim('/').ToUpperInvariant().Select(Lower));

    // Not where two letters have one lower case, such as K and the sign of the kelvin: for comparisons without case they are different.
    private static char Lower(char character)
    {
        char lower = char.ToLowerInvariant(character);
        return char.ToUpperInvariant(lower) == character ? lower : character;
    }
}
