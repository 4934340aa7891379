using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Reads a header field whose value is one text: a string of RFC 9651 §3.3.3, as the draft of device-bound sessions says, or the text without quotes, as
/// browsers send it. Parameters after it are ignored.
/// </summary>
internal static class StructuredText
{
    /// <returns>Whether there is exactly one field with one text of 1 to <paramref name="maxLength"/> characters.</returns>
    public static bool TryRead(StringValues fields, int maxLength, out string text)
    {
        text = "";
        if (fields.Count != 1 || fields[0] is not { Length: > 0 } field)
            return false;

        ReadOnlySpan<char> value = field.AsSpan().Trim(' ');
        bool isQuoted = value is ['"', ..];
        int end = isQuoted ? value[1..].IndexOf('"') + 1 : value.IndexOf(';') is var at && at < 0 ? value.Length : at;
        if (isQuoted && end == 0)
            return false;

        ReadOnlySpan<char> content = isQuoted ? value[1..end] : value[..end].TrimEnd(' ');
        ReadOnlySpan<char> rest = (isQuoted ? value[(end + 1)..] : value[end..]).TrimStart(' ');
        if (content.Length == 0 || content.Length > maxLength || content.ContainsAnyExceptInRange('!', '~') || content.ContainsAny("\"\\,") || rest is not ([] or [';', ..]))
            return false;

        text = content.ToString();
        return true;
    }
}
