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
    /// <param name="formerPath">A path that it had before, if the options do not say it.</param>
    public static IEnumerable<CookieVariant> Former(AuthCookieOptions cookie, CookieVariant present, string host, string? formerPath = null) =>
        Sorted(cookie, present, KnownDomains(cookie), KnownPaths(cookie, present, formerPath), mayBePartitioned: false, host, formerPath);

    /// <summary>
    /// Those, and every other one that the browser can have sent with a request to this host and path. The likely ones are first.
    /// </summary>
    /// <param name="cookie">The options.</param>
    /// <param name="present">The cookie that the options describe. It is not in the list.</param>
    /// <param name="host">The host of the request.</param>
    /// <param name="path">The path of the request, with the path base.</param>
    /// <param name="formerPath">A path that it had before, if the options do not say it.</param>
    public static IEnumerable<CookieVariant> All(AuthCookieOptions cookie, CookieVariant present, string host, string path, string? formerPath = null) =>
        Sorted(cookie, present, [.. KnownDomains(cookie), .. DomainsOf(host)], [.. KnownPaths(cookie, present, formerPath), .. Prefixes(path)], mayBePartitioned: true, host, formerPath);

    private static IEnumerable<CookieVariant> Sorted(
        AuthCookieOptions cookie,
        CookieVariant present,
        IReadOnlyList<(string? Domain, int Distance)> domains,
        IReadOnlyList<(string Path, int Distance)> paths,
        bool mayBePartitioned,
        string host,
        string? formerPath)
    {
        string? refreshPath = cookie.RefreshesOnRequest ? formerPath : present.Path;
        string[] names = [present.Name, .. cookie.FormerNamesOf(present.Name)];
        bool[] partitions = mayBePartitioned ? [present.Partitioned, !present.Partitioned] : [present.Partitioned];
        IEnumerable<(CookieVariant Variant, int Distance)> all =
            from name in names
            from domain in domains
            from path in paths
            from partitioned in partitions
            select (new CookieVariant(name, domain.Domain, path.Path, partitioned), domain.Distance + path.Distance + (partitioned == present.Partitioned ? 0 : 1));
        return all
            .Where(pair => pair.Variant != present && pair.Variant.IsAcceptedFrom(host) && IsOfThisApplication(pair.Variant))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Variant)
            .Distinct();

        bool IsOfThisApplication(CookieVariant variant) =>
            !cookie.IsRefreshNameWithoutSuffix(variant.Name, present.Name) || variant.Path == refreshPath || cookie.FormerPaths.Contains(variant.Path);
    }

    private static IEnumerable<string?> Domains(AuthCookieOptions cookie) => [cookie.Domain, null, .. cookie.FormerDomains];

    private static (string? Domain, int Distance)[] KnownDomains(AuthCookieOptions cookie) =>
        [.. Domains(cookie).Select((domain, index) => (domain, index == 0 ? 0 : 1))];

    private static (string Path, int Distance)[] KnownPaths(AuthCookieOptions cookie, CookieVariant present, string? formerPath) =>
        [(present.Path, 0), .. (formerPath is null ? cookie.FormerPaths : cookie.FormerPaths.Prepend(formerPath)).Select(path => (path, 1))];

    /// <summary>The domains whose cookies a host receives: those above it, and itself. Of a top-level domain browsers accept none.</summary>
    private static IEnumerable<(string? Domain, int Distance)> DomainsOf(string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal))
            yield break;

        string domain = host;
        for (int count = 0; count < MaxParentDomains; count++)
        {
            domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (!domain.Contains('.', StringComparison.Ordinal))
                break;
            yield return (domain, 1);
        }

        yield return (host, 3);
    }

    /// <summary>The paths whose cookies a request receives. Those of a whole application are likelier than those of one of its pages.</summary>
    private static IEnumerable<(string Path, int Distance)> Prefixes(string path)
    {
        yield return ("/", 1);
        // A semicolon would end the attribute.
        if (path.Length is 0 or > MaxPathLength || path.Contains(';', StringComparison.Ordinal))
            yield break;

        int end = path.IndexOf('/', 1);
        for (int count = 0; count < MaxPrefixes && end > 0; count++)
        {
            yield return (path[..end], count == 0 ? 1 : 3);
            yield return (path[..(end + 1)], count == 0 ? 2 : 4);
            end = path.IndexOf('/', end + 1);
        }

        yield return (path, 3);
    }
}
