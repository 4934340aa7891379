using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Stores a strategy's credential in the browser's cookies, and deletes it. A thread-safe singleton.</summary>
internal sealed class CookieWriter(RefreshEndpointPath refreshPath, OriginalAddress address, TimeProvider time, BoundCookies? bound = null)
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
        CookieVariant accessCookie = AccessOf(context, strategy);
        CookieVariant? refreshCookie = credential.RefreshToken is null ? null : RefreshOf(context, strategy) ?? throw NoRefreshEndpoint(strategy);
        AuthCookie.Require(accessCookie, credential.Value);
        if (refreshCookie is not null)
            AuthCookie.Require(refreshCookie, credential.RefreshToken!);

        if (access == CookieReach.All || credential.Value != presented)
            Store(context, strategy, accessCookie, credential.Value, credential, access);
        if (refreshCookie is not null && (refresh == CookieReach.All || credential.RefreshToken != presented))
            Store(context, strategy, refreshCookie, credential.RefreshToken!, credential, refresh);
    }

    /// <summary>Finds out whether <see cref="Write"/> can store a credential, before the credential becomes valid.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public void Require(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        AuthCookie.Require(AccessOf(context, strategy), credential.Value);
        if (credential.RefreshToken is { } token)
            AuthCookie.Require(RefreshOf(context, strategy) ?? throw NoRefreshEndpoint(strategy), token);
    }

    /// <summary>Makes the browser delete a strategy's credential and refresh token.</summary>
    public void Delete(HttpContext context, HttpStrategy strategy, CookieReach access, CookieReach refresh)
    {
        DeleteAccess(context, strategy, access);
        DeleteRefresh(context, strategy, refresh);
        if (strategy.BindsDevices)
            bound?.Delete(context, strategy);
    }

    /// <summary>Makes the browser delete a strategy's credential.</summary>
    public void DeleteAccess(HttpContext context, HttpStrategy strategy, CookieReach reach) => Delete(context, strategy, AccessOf(context, strategy), reach);

    /// <summary>Makes the browser delete a strategy's refresh token, if there can be one.</summary>
    public void DeleteRefresh(HttpContext context, HttpStrategy strategy, CookieReach reach)
    {
        if (strategy.HasRefreshCookie && RefreshOf(context, strategy) is { } cookie)
            Delete(context, strategy, cookie, reach);
    }

    /// <summary>The path of the request, as the browser sees it.</summary>
    public string PathOf(HttpContext context) => address.Of(context, address.Path(context));

    private static CookieVariant AccessOf(HttpContext context, HttpStrategy strategy) =>
        new(strategy.Cookie.NameWith(CookieNames.SuffixOf(context)), strategy.Cookie.Domain, strategy.Cookie.Path, strategy.Cookie.Partitioned);

    private CookieVariant? RefreshOf(HttpContext context, HttpStrategy strategy)
    {
        string? path = strategy.RefreshesOnRequest ? strategy.Cookie.Path : refreshPath.Find(context.Request);
        return path is null ? null : new(strategy.Cookie.RefreshNameWith(CookieNames.SuffixOf(context)), strategy.Cookie.Domain, path, strategy.Cookie.Partitioned);
    }

    // Both last equally long: a logout receives only the access cookie, and an expired access token still ends its session.
    private void Store(HttpContext context, HttpStrategy strategy, CookieVariant cookie, string value, IssuedCredential credential, CookieReach reach)
    {
        address.Check(context);
        CookieOptions attributes = AuthCookie.Create(strategy.Cookie, cookie);
        if (credential.Persistent)
            AuthCookie.Persist(attributes, EndOf(context.Request, strategy, credential), time.GetUtcNow());
        ResponseCookies.Of(context).Store(context.Response, cookie, value, attributes);
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
            CookieReach.Former => CookieVariants.Former(strategy.Cookie, cookie, RequestHost.NameOf(request), formerPath),
            CookieReach.All => CookieVariants.All(strategy.Cookie, cookie, RequestHost.NameOf(request), PathOf(context, strategy, cookie), formerPath),
            _ => [],
        };
        ResponseCookies response = ResponseCookies.Of(context);
        foreach (CookieVariant variant in variants.Take(ResponseCookies.MaxLines))
            response.DeleteIfAny(context.Response, variant, AuthCookie.Delete(strategy.Cookie, variant).CreateCookieHeader(variant.Name, "").ToString());
    }

    // A refresh cookie is sent to the refresh endpoint only, regardless of the request that changes it, unless requests are served by it.
    private string PathOf(HttpContext context, HttpStrategy strategy, CookieVariant cookie) =>
        strategy.Cookie.IsRefreshName(cookie.Name) && !strategy.RefreshesOnRequest ? cookie.Path : PathOf(context);

    // Browsers may have the refresh cookie from the time before requests were served by it.
    private string? FormerPathOf(HttpRequest request, HttpStrategy strategy, CookieVariant cookie) =>
        strategy.RefreshesOnRequest && strategy.Cookie.IsRefreshName(cookie.Name) ? refreshPath.Find(request) : null;

    private static InvalidOperationException NoRefreshEndpoint(HttpStrategy strategy) => new(
        $"The strategy {strategy.Name} issues a refresh token in a cookie, but no refresh endpoint is mapped that would receive it. Map one without route parameters: app.MapAuthRefresh().");
}
