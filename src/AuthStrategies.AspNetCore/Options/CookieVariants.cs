namespace AuthStrategies.AspNetCore.Options;

/// <summary>Lists the cookies of one name that a browser may keep besides the one that the options describe.</summary>
internal static class CookieVariants
{
    /// <summary>With and without a partition, the most lines that one answer sends for a cookie.</summary>
    public const int MaxCombinations = 8;

    private const int MaxParentDomains = 3;
    private const int MaxPrefixes = 6;
    private const int MaxPathLength = 1024;

    /// <summary>How many combinations of domain and path the options name, the present one and this host alone included.</summary>
    public static int Combinations(AuthCookieOptions cookie) =>
        Domains(cookie).Distinct(StringComparer.OrdinalIgnoreCase).Count() * cookie.FormerPaths.Append(cookie.Path).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The cookies that the options say there may be.</summary>
    /// <param name="cookie">The options.</param>
    /// <param name="present">The cookie that the options describe. It is not in the list.</param>
    /// <param name="host">The host of the request. A browser accepts no other domain from it.</param>
    public static IEnumerable<CookieVariant> Former(AuthCookieOptions cookie, CookieVariant present, string host)
    {
        bool mayBePartitioned = cookie.Partitioned || cookie.SameSite == Microsoft.AspNetCore.Http.SameSiteMode.None;
        return Sorted(present, NamesOf(cookie, present), Domains(cookie), [present.Path, .. cookie.FormerPaths], mayBePartitioned, host);
    }

    /// <summary>
    /// Those, and every other one that the browser can have sent with a request to this host and path. The likely ones are first.
    /// </summary>
    /// <param name="cookie">The options.</param>
    /// <param name="present">The cookie that the options describe. It is not in the list.</param>
    /// <param name="host">The host of the request.</param>
    /// <param name="path">The path of the request, with the path base.</param>
    public static IEnumerable<CookieVariant> All(AuthCookieOptions cookie, CookieVariant present, string host, string path) =>
        Sorted(present, NamesOf(cookie, present), [.. Domains(cookie), .. Parents(host)], [present.Path, .. cookie.FormerPaths, .. Prefixes(path)], mayBePartitioned: true, host);

    private static IEnumerable<CookieVariant> Sorted(
        CookieVariant present, IReadOnlyList<string> names, IReadOnlyList<string?> domains, IReadOnlyList<string> paths, bool mayBePartitioned, string host)
    {
        bool[] partitions = mayBePartitioned ? [present.Partitioned, !present.Partitioned] : [present.Partitioned];
        IEnumerable<(CookieVariant Variant, int Distance)> all =
            from name in names.Index()
            from domain in domains.Index()
            from path in paths.Index()
            from partition in partitions.Index()
            select (new CookieVariant(name.Item, domain.Item, path.Item, partition.Item), name.Index + domain.Index + path.Index + partition.Index);
        return all
            .Where(pair => pair.Variant != present && pair.Variant.IsAcceptedFrom(host))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Variant)
            .Distinct();
    }

    private static string[] NamesOf(AuthCookieOptions cookie, CookieVariant present) =>
        present.Name == cookie.Name ? [present.Name, .. cookie.FormerNames] : [present.Name];

    private static string?[] Domains(AuthCookieOptions cookie) => [cookie.Domain, null, .. cookie.FormerDomains];

    /// <summary>The domains whose cookies a host receives: itself and those above it. Of a top-level domain browsers accept none.</summary>
    private static IEnumerable<string> Parents(string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            yield break;

        string domain = host;
        for (int count = 0; count <= MaxParentDomains && domain.Contains('.', StringComparison.Ordinal); count++)
        {
            yield return domain;
            domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..];
        }
    }

    /// <summary>The paths whose cookies a request receives, the shortest first.</summary>
    private static IEnumerable<string> Prefixes(string path)
    {
        yield return "/";
        // A semicolon would end the attribute.
        if (path.Length is 0 or > MaxPathLength || path.Contains(';', StringComparison.Ordinal))
            yield break;

        int end = path.IndexOf('/', 1);
        for (int count = 0; count < MaxPrefixes && end > 0; count++)
        {
            yield return path[..end];
            end = path.IndexOf('/', end + 1);
        }

        yield return path;
    }
}
