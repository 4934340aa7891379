using System.Buffers;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Which headers may carry a credential.</summary>
internal static class CredentialHeaders
{
    private const int MaxNameLength = 128;

    // RFC 9110 §5.6.2.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Headers that browsers, proxies or servers set or read. Authorization has its own source.
    private static readonly string[] Taken =
    [
        "Authorization", "Cookie", "Cookie2", "Set-Cookie", "Host", "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Origin", "Referer", "User-Agent", "Range", "Expect", "Date", "Via", "Forwarded", "Cache-Control", "Pragma", "Purpose", "DNT", "From",
        "Max-Forwards", "Prefer", "Priority", "Location", "Server", "Vary", "ETag", "Expires", "WWW-Authenticate", "X-Requested-With", "X-Real-IP",
        "X-HTTP-Method-Override", "X-Original-URL", "traceparent", "tracestate", "baggage", "Request-Id",
    ];

    private static readonly string[] TakenPrefixes = ["Accept", "Access-Control-", "Content-", "If-", "Proxy-", "Sec-", "X-Forwarded-", "X-Original-"];

    public static IEnumerable<string> Mistakes(string where, IReadOnlyList<string> names)
    {
        foreach (string name in names.Where(name => !IsLegal(name)))
            yield return OptionMessages.Invalid(where, OptionMessages.Quoted(name), $"the name of a header with no other meaning, 1 to {MaxNameLength} letters, digits, hyphens or underscores", OptionMessages.Either("AcceptHeader(\"X-Token\")", "\"Headers\": [ \"X-Token\" ]"));
        foreach (string name in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key))
            yield return OptionMessages.Invalid(where, $"{OptionMessages.Quoted(name)} more than once", "a different name in each call", OptionMessages.Either("AcceptHeader(\"X-Token\") once", "\"Headers\": [ \"X-Token\" ]"));
    }

    private static bool IsLegal(string name) =>
        name.Length <= MaxNameLength
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !Taken.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !TakenPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
