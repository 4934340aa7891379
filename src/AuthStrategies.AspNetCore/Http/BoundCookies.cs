using System.Buffers.Text;
using AuthStrategies.AspNetCore.Keys;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// The bound cookies: short-lived statements that the browser has proved the key of a session. They are no credentials: without the session's cookie they
/// say nothing, and no reader of credentials knows their names. A thread-safe singleton.
/// </summary>
internal sealed class BoundCookies(DeviceStatements statements, IOptions<DeviceBindingOptions> options, TimeProvider time, Func<IReadOnlyList<HttpStrategy>> strategies)
{
    // Each costs a decryption. A browser has one, and another one after a change of its attributes.
    private const int MaxRead = 4;

    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _lifetime = options.Value.BoundCookieLifetime;
    private readonly string? _name = options.Value.CookieName;

    /// <summary>Makes a new bound cookie.</summary>
    /// <exception cref="AuthUnavailableException">It cannot be protected now.</exception>
    public BoundCookie Create(SessionId session, string thumbprint)
    {
        DateTimeOffset endsAt = time.GetUtcNow() + _lifetime;
        return new(statements.Create(DeviceStatementKind.Cookie, session, endsAt, thumbprint), endsAt);
    }

    /// <summary>Makes the browser store a new bound cookie.</summary>
    public void Write(HttpContext context, HttpStrategy strategy, in BoundCookie cookie)
    {
        TimeSpan tenth = _lifetime / 10;
        CookieOptions attributes = AuthCookie.Create(strategy.Cookie, VariantOf(context, strategy));
        // Counted from when it was made. What has passed since is less than the margin.
        AuthCookie.Persist(attributes, cookie.EndsAt - (tenth < LongestMargin ? tenth : LongestMargin), cookie.EndsAt - _lifetime);
        ResponseCookies.Of(context).Store(context.Response, VariantOf(context, strategy), cookie.Value, attributes);
    }

    /// <summary>Makes the browser delete the bound cookie, and those with a former name that it sent.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy)
    {
        Delete(context, strategy, VariantOf(context, strategy));
        foreach (string name in FormerNamesOf(context, strategy))
        {
            if (Cookies(context).Any(cookie => cookie.Name.Equals(name, StringComparison.Ordinal)))
                Delete(context, strategy, VariantOf(strategy, name));
        }
    }

    /// <summary>The name of the bound cookie.</summary>
    public string NameOf(HttpContext context, HttpStrategy strategy) =>
        _name is null ? strategy.Cookie.BoundNameAt(CookieNames.SuffixOf(context)) : strategy.Cookie.Carried(_name);

    /// <summary>Its attributes, as the session instructions describe them. Chromium refuses instructions with any other attribute than these.</summary>
    public static string AttributesOf(HttpStrategy strategy)
    {
        AuthCookieOptions cookie = strategy.Cookie;
        string domain = cookie.Domain is null ? "" : $"; Domain={cookie.Domain}";
        string secure = cookie.AllowsHttp ? "" : "; Secure";
        return $"Path={cookie.Path}{domain}{secure}; HttpOnly; SameSite={cookie.SameSite}";
    }

    /// <summary>Whether a request has a current bound cookie of a session and a key.</summary>
    public bool Prove(HttpContext context, SessionId session, string keyThumbprint)
    {
        DateTimeOffset now = time.GetUtcNow();
        byte[] thumbprint = Base64Url.DecodeFromChars(keyThumbprint);
        return Values(context).Any(value =>
            statements.TryRead(DeviceStatementKind.Cookie, value, now, out DeviceStatement statement)
            && statement.Session == session
            && statement.Thumbprint.Span.SequenceEqual(thumbprint));
    }

    /// <summary>Whether a request has a bound cookie, valid or not.</summary>
    public bool IsIn(HttpContext context, HttpStrategy strategy) => strategy.BindsDevices && Values(context).Any();

    /// <summary>The values of the bound cookies, in the order of the request. Read here, because the framework keeps one of several and decodes it.</summary>
    private IEnumerable<string> Values(HttpContext context)
    {
        int read = 0;
        foreach ((StringSegment name, StringSegment value) in Cookies(context))
        {
            if (IsName(context, name) && ++read <= MaxRead)
                yield return value.ToString();
        }
    }

    private static IEnumerable<(StringSegment Name, StringSegment Value)> Cookies(HttpContext context)
    {
        foreach (string? header in context.Request.Headers.Cookie)
        {
            foreach (StringSegment pair in new StringTokenizer(header ?? "", [';']))
            {
                StringSegment cookie = pair.Trim();
                int equals = cookie.IndexOf('=');
                if (equals > 0)
                    yield return (cookie.Subsegment(0, equals), cookie.Subsegment(equals + 1));
            }
        }
    }

    // The statement names its session, so the name need not be that of one strategy.
    private bool IsName(HttpContext context, StringSegment name)
    {
        foreach (HttpStrategy strategy in strategies())
        {
            if (strategy.BindsDevices && (name.Equals(NameOf(context, strategy), StringComparison.Ordinal) || FormerNamesOf(context, strategy).Any(former => name.Equals(former, StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The names that the bound cookie had before the session's cookie was renamed or it got a name itself. A browser keeps the old one, and sees no reason to
    /// refresh, until it ends.
    /// </summary>
    private IEnumerable<string> FormerNamesOf(HttpContext context, HttpStrategy strategy)
    {
        string suffix = CookieNames.SuffixOf(context);
        if (_name is not null)
            yield return strategy.Cookie.BoundNameAt(suffix);
        foreach (string former in strategy.FormerNames)
        {
            yield return former + AuthCookieOptions.BoundEnding;
            // A default name below a path base: the suffix comes last.
            if (suffix.Length > 0 && former.EndsWith(suffix, StringComparison.Ordinal))
                yield return former[..^suffix.Length] + AuthCookieOptions.BoundEnding + suffix;
        }
    }

    private static void Delete(HttpContext context, HttpStrategy strategy, CookieVariant variant) =>
        ResponseCookies.Of(context).Delete(context.Response, variant, AuthCookie.Delete(strategy.Cookie, variant));

    private CookieVariant VariantOf(HttpContext context, HttpStrategy strategy) => VariantOf(strategy, NameOf(context, strategy));

    // Browsers accept the prefix without a domain and for the root only, so a cookie with it had neither.
    private static CookieVariant VariantOf(HttpStrategy strategy, string name) => name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase)
        ? new(name, null, "/", strategy.Cookie.Partitioned)
        : new(name, strategy.Cookie.Domain, strategy.Cookie.Path, strategy.Cookie.Partitioned);
}
