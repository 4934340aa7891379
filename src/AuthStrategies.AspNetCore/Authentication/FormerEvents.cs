using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Puts events before those of an accepted scheme, for the time in which its handler goes on with its logins: a renewal writes a new time of issue, so a login
/// that was ended with all others of its user would count as a later one. A sign-in after the end is later, also within the same second. Thread-safe.
/// </summary>
internal sealed class FormerEvents(FormerPeriod period)
{
    private const string Key = "AuthStrategies.FormerLoginEnded:";

    /// <summary>Changes the events of a scheme. Those of the application are called in all cases, whichever way they were set.</summary>
    public void Add(CookieAuthenticationOptions options)
    {
        (CookieAuthenticationEvents events, Type? type) = (options.Events, options.EventsType);
        options.EventsType = null;
        options.Events = new()
        {
            OnCheckSlidingExpiration = context => CheckSlidingExpirationAsync(Own(context.HttpContext), context),
            OnValidatePrincipal = context => ValidatePrincipalAsync(Own(context.HttpContext), context),
            OnSigningIn = context => SigningInAsync(Own(context.HttpContext), context),
            OnSignedIn = context => Own(context.HttpContext).SignedIn(context),
            OnSigningOut = context => Own(context.HttpContext).SigningOut(context),
            OnRedirectToLogin = context => Own(context.HttpContext).RedirectToLogin(context),
            OnRedirectToLogout = context => Own(context.HttpContext).RedirectToLogout(context),
            OnRedirectToReturnUrl = context => Own(context.HttpContext).RedirectToReturnUrl(context),
            OnRedirectToAccessDenied = context => Own(context.HttpContext).RedirectToAccessDenied(context),
        };

        CookieAuthenticationEvents Own(HttpContext context) => type is null ? events : (CookieAuthenticationEvents)context.RequestServices.GetRequiredService(type);
    }

    private async Task CheckSlidingExpirationAsync(CookieAuthenticationEvents own, CookieSlidingExpirationContext context)
    {
        await own.CheckSlidingExpiration(context).ConfigureAwait(false);
        if (!context.ShouldRenew || context.Principal is null || !period.IsLeft(context.Scheme.Name))
            return;

        bool? hasEnded = await HasEndedAsync(context, context.Principal, context.Properties.IssuedUtc).ConfigureAwait(false);
        context.ShouldRenew = hasEnded == false;
        // This event cannot refuse the login; the next one can.
        if (hasEnded == true)
            context.HttpContext.Items[Key + context.Scheme.Name] = true;
    }

    private async Task ValidatePrincipalAsync(CookieAuthenticationEvents own, CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.Items.Remove(Key + context.Scheme.Name))
        {
            context.RejectPrincipal();
            return;
        }

        DateTimeOffset? issuedAt = context.Properties.IssuedUtc;
        await own.ValidatePrincipal(context).ConfigureAwait(false);
        if (!context.ShouldRenew || context.Principal is null || !period.IsLeft(context.Scheme.Name))
            return;

        bool? hasEnded = await HasEndedAsync(context, context.Principal, issuedAt).ConfigureAwait(false);
        context.ShouldRenew = hasEnded == false;
        if (hasEnded == true)
            context.RejectPrincipal();
    }

    // A cookie has whole seconds, and the clock of the node that ended the logins may be ahead.
    private async Task SigningInAsync(CookieAuthenticationEvents own, CookieSigningInContext context)
    {
        await own.SigningIn(context).ConfigureAwait(false);
        if (context.Principal is null || !period.IsLeft(context.Scheme.Name))
            return;

        (_, DateTimeOffset? endedAt) = await FindEndAsync(context, context.Principal).ConfigureAwait(false);
        if (endedAt is { } end && WholeSeconds(context.Properties.IssuedUtc) is var issuedAt && !(issuedAt > end) && end < DateTimeOffset.MaxValue.AddDays(-1))
            context.Properties.IssuedUtc = WholeSeconds(end)!.Value.AddSeconds(1);
    }

    /// <returns>Whether the login has ended; <see langword="null"/> if that cannot be told now. Then the cookie goes on as it is, and the next request asks again.</returns>
    private static async ValueTask<bool?> HasEndedAsync(PrincipalContext<CookieAuthenticationOptions> context, System.Security.Claims.ClaimsPrincipal principal, DateTimeOffset? issuedAt)
    {
        (bool isKnown, DateTimeOffset? endedAt) = await FindEndAsync(context, principal).ConfigureAwait(false);
        return isKnown ? endedAt is not null && !(issuedAt > endedAt) : null;
    }

    // Resolved here, because what reads cookies needs the options that this is part of.
    private static ValueTask<(bool IsKnown, DateTimeOffset? EndedAt)> FindEndAsync(PrincipalContext<CookieAuthenticationOptions> context, System.Security.Claims.ClaimsPrincipal principal) =>
        context.HttpContext.RequestServices.GetRequiredService<FormerCookies>().FindEndAsync(
            context.HttpContext, new AuthenticationTicket(principal, context.Properties ?? new(), context.Scheme.Name));

    private static DateTimeOffset? WholeSeconds(DateTimeOffset? time) =>
        time is { } known ? new DateTimeOffset(known.UtcTicks - known.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero) : null;
}
