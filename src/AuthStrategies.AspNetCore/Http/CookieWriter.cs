using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Stores a strategy's credential in the browser's cookies, and deletes it. A thread-safe singleton.</summary>
internal sealed class CookieWriter(RefreshEndpointPath refreshPath, TimeProvider time)
{
    /// <summary>Stores a credential. Without a refresh token, the client keeps the refresh cookie that it has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="strategy">The strategy that issued the credential.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="presented">What the client sent; a cookie that already has this value is not sent, so that a late response never puts an old one back.</param>
    /// <exception cref="InvalidOperationException">A cookie would be too long for a browser, or there is no path for the refresh token. Nothing was written.</exception>
    public void Write(HttpContext context, HttpStrategy strategy, IssuedCredential credential, string? presented = null)
    {
        (SetCookieHeaderValue access, SetCookieHeaderValue? refresh) = Create(context, strategy, credential);
        if (credential.Value != presented)
            Set(context, access, credential);
        if (refresh is not null && credential.RefreshToken != presented)
            Set(context, refresh, credential);
    }

    /// <summary>Finds out whether <see cref="Write"/> can store a credential, before the credential becomes valid.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public void Require(HttpContext context, HttpStrategy strategy, IssuedCredential credential) => Create(context, strategy, credential);

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

    private (SetCookieHeaderValue Access, SetCookieHeaderValue? Refresh) Create(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        string? path = credential.RefreshToken is null ? null : refreshPath.Find(context.Request) ?? throw NoRefreshEndpoint(strategy);
        return (
            AuthCookie.Create(strategy.Cookie, strategy.Cookie.Name, credential.Value, strategy.Cookie.Path),
            path is null ? null : AuthCookie.Create(strategy.Cookie, strategy.Cookie.RefreshName, credential.RefreshToken!, path));
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
