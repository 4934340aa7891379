using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SameSiteMode = Microsoft.Net.Http.Headers.SameSiteMode;

namespace AuthStrategies.AspNetCore.Cookies;

/// <summary>Writes a strategy's credential into its cookies, and clears them with the very same attributes. A thread-safe singleton.</summary>
internal sealed class CookieWriter(RefreshPath refreshPath, TimeProvider time)
{
    // RFC 6265bis §5.6: browsers drop what is longer.
    private const int MaxLength = 4096;

    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    /// <summary>Hands a credential to the browser.</summary>
    /// <exception cref="InvalidOperationException">A cookie would be too long for a browser, or there is no path for the refresh token. Nothing was written.</exception>
    public void Write(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        string? path = credential.RefreshToken is null ? null : refreshPath.Find(context.Request) ?? throw NoRefreshEndpoint(strategy);
        SetCookieHeaderValue access = New(strategy.Cookie, strategy.Cookie.Name, credential.Value, strategy.Cookie.Path);
        SetCookieHeaderValue? refresh = path is null ? null : New(strategy.Cookie, strategy.Cookie.RefreshName, credential.RefreshToken!, path);
        CheckLength(access);
        CheckLength(refresh);

        // Both equally long: the logout receives the first one alone, and ends a login by an expired access token too.
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = credential.RefreshTokenExpiresAt ?? credential.ExpiresAt;
        Set(context, Lasting(access, credential.Persistent, until, now));
        if (refresh is not null)
            Set(context, Lasting(refresh, credential.Persistent, until, now));
    }

    /// <summary>Makes the browser forget a strategy's credentials.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy)
    {
        Set(context, Gone(New(strategy.Cookie, strategy.Cookie.Name, "", strategy.Cookie.Path)));
        DeleteRefresh(context, strategy);
    }

    /// <summary>Makes the browser forget a strategy's refresh token, if there can be one.</summary>
    public void DeleteRefresh(HttpContext context, HttpStrategy strategy)
    {
        if (strategy.Kind != AuthStrategyKind.Session && refreshPath.Find(context.Request) is { } path)
            Set(context, Gone(New(strategy.Cookie, strategy.Cookie.RefreshName, "", path)));
    }

    private static SetCookieHeaderValue New(AuthCookieOptions options, string name, string value, string path) => new(name, value)
    {
        Path = path,
        Domain = options.Domain,
        Secure = true,
        HttpOnly = true,
        SameSite = (SameSiteMode)options.SameSite,
    };

    private static SetCookieHeaderValue Lasting(SetCookieHeaderValue cookie, bool isPersistent, DateTimeOffset until, DateTimeOffset now)
    {
        if (!isPersistent)
            return cookie;

        TimeSpan left = until - now;
        cookie.MaxAge = TimeSpan.FromSeconds(Math.Floor((left > MaxAge ? MaxAge : left).TotalSeconds));
        cookie.Expires = now + cookie.MaxAge.Value;
        return cookie;
    }

    private static SetCookieHeaderValue Gone(SetCookieHeaderValue cookie)
    {
        cookie.MaxAge = TimeSpan.Zero;
        cookie.Expires = DateTimeOffset.UnixEpoch;
        return cookie;
    }

    private static void Set(HttpContext context, SetCookieHeaderValue cookie) =>
        ResponseCookies.Of(context).Set(context.Response, cookie.Name.ToString(), cookie.ToString());

    private static void CheckLength(SetCookieHeaderValue? cookie)
    {
        if (cookie is not null && cookie.Name.Length + cookie.Value.Length > MaxLength)
        {
            throw new InvalidOperationException(
                $"The cookie {cookie.Name} would be {cookie.Name.Length + cookie.Value.Length} characters long; browsers take {MaxLength}. Put fewer claims into the token, send it as a bearer token, or use a session strategy.");
        }
    }

    private static InvalidOperationException NoRefreshEndpoint(HttpStrategy strategy) => new(
        $"The strategy {strategy.Name} issues a refresh token in a cookie, and no endpoint would receive it. Map one without route parameters: app.MapAuthRefresh().");
}
