using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>The application's events, and what a store that does not answer means for them. Thread-safe.</summary>
/// <param name="inner">The application's events.</param>
/// <param name="type">The type of the application's events, if they come from the services of the request.</param>
internal sealed class TicketCookieEvents(CookieAuthenticationEvents inner, Type? type) : CookieAuthenticationEvents
{
    public override Task ValidatePrincipal(CookieValidatePrincipalContext context) => Inner(context.HttpContext).ValidatePrincipal(context);

    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context) => Inner(context.HttpContext).CheckSlidingExpiration(context);

    public override async Task SigningIn(CookieSigningInContext context)
    {
        await Inner(context.HttpContext).SigningIn(context).ConfigureAwait(false);
        TicketRequestState state = StateOf(context);
        state.IsSigningIn = true;
        if (state.StoreFailure is { } failure)
            throw new AuthUnavailableException("The user was not signed in: the session store did not answer, so it is not known which session the browser has.", failure);
    }

    public override Task SignedIn(CookieSignedInContext context)
    {
        StateOf(context).IsSigningIn = false;
        return Inner(context.HttpContext).SignedIn(context);
    }

    public override Task SigningOut(CookieSigningOutContext context)
    {
        if (StateOf(context).StoreFailure is not { } failure)
            return Inner(context.HttpContext).SigningOut(context);

        // Before the cookie is deleted: with it, the user can try again.
        context.HttpContext.RequestServices.GetRequiredService<UnavailableLog>().SignOut(failure);
        throw new AuthUnavailableException("The user was not signed out: the session store did not answer, so the session stays valid. The cookie is kept; try again later.", failure);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        StateOf(context).StoreFailure is null
            ? Inner(context.HttpContext).RedirectToLogin(context)
            : UnavailableTickets.AnswerAsync(context.HttpContext, Problems.Unavailable);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        StateOf(context).StoreFailure is null
            ? Inner(context.HttpContext).RedirectToAccessDenied(context)
            : UnavailableTickets.AnswerAsync(context.HttpContext, Problems.Unavailable);

    public override Task RedirectToLogout(RedirectContext<CookieAuthenticationOptions> context) => Inner(context.HttpContext).RedirectToLogout(context);

    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => Inner(context.HttpContext).RedirectToReturnUrl(context);

    private static TicketRequestState StateOf(BaseContext<CookieAuthenticationOptions> context) => TicketRequestState.Of(context.HttpContext, context.Scheme.Name);

    private CookieAuthenticationEvents Inner(HttpContext context) =>
        type is null ? inner : (CookieAuthenticationEvents)context.RequestServices.GetRequiredService(type);
}
