using System.Net;

namespace AuthStrategies.Tests.Support;

/// <summary>
/// The cookies of one browser, by the rules of RFC 6265bis, with Partitioned cookies, and with a clock that the test sets.
/// Tabs share it. The only public suffixes it knows are names without a dot. Thread-safe.
/// </summary>
public sealed class BrowserCookieJar(TimeProvider time)
{
    private readonly Lock _lock = new();
    private List<BrowserCookie> _cookies = [];
    private long _created;

    /// <summary>The cookies that have not expired, the oldest first.</summary>
    public IReadOnlyList<BrowserCookie> Cookies
    {
        get
        {
            lock (_lock)
            {
                DropExpired();
                return [.. _cookies.OrderBy(cookie => cookie.Order)];
            }
        }
    }

    /// <summary>The value of the only cookie with this name; <see langword="null"/> if there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public string? Find(string name) => Cookies.SingleOrDefault(cookie => cookie.Name == name)?.Value;

    /// <summary>Stores or deletes what a response says.</summary>
    /// <param name="uri">The address of the request.</param>
    /// <param name="setCookie">One Set-Cookie line.</param>
    /// <param name="context">From where the request was sent.</param>
    /// <param name="topLevelSite">The site of the page in the address bar; the address's own site by default.</param>
    /// <returns>Whether the browser obeyed the line; a deletion counts.</returns>
    public bool Store(Uri uri, string setCookie, CookieContext context = CookieContext.SameSite, string? topLevelSite = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(setCookie);
        if (SetCookieLine.Parse(setCookie) is not { } line || Make(uri, line, topLevelSite, time.GetUtcNow()) is not { } cookie)
            return false;
        if (!IsAllowed(uri, line, cookie) || (context == CookieContext.CrossSite && cookie.SameSite != "None"))
            return false;

        lock (_lock)
        {
            DropExpired();
            return TryReplace(uri, cookie);
        }
    }

    /// <summary>The Cookie header of a request.</summary>
    /// <param name="uri">The address of the request.</param>
    /// <param name="context">From where it is sent.</param>
    /// <param name="topLevelSite">The site of the page in the address bar; the address's own site by default.</param>
    /// <returns>The pairs, longer paths first, then older cookies first; <see langword="null"/> if there are none.</returns>
    public string? HeaderFor(Uri uri, CookieContext context = CookieContext.SameSite, string? topLevelSite = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        string partition = topLevelSite ?? SiteOf(uri);
        string[] pairs = [.. Cookies
            .Where(cookie => IsSentTo(uri, cookie) && IsSentFrom(context, cookie) && (cookie.Partition is null || cookie.Partition == partition))
            .OrderByDescending(cookie => cookie.Path.Length)
            .ThenBy(cookie => cookie.Order)
            .Select(cookie => cookie.Name.Length == 0 ? cookie.Value : $"{cookie.Name}={cookie.Value}")];
        return pairs.Length == 0 ? null : string.Join("; ", pairs);
    }

    /// <summary>The user closes the browser: cookies without an expiry are deleted.</summary>
    public void Close()
    {
        lock (_lock)
            _cookies.RemoveAll(cookie => cookie.Expires is null);
    }

    /// <summary>Another jar with the same cookies, as a thief or a backup takes it.</summary>
    public BrowserCookieJar Duplicate()
    {
        lock (_lock)
            return new(time) { _cookies = [.. _cookies], _created = _created };
    }

    private static BrowserCookie? Make(Uri uri, SetCookieLine line, string? topLevelSite, DateTimeOffset now)
    {
        string host = HostOf(uri);
        string domain = (line.Find("Domain") ?? "").TrimStart('.').ToLowerInvariant();
        bool isPublicSuffix = domain.Length > 0 && !domain.Contains('.', StringComparison.Ordinal);
        if (isPublicSuffix && domain == host)
            domain = "";
        else if (isPublicSuffix || (domain.Length > 0 && !IsDomainMatch(host, domain)))
            return null;

        return new()
        {
            Name = line.Name,
            Value = line.Value,
            Domain = domain.Length == 0 ? host : domain,
            IsHostOnly = domain.Length == 0,
            Path = line.Find("Path") is ['/', ..] path ? path : DefaultPath(uri),
            Expires = line.ExpiresAt(now),
            IsSecure = line.Has("Secure"),
            IsHttpOnly = line.Has("HttpOnly"),
            SameSite = line.Find("SameSite")?.ToLowerInvariant() switch { "none" => "None", "strict" => "Strict", _ => "Lax" },
            Partition = line.Has("Partitioned") ? topLevelSite ?? SiteOf(uri) : null,
        };
    }

    private static bool IsAllowed(Uri uri, SetCookieLine line, BrowserCookie cookie)
    {
        if (cookie.IsSecure && !IsSecure(uri))
            return false;
        if (!cookie.IsSecure && (cookie.SameSite == "None" || cookie.Partition is not null))
            return false;

        // A cookie without a name must not look like one with a prefix.
        string name = cookie.Name.Length == 0 ? cookie.Value : cookie.Name;
        bool isHostPrefixed = name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        bool isSecurePrefixed = name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase);
        if ((isHostPrefixed || isSecurePrefixed) && (cookie.Name.Length == 0 || !cookie.IsSecure))
            return false;

        return !isHostPrefixed || (cookie.IsHostOnly && !IsFilled(line.Find("Domain")) && line.Find("Path") == "/");
    }

    private static bool IsFilled(string? text) => !string.IsNullOrEmpty(text);

    private static bool IsSentTo(Uri uri, BrowserCookie cookie)
    {
        string host = HostOf(uri);
        bool isHost = cookie.IsHostOnly ? host == cookie.Domain : IsDomainMatch(host, cookie.Domain);
        return isHost && IsPathMatch(uri.AbsolutePath, cookie.Path) && (!cookie.IsSecure || IsSecure(uri));
    }

    private static bool IsSentFrom(CookieContext context, BrowserCookie cookie) => context switch
    {
        CookieContext.SameSite => true,
        CookieContext.CrossSiteNavigation => cookie.SameSite != "Strict",
        _ => cookie.SameSite == "None",
    };

    // RFC 6265bis §5.1.3: an address has no subdomains.
    private static bool IsDomainMatch(string host, string domain) =>
        host == domain || (host.EndsWith("." + domain, StringComparison.Ordinal) && !IPAddress.TryParse(host, out _));

    // RFC 6265bis §5.1.4.
    private static bool IsPathMatch(string path, string cookiePath) =>
        path == cookiePath
        || (path.StartsWith(cookiePath, StringComparison.Ordinal) && (cookiePath.EndsWith('/') || path[cookiePath.Length] == '/'));

    private static string DefaultPath(Uri uri)
    {
        int last = uri.AbsolutePath.LastIndexOf('/');
        return last <= 0 ? "/" : uri.AbsolutePath[..last];
    }

    private static string HostOf(Uri uri) => uri.IdnHost.ToLowerInvariant();

    /// <summary>The scheme and the last two labels of the host, or an address.</summary>
    private static string SiteOf(Uri uri)
    {
        string host = HostOf(uri);
        string[] labels = host.Split('.');
        return uri.Scheme + "://" + (IPAddress.TryParse(host, out _) || labels.Length < 2 ? host : string.Join('.', labels[^2..]));
    }

    // Browsers also trust their own machine over plain HTTP.
    private static bool IsSecure(Uri uri) => uri.Scheme is "https" or "wss" || uri.IsLoopback;

    private bool TryReplace(Uri uri, BrowserCookie cookie)
    {
        bool wouldHideSecure = !cookie.IsSecure && !IsSecure(uri) && _cookies.Any(other =>
            other.IsSecure && other.Name == cookie.Name && IsPathMatch(cookie.Path, other.Path)
            && (IsDomainMatch(other.Domain, cookie.Domain) || IsDomainMatch(cookie.Domain, other.Domain)));
        if (wouldHideSecure)
            return false;

        int index = _cookies.FindIndex(cookie.HasIdentityOf);
        long order = index < 0 ? ++_created : _cookies[index].Order;
        if (index >= 0)
            _cookies.RemoveAt(index);
        _cookies.Add(cookie with { Order = order });
        DropExpired();
        return true;
    }

    private void DropExpired()
    {
        DateTimeOffset now = time.GetUtcNow();
        _cookies.RemoveAll(cookie => cookie.Expires <= now);
    }
}
