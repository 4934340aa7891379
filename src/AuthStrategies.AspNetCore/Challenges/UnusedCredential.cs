using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// Explains to a developer why a request counts as one without a credential although it has something like one. Never repeats
/// a part of the request, except the names of well-known schemes.
/// </summary>
internal static class UnusedCredential
{
    private const string QueryParameter = "access_token";

    private static readonly string[] KnownSchemes = ["Basic", "Digest", "Negotiate", "NTLM", "Token", "JWT", "ApiKey", "DPoP"];

    /// <summary>What is wrong, with what to send; <see langword="null"/> if the request has nothing like a credential.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asked">The strategies of the scheme that was challenged.</param>
    /// <param name="all">All strategies.</param>
    public static string? Explain(HttpRequest request, HttpStrategy[] asked, IReadOnlyList<HttpStrategy> all)
    {
        string who = Who(asked);
        string reads = $"{who} {(asked.Length == 1 ? "reads" : "read")} {PlacesOf(asked)}";
        return OfHeader(request.Headers.Authorization, asked, who, reads)
            ?? OfCookie(request, asked, all, who, reads)
            ?? OfQuery(request, asked, reads);
    }

    /// <summary>Names strategies in a sentence.</summary>
    public static string Who(HttpStrategy[] strategies) =>
        $"the {(strategies.Length == 1 ? "strategy" : "strategies")} {List(strategies.Select(strategy => strategy.Name))}";

    /// <summary>An enumeration in a sentence.</summary>
    public static string List(IEnumerable<string> items, string conjunction = "and")
    {
        string[] all = [.. items];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {conjunction} {all[^1]}";
    }

    // The text decides whose it is: a strategy of the same form, and the first one if none has it.
    private static string? OfQuery(HttpRequest request, HttpStrategy[] asked, string reads)
    {
        if (!request.Query.TryGetValue(QueryParameter, out StringValues values))
            return null;

        string text = values.ToString();
        HttpStrategy owner = Array.Find(asked, strategy => strategy.Capabilities.Matches(text)) ?? asked[0];
        return $"The query string has {QueryParameter}, but {reads}. To read it below one path, write o.Strategy(\"{owner.Name}\").AcceptQueryString(\"/hubs/chat\").";
    }

    private static string? OfHeader(StringValues headers, HttpStrategy[] asked, string who, string reads)
    {
        if (headers is not [{ Length: > 0 } header])
            return null;
        bool readsBearer = asked.Any(strategy => strategy.ReadsBearer);
        if (BearerHeader.IsBearer(header))
            return readsBearer ? null : $"The request has a bearer token, but {reads}. To read both, write o.Strategy(\"{asked[0].Name}\").Sources = CredentialSources.Cookie | CredentialSources.Bearer.";

        string? scheme = Array.Find(KnownSchemes, known => header.StartsWith(known + " ", StringComparison.OrdinalIgnoreCase));
        string given = scheme is not null ? $"has the scheme {scheme}" : header.Contains(' ', StringComparison.Ordinal) ? "has another scheme than Bearer" : "has no scheme before its value";
        return readsBearer
            ? $"The Authorization header {given}, so {who} did not read it. Send \"Authorization: Bearer\", one space and the token."
            : $"The Authorization header {given}, and {reads}.";
    }

    private static string? OfCookie(HttpRequest request, HttpStrategy[] asked, IReadOnlyList<HttpStrategy> all, string who, string reads)
    {
        if (request.Headers.Cookie.Count == 0 || asked.Any(strategy => strategy.ReadsCookie))
            return null;

        string? name = all.SelectMany(strategy => strategy.FormerNames.Prepend(strategy.Cookie.Name)).FirstOrDefault(request.Cookies.ContainsKey);
        return name is null
            ? null
            : $"The request has the cookie {name}, but {reads}. To read it from {who}, write o.Strategy(\"{asked[0].Name}\").Transport = CredentialTransport.Cookie, or Sources = CredentialSources.Cookie | CredentialSources.Bearer.";
    }

    /// <summary>Where strategies look for a credential.</summary>
    public static string PlacesOf(HttpStrategy[] strategies)
    {
        List<string> places = [];
        if (strategies.Any(strategy => strategy.ReadsBearer))
            places.Add("the header \"Authorization: Bearer …\"");
        foreach (string cookie in strategies.Where(strategy => strategy.ReadsCookie).Select(strategy => strategy.Cookie.Name).Distinct(StringComparer.Ordinal))
            places.Add($"the cookie {cookie}");
        foreach (string header in strategies.SelectMany(strategy => strategy.Headers).Distinct(StringComparer.OrdinalIgnoreCase))
            places.Add($"the header {header}");
        return places.Count == 0 ? "no header and no cookie" : List(places);
    }
}
