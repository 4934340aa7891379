using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Moves the logins of cookies of other schemes (<c>AcceptCookies</c>) to the first strategy. A thread-safe singleton.</summary>
internal sealed class FormerCookies(FormerCookieReader reader, FormerMover mover, RefusedFormerLogins refused, StrategyList strategies)
{
    private HttpStrategy Strategy => strategies.All[0];

    private IFormerLogins Logins => Strategy.Strategy as IFormerLogins
        ?? throw new InvalidOperationException($"AcceptCookies needs a first strategy that implements IFormerLogins, and \"{Strategy.Name}\" does not. Add AddSession() first.");

    private bool Concerns(AuthRequest request) => request.Scope is null || request.Scope.Strategies.Contains(Strategy);

    /// <summary>Whether a sign-out of a scheme is one of the strategy that the logins are moved to.</summary>
    public bool Concerns(string scheme) => strategies.Of(scheme).Contains(Strategy);

    /// <summary>
    /// Whether a cookie of another scheme may authenticate a request: it has no credential of ours, or was refused only because its cookie of ours is of no
    /// use any more, which must not hide a former login that goes on. A token that two clients have used, or that the application refused, is another matter.
    /// </summary>
    public bool MayAnswer(AuthRequest request) => request.Presented.Count == 0
        ? request.Presented.Mistake is null && Concerns(request)
        : request is { Outcome: AuthRequestOutcome.Refused, Result.Failure.Reason: AuthFailureReason.UnknownSession or AuthFailureReason.Expired or AuthFailureReason.Malformed }
            && request.Presented.All.All(credential => credential.Source == CredentialSource.Cookie)
            && Concerns(request);

    /// <summary>Presents our credential for the cookie of an accepted scheme, if the request has one whose login goes on.</summary>
    /// <returns>Whether there is a credential to ask for. Otherwise the request has its outcome.</returns>
    public async ValueTask<bool> TryPresentAsync(HttpContext context, AuthRequest request, CrossSiteCheck crossSite, UnavailableLog unavailable)
    {
        try
        {
            List<FormerCookie> cookies = reader.Find(context, toMove: true);
            if (cookies.Count == 0)
                return false;
            if (crossSite.Refuses(context.Request))
            {
                request.SetCrossSite();
                return false;
            }

            foreach (FormerCookie cookie in cookies)
            {
                if (await TakeAsync(context, request, cookie).ConfigureAwait(false) is not { } taken)
                    continue;

                request.Presented.ReplaceBy(new(taken.Token, CredentialSource.Cookie, Strategy.Cookie.Name));
                request.FormerCookie = taken;
                return true;
            }

            return false;
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, strategy: null);
            request.SetUnavailable(exception);
            return false;
        }
    }

    /// <summary>Begins the session of a cookie that was never used before and whose login goes on.</summary>
    /// <returns>The cookie, if the token that stands for it is to be asked for; <see langword="null"/> if there is no login.</returns>
    /// <exception cref="AuthUnavailableException">It cannot be told now.</exception>
    private async ValueTask<FormerCookie?> TakeAsync(HttpContext context, AuthRequest request, FormerCookie found)
    {
        FormerCookie cookie = await reader.WithTokenAsync(found, Logins, context.RequestAborted).ConfigureAwait(false);
        if (refused.Has(cookie))
            return null;
        if (await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false))
        {
            await mover.RemoveLeftTicketAsync(context, cookie).ConfigureAwait(false);
            return cookie;
        }

        FormerLoginOutcome? outcome = await mover.MoveAsync(context, request, cookie, Strategy, Logins).ConfigureAwait(false);
        // Another request may have moved it meanwhile, and removed its ticket.
        bool isNoted = outcome == FormerLoginOutcome.Moved || await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false);
        return isNoted || outcome == FormerLoginOutcome.MovedByAnother ? cookie with { IsNoted = isNoted } : null;
    }

    /// <summary>Ends the logins of all cookies of accepted schemes, because their client signs out or signs in, and makes the browser delete them.</summary>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    public async ValueTask<bool> EndAsync(HttpContext context, AuthRequest request)
    {
        bool hasEnded = false;
        foreach (FormerCookie found in reader.Find(context, toMove: false))
        {
            found.Delete(context);
            FormerCookie cookie = await reader.WithTokenAsync(found, Logins, CancellationToken.None).ConfigureAwait(false);
            ValueTask<bool> ending;
            using (new ClientFactsScope(request))
                ending = Logins.EndAsync(cookie.Token, mover.NoteEndOf(cookie.Scheme, cookie.Ticket.Properties.ExpiresUtc, cookie.Ticket), CancellationToken.None);
            hasEnded |= await ending.ConfigureAwait(false);
            await mover.RemoveTicketAsync(context, cookie).ConfigureAwait(false);
        }

        return hasEnded;
    }
}
