using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Makes the attributes that store and delete one cookie. They are the same for both.</summary>
internal static class AuthCookie
{
    // RFC 6265bis §5.6: browsers drop longer cookies.
    private const int MaxLength = 4096;

    private static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(400);

    /// <summary>Checks that a browser accepts a cookie.</summary>
    /// <exception cref="InvalidOperationException">It would be too long.</exception>
    /// <exception cref="FormatException">The value contains characters that a cookie cannot contain. Only a strategy of the application issues such values.</exception>
    public static void Require(CookieVariant variant, string value)
    {
        string name = variant.Name;
        if (name.Length + value.Length > MaxLength)
        {
            throw new InvalidOperationException(
                $"The cookie {name} would be {name.Length + value.Length} characters long; browsers accept {MaxLength}. Put fewer claims into the token, send it as a bearer token, or use a session strategy.");
        }

        _ = new SetCookieHeaderValue(name, value);
    }

    /// <summary>A cookie that lasts as long as the browser is open.</summary>
    public static CookieOptions Create(AuthCookieOptions options, CookieVariant variant)
    {
        CookieOptions cookie = new()
        {
            Path = variant.Path,
            Domain = variant.Domain,
            Secure = !options.AllowsHttp,
            HttpOnly = true,
            SameSite = options.SameSite,
            IsEssential = true,
        };
        if (variant.Partitioned)
            cookie.Extensions.Add("Partitioned");
        return cookie;
    }

    /// <summary>Makes a cookie last until a moment, at most 400 days.</summary>
    public static void Persist(CookieOptions cookie, DateTimeOffset until, DateTimeOffset now)
    {
        TimeSpan left = until - now;
        cookie.MaxAge = TimeSpan.FromSeconds(Math.Floor((left > LongestMaxAge ? LongestMaxAge : left).TotalSeconds));
        cookie.Expires = now + cookie.MaxAge.Value;
    }

    /// <summary>A cookie that makes the browser delete this one.</summary>
    public static CookieOptions Delete(AuthCookieOptions options, CookieVariant variant)
    {
        CookieOptions cookie = Create(options, variant);
        cookie.MaxAge = TimeSpan.Zero;
        cookie.Expires = DateTimeOffset.UnixEpoch;
        return cookie;
    }
}
