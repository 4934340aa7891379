using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>
/// Takes over the paths of Identity's application cookie (<c>ConfigureApplicationCookie</c>) that the application did not set in
/// <see cref="AuthHttpOptions"/>, and logs at start which other settings of that cookie have no effect.
/// </summary>
internal sealed class IdentityApplicationCookie(
    IOptions<AuthenticationOptions> authentication, IOptionsMonitor<CookieAuthenticationOptions> cookies, ILogger<IdentityApplicationCookie> logger) : IPostConfigureOptions<AuthHttpOptions>, IStartupFilter
{
    private const string Lifetimes = "AddSession(o => o.IdleTimeout = …)";
    private const string Cookie = "UseAspNetCore(o => o.Strategy(\"Session\").Cookie)";
    private const string Redirects = "UseAspNetCore(o => o.LoginPath = …)";
    private const string Checks = "UsePrincipalRefresher<T>()";

    private static readonly string Application = IdentityConstants.ApplicationScheme;

    // What applications leave unset. The framework's default delegates are the same objects in each instance.
    private static readonly CookieAuthenticationOptions Usual = new();

    public void PostConfigure(string? name, AuthHttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Find() is { } cookie)
            options.SetDefaultPaths(cookie.LoginPath, cookie.LogoutPath, cookie.AccessDeniedPath, cookie.ReturnUrlParameter);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        if (Find() is { } cookie && string.Join(", ", Ignored(cookie).Concat(Ignored(cookie.Events))) is { Length: > 0 } settings)
            HttpLog.IdentityCookieIgnored(logger, settings);
        return next;
    }

    /// <summary>The options of the cookie that Identity registered; <see langword="null"/> if there is none, as with <c>AddIdentityCore</c>.</summary>
    private CookieAuthenticationOptions? Find() =>
        authentication.Value.SchemeMap.TryGetValue(Application, out AuthenticationSchemeBuilder? scheme) && typeof(CookieAuthenticationHandler).IsAssignableFrom(scheme.HandlerType)
            ? cookies.Get(Application)
            : null;

    private static IEnumerable<string> Ignored(CookieAuthenticationOptions options)
    {
        if (options.ExpireTimeSpan != Usual.ExpireTimeSpan)
            yield return $"ExpireTimeSpan ({Lifetimes})";
        if (options.SlidingExpiration != Usual.SlidingExpiration)
            yield return "SlidingExpiration (AuthenticationProperties.AllowRefresh = false at sign-in)";
        if (options.Cookie.Name != CookieAuthenticationDefaults.CookiePrefix + Uri.EscapeDataString(Application))
            yield return $"Cookie.Name ({Cookie}.Name)";
        if (options.Cookie.Domain is not null)
            yield return $"Cookie.Domain ({Cookie}.Domain)";
        if (options.Cookie.Path is not null)
            yield return $"Cookie.Path ({Cookie}.Path)";
        if (options.Cookie.SameSite != Usual.Cookie.SameSite)
            yield return $"Cookie.SameSite ({Cookie}.SameSite)";
        if (options.Cookie.MaxAge is not null)
            yield return $"Cookie.MaxAge ({Lifetimes})";
        if (!options.Cookie.HttpOnly)
            yield return "Cookie.HttpOnly (always on)";
        if (options.SessionStore is not null)
            yield return "SessionStore (UseSessionStore)";
        if (options.CookieManager is not ChunkingCookieManager)
            yield return "CookieManager (not used)";
        if (options.EventsType is not null)
            yield return $"EventsType ({Redirects}, {Checks})";
    }

    private static IEnumerable<string> Ignored(CookieAuthenticationEvents events)
    {
        CookieAuthenticationEvents usual = Usual.Events;
        if (events.GetType() != typeof(CookieAuthenticationEvents))
            yield return $"Events ({Redirects}, {Checks})";
        if (events.OnValidatePrincipal != usual.OnValidatePrincipal && events.OnValidatePrincipal.Method.DeclaringType != typeof(SecurityStampValidator))
            yield return $"Events.OnValidatePrincipal ({Checks})";
        if (events.OnRedirectToLogin != usual.OnRedirectToLogin)
            yield return $"Events.OnRedirectToLogin ({Redirects}; requests of scripts get 401 in any case)";
        if (events.OnRedirectToAccessDenied != usual.OnRedirectToAccessDenied)
            yield return "Events.OnRedirectToAccessDenied (UseAspNetCore(o => o.AccessDeniedPath = …); requests of scripts get 403 in any case)";
        if (events.OnRedirectToLogout != usual.OnRedirectToLogout || events.OnRedirectToReturnUrl != usual.OnRedirectToReturnUrl)
            yield return "Events.OnRedirectToLogout or OnRedirectToReturnUrl (not used)";
        if (events.OnSigningIn != usual.OnSigningIn || events.OnSignedIn != usual.OnSignedIn || events.OnSigningOut != usual.OnSigningOut || events.OnCheckSlidingExpiration != usual.OnCheckSlidingExpiration)
            yield return "Events.OnSigningIn, OnSignedIn, OnSigningOut or OnCheckSlidingExpiration (a class derived from SignInManager)";
    }
}
