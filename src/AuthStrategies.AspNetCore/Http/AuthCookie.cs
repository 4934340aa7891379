using AuthStrategies.AspNetCore.Options;
using Microsoft.Net.Http.Headers;
using SameSiteMode = Microsoft.Net.Http.Headers.SameSiteMode;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Makes the <c>Set-Cookie</c> values that store and delete one cookie, with the same attributes.</summary>
internal static class AuthCookie
{
    // RFC 6265bis §5.6: browsers drop longer cookies.
    private const int MaxLength = 4096;

    private static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(400);

    /// <summary>A cookie that lasts as long as the browser is open.</summary>
    /// <exception cref="InvalidOperationException">It would be too long for a browser.</exception>
    public static SetCookieHeaderValue Create(AuthCookieOptions options, CookieVariant variant, string value)
    {
        string name = variant.Name;
        if (name.Length + value.Length > MaxLength)
        {
            throw new InvalidOperationException(
                $"The cookie {name} would be {name.Length + value.Length} characters long; browsers accept {MaxLength}. Put fewer claims into the token, send it as a bearer token, or use a session strategy.");
        }

        SetCookieHeaderValue cookie = new(name, value)
        {
            Path = variant.Path,
            Domain = variant.Domain,
            Secure = true,
            HttpOnly = true,
            SameSite = (SameSiteMode)options.SameSite,
        };
        if (variant.Partitioned)
            cookie.Extensions.Add("Partitioned");
        return cookie;
    }

    /// <summary>Makes a cookie last until a moment, at most 400 days.</summary>
    public static void Persist(SetCookieHeaderValue cookie, DateTimeOffset until, DateTimeOffset now)
    {
        TimeSpan left = until - now;
        cookie.MaxAge = TimeSpan.FromSeconds(Math.Floor((left > LongestMaxAge ? LongestMaxAge : left).TotalSeconds));
        cookie.Expires = now + cookie.MaxAge.Value;
    }

    /// <summary>A cookie that makes the browser delete this one.</summary>
    public static SetCookieHeaderValue Delete(AuthCookieOptions options, CookieVariant variant)
    {
        SetCookieHeaderValue cookie = Create(options, variant, "");
        cookie.MaxAge = TimeSpan.Zero;
        cookie.Expires = DateTimeOffset.UnixEpoch;
        return cookie;
    }
}
