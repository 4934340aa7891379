using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Checks the login of a former cookie as its handler would (CookieAuthenticationHandler of ASP.NET Core). The handler itself cannot be asked: with
/// Identity its scheme leads to ours, it would prolong its cookie, and it transforms claims that ours transforms again.
/// </summary>
internal static class FormerTicket
{
    /// <returns>The ticket, and when its cookie was issued; <see langword="null"/> if the login has ended or is refused.</returns>
    /// <exception cref="AuthUnavailableException">The ticket store or an event of the application failed.</exception>
    public static async ValueTask<(AuthenticationTicket Ticket, DateTimeOffset? IssuedAt)?> CheckAsync(HttpContext context, FormerCookie cookie, DateTimeOffset now)
    {
        try
        {
            AuthenticationTicket? ticket = await FindAsync(context, cookie).ConfigureAwait(false);
            if (ticket is null || ticket.Properties.ExpiresUtc < now)
                return null;

            // Before the event of the application, which may change it.
            DateTimeOffset? issuedAt = ticket.Properties.IssuedUtc;
            AuthenticationScheme scheme = (await context.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(cookie.Scheme).ConfigureAwait(false))!;
            CookieValidatePrincipalContext validation = new(context, scheme, cookie.Options, ticket);
            await EventsOf(context, cookie.Options).ValidatePrincipal(validation).ConfigureAwait(false);
            if (validation.Principal is not null)
                await CheckStampAsync(context, scheme, cookie.Options, validation).ConfigureAwait(false);
            return validation.Principal is null ? null : (new(validation.Principal, validation.Properties, cookie.Scheme), issuedAt);
        }
        catch (Exception exception) when (exception is not AuthUnavailableException && !(exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            throw new AuthUnavailableException($"The login of a cookie of {cookie.Scheme} could not be checked, because its ticket store or its event ValidatePrincipal failed.", exception);
        }
    }

    private static async ValueTask<AuthenticationTicket?> FindAsync(HttpContext context, FormerCookie cookie)
    {
        if (cookie.Options.SessionStore is not { } tickets)
            return cookie.Ticket;

        return cookie.TicketKey is { } key ? await tickets.RetrieveAsync(key, context, context.RequestAborted).ConfigureAwait(false) : null;
    }

    private static CookieAuthenticationEvents EventsOf(HttpContext context, CookieAuthenticationOptions options) =>
        options.EventsType is { } type ? (CookieAuthenticationEvents)context.RequestServices.GetRequiredService(type) : options.Events;

    // Identity compares the stamp every 30 minutes. Our session is not compared with it any more, so this is the last time, and must not be left out.
    private static async ValueTask CheckStampAsync(HttpContext context, AuthenticationScheme scheme, CookieAuthenticationOptions options, CookieValidatePrincipalContext validation)
    {
        IServiceProvider services = context.RequestServices;
        if (services.GetService<ISecurityStampValidator>() is not { } validator)
            return;
        string stamp = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType;
        if (!validation.Principal!.HasClaim(claim => claim.Type == stamp))
            return;

        AuthenticationProperties unknown = validation.Properties.Clone();
        // Without a time of issue it compares in any case.
        unknown.IssuedUtc = null;
        CookieValidatePrincipalContext last = new(context, scheme, options, new AuthenticationTicket(validation.Principal, unknown, scheme.Name));
        await validator.ValidateAsync(last).ConfigureAwait(false);
        if (last.Principal is null)
            validation.RejectPrincipal();
        else
            validation.ReplacePrincipal(last.Principal);
    }
}
