using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Stores a strategy's credential in the browser's cookies, and deletes it. A thread-safe singleton.</summary>
internal sealed class CookieWriter(RefreshEndpointPath refreshPath, TimeProvider time)
{
    /// <summary>Stores a credential.</summary>
    /// <exception cref="InvalidOperationException">A cookie would be too long for a browser, or there is no path for the refresh token. Nothing was written.</exception>
    public void Write(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        string? path = credential.RefreshToken is null ? null : refreshPath.Find(context.Request) ?? throw NoRefreshEndpoint(strategy);
        SetCookieHeaderValue access = AuthCookie.Create(strategy.Cookie, strategy.Cookie.Name, credential.Value, strategy.Cookie.Path);
        SetCookieHeaderValue? refresh = path is null ? null : AuthCookie.Create(strategy.Cookie, strategy.Cookie.RefreshName, credential.RefreshToken!, path);

        Set(context, access, credential);
        if (refresh is not null)
            Set(context, refresh, credential);
    }

    /// <summary>Makes the browser delete a strategy's credential and refresh token.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy)
    {
        Set(context, AuthCookie.Delete(strategy.Cookie, strategy.Cookie.Name, strategy.Cookie.Path));
        DeleteRefresh(context, strategy);
    }

    /// <summary>Makes the browser delete a strategy's refresh token, if there can be one.</summary>
    public void DeleteRefresh(HttpContext context, HttpStrategy strategy)
    {
        if (strategy.HasRefreshCookie && refreshPath.Find(context.Request) is { } path)
            Set(context, AuthCookie.Delete(strategy.Cookie, strategy.Cookie.RefreshName, path));
    }

    // Both last equally long: a logout receives only the access cookie, and an expired access token still ends its session.
    private void Set(HttpContext context, SetCookieHeaderValue cookie, IssuedCredential credential)
    {
        if (credential.Persistent)
            AuthCookie.Persist(cookie, credential.RefreshTokenExpiresAt ?? credential.ExpiresAt, time.GetUtcNow());
        Set(context, cookie);
    }

    private static void Set(HttpContext context, SetCookieHeaderValue cookie) =>
        ResponseCookies.Of(context).Set(context.Response, cookie.Name.ToString(), cookie.ToString());

    private static InvalidOperationException NoRefreshEndpoint(HttpStrategy strategy) => new(
        $"The strategy {strategy.Name} issues a refresh token in a cookie, but no refresh endpoint is mapped that would receive it. Map one without route parameters: app.MapAuthRefresh().");
}
