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
    private const string Ending = "-bound";

    // Each costs a decryption. A browser has one, and another one after a change of its attributes.
    private const int MaxRead = 4;

    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _lifetime = options.Value.BoundCookieLifetime;
    private readonly string? _name = options.Value.CookieName;

    /// <summary>Makes the browser store a new bound cookie.</summary>
    /// <exception cref="AuthUnavailableException">It cannot be protected now.</exception>
    public void Write(HttpContext context, HttpStrategy strategy, SessionId session, string thumbprint)
    {
        DateTimeOffset now = time.GetUtcNow();
        string value = statements.Create(DeviceStatementKind.Cookie, session, now + _lifetime, thumbprint);
        TimeSpan tenth = _lifetime / 10;
        CookieOptions attributes = AuthCookie.Create(strategy.Cookie, VariantOf(context, strategy));
        AuthCookie.Persist(attributes, now + _lifetime - (tenth < LongestMargin ? tenth : LongestMargin), now);
        ResponseCookies.Of(context).Store(context.Response, VariantOf(context, strategy), value, attributes);
    }

    /// <summary>Makes the browser delete the bound cookie.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy)
    {
        CookieVariant variant = VariantOf(context, strategy);
        ResponseCookies.Of(context).Delete(context.Response, variant, AuthCookie.Delete(strategy.Cookie, variant));
    }

    /// <summary>The name of the bound cookie.</summary>
    public string NameOf(HttpContext context, HttpStrategy strategy) => _name ?? NameOf(strategy.Cookie, CookieNames.SuffixOf(context));

    /// <summary>Its attributes, as the session instructions describe them.</summary>
    public static string AttributesOf(HttpStrategy strategy)
    {
        AuthCookieOptions cookie = strategy.Cookie;
        string domain = cookie.Domain is null ? "" : $"; Domain={cookie.Domain}";
        string secure = cookie.AllowsHttp ? "" : "; Secure";
        return $"Path={cookie.Path}{domain}{secure}; HttpOnly; SameSite={cookie.SameSite}{(cookie.Partitioned ? "; Partitioned" : "")}";
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
        foreach (string? header in context.Request.Headers.Cookie)
        {
            foreach (StringSegment pair in new StringTokenizer(header ?? "", [';']))
            {
                StringSegment cookie = pair.Trim();
                int equals = cookie.IndexOf('=');
                if (equals > 0 && IsName(context, cookie.AsSpan()[..equals]) && ++read <= MaxRead)
                    yield return cookie.Substring(equals + 1);
            }
        }
    }

    // The statement names its session, so the name need not be that of one strategy.
    private bool IsName(HttpContext context, ReadOnlySpan<char> name)
    {
        foreach (HttpStrategy strategy in strategies())
        {
            if (strategy.BindsDevices && name.SequenceEqual(NameOf(context, strategy)))
                return true;
        }

        return false;
    }

    private static string NameOf(AuthCookieOptions cookie, string suffix) => cookie.Name + Ending + (cookie.IsNameSet ? "" : suffix);

    private CookieVariant VariantOf(HttpContext context, HttpStrategy strategy) =>
        new(NameOf(context, strategy), strategy.Cookie.Domain, strategy.Cookie.Path, strategy.Cookie.Partitioned);
}
