using AuthStrategies.AspNetCore.Options;
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
    /// <param name="access">Which other access cookies are deleted.</param>
    /// <param name="refresh">Which other refresh cookies are deleted.</param>
    /// <exception cref="InvalidOperationException">A cookie would be too long for a browser, or there is no path for the refresh token. Nothing was written.</exception>
    public void Write(
        HttpContext context, HttpStrategy strategy, IssuedCredential credential, string? presented = null, CookieReach access = CookieReach.Present, CookieReach refresh = CookieReach.Present)
    {
        CookieVariant accessCookie = AccessOf(strategy);
        CookieVariant? refreshCookie = credential.RefreshToken is null ? null : RefreshOf(context, strategy) ?? throw NoRefreshEndpoint(strategy);
        SetCookieHeaderValue accessLine = AuthCookie.Create(strategy.Cookie, accessCookie, credential.Value);
        SetCookieHeaderValue? refreshLine = refreshCookie is null ? null : AuthCookie.Create(strategy.Cookie, refreshCookie, credential.RefreshToken!);

        if (access == CookieReach.All || credential.Value != presented)
            Store(context, strategy, accessCookie, accessLine, credential, access);
        if (refreshCookie is not null && (refresh == CookieReach.All || credential.RefreshToken != presented))
            Store(context, strategy, refreshCookie, refreshLine!, credential, refresh);
    }

    /// <summary>Finds out whether <see cref="Write"/> can store a credential, before the credential becomes valid.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public void Require(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        AuthCookie.Create(strategy.Cookie, AccessOf(strategy), credential.Value);
        if (credential.RefreshToken is { } token)
            AuthCookie.Create(strategy.Cookie, RefreshOf(context, strategy) ?? throw NoRefreshEndpoint(strategy), token);
    }

    /// <summary>Makes the browser delete a strategy's credential and refresh token.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy, CookieReach access, CookieReach refresh)
    {
        DeleteAccess(context, strategy, access);
        DeleteRefresh(context, strategy, refresh);
    }

    /// <summary>Makes the browser delete a strategy's credential.</summary>
    public void DeleteAccess(HttpContext context, HttpStrategy strategy, CookieReach reach) => Delete(context, strategy, AccessOf(strategy), reach);

    /// <summary>Makes the browser delete a strategy's refresh token, if there can be one.</summary>
    public void DeleteRefresh(HttpContext context, HttpStrategy strategy, CookieReach reach)
    {
        if (strategy.HasRefreshCookie && RefreshOf(context, strategy) is { } cookie)
            Delete(context, strategy, cookie, reach);
    }

    private static CookieVariant AccessOf(HttpStrategy strategy) => new(strategy.Cookie.Name, strategy.Cookie.Domain, strategy.Cookie.Path, strategy.Cookie.Partitioned);

    private CookieVariant? RefreshOf(HttpContext context, HttpStrategy strategy)
    {
        string? path = strategy.RefreshesOnRequest ? strategy.Cookie.Path : refreshPath.Find(context.Request);
        return path is null ? null : new(strategy.RefreshName, strategy.Cookie.Domain, path, strategy.Cookie.Partitioned);
    }

    // Both last equally long: a logout receives only the access cookie, and an expired access token still ends its session.
    private void Store(HttpContext context, HttpStrategy strategy, CookieVariant cookie, SetCookieHeaderValue line, IssuedCredential credential, CookieReach reach)
    {
        if (credential.Persistent)
            AuthCookie.Persist(line, EndOf(context.Request, strategy, credential), time.GetUtcNow());
        ResponseCookies.Of(context).Store(context.Response, cookie, line);
        DeleteVariants(context, strategy, cookie, reach);
    }

    // A cookie that no later response renews lasts as long as its session can: the server enforces the idle timeout.
    private static DateTimeOffset EndOf(HttpRequest request, HttpStrategy strategy, IssuedCredential credential)
    {
        if (credential.RefreshTokenExpiresAt is { } renewedByRefresh)
            return renewedByRefresh;

        bool isRenewed = strategy.Rotation is { RotatesCookies: true } && RotatingClients.Include(request, strategy.RotateFor);
        return isRenewed ? credential.ExpiresAt : credential.AbsoluteExpiresAt ?? credential.ExpiresAt;
    }

    private void Delete(HttpContext context, HttpStrategy strategy, CookieVariant cookie, CookieReach reach)
    {
        ResponseCookies.Of(context).Delete(context.Response, cookie, AuthCookie.Delete(strategy.Cookie, cookie));
        DeleteVariants(context, strategy, cookie, reach);
    }

    private void DeleteVariants(HttpContext context, HttpStrategy strategy, CookieVariant cookie, CookieReach reach)
    {
        HttpRequest request = context.Request;
        string? formerPath = FormerPathOf(request, strategy, cookie);
        IEnumerable<CookieVariant> variants = reach switch
        {
            CookieReach.Former => CookieVariants.Former(strategy.Cookie, cookie, request.Host.Host, formerPath),
            CookieReach.All => CookieVariants.All(strategy.Cookie, cookie, request.Host.Host, PathOf(request, strategy, cookie), formerPath),
            _ => [],
        };
        ResponseCookies response = ResponseCookies.Of(context);
        foreach (CookieVariant variant in variants.Take(ResponseCookies.MaxLines))
            response.DeleteIfAny(context.Response, variant, AuthCookie.Delete(strategy.Cookie, variant));
    }

    // A refresh cookie is sent to the refresh endpoint only, whichever request changes it, unless requests are served by it.
    private static string PathOf(HttpRequest request, HttpStrategy strategy, CookieVariant cookie) =>
        cookie.Name == strategy.RefreshName && !strategy.RefreshesOnRequest ? cookie.Path : OriginalAddress.Of(request.HttpContext, OriginalAddress.Path(request.HttpContext));

    // Browsers may have the refresh cookie from the time before requests were served by it.
    private string? FormerPathOf(HttpRequest request, HttpStrategy strategy, CookieVariant cookie) =>
        strategy.RefreshesOnRequest && cookie.Name == strategy.RefreshName ? refreshPath.Find(request) : null;

    private static InvalidOperationException NoRefreshEndpoint(HttpStrategy strategy) => new(
        $"The strategy {strategy.Name} issues a refresh token in a cookie, but no refresh endpoint is mapped that would receive it. Map one without route parameters: app.MapAuthRefresh().");
}
