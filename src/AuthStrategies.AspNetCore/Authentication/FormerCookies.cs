using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Moves the logins of cookies of other schemes (<c>AcceptCookies</c>) to the first strategy. A thread-safe singleton.</summary>
internal sealed class FormerCookies(FormerCookieReader reader, FormerMover mover, RefusedFormerLogins refused, StrategyList strategies, TimeProvider time, ILogger<FormerCookies> logger)
{
    private readonly MinuteLimit _log = new(time);

    private HttpStrategy Strategy => strategies.All[0];

    private IFormerLogins Logins => Strategy.Strategy.GetService<IFormerLogins>()
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

    /// <summary>
    /// Authenticates by the cookies of accepted schemes, if the request has one whose login goes on: presents our credential for each, and asks, until there is
    /// an answer. One whose login has ended hides no other.
    /// </summary>
    public async Task AnswerAsync(HttpContext context, AuthRequest request, CrossSiteCheck crossSite, UnavailableLog unavailable, Func<Task> ask)
    {
        try
        {
            List<FormerCookie> cookies = reader.Find(context, toMove: true);
            if (cookies.Count > 0 && crossSite.Refuses(context.Request))
            {
                request.SetCrossSite();
                return;
            }

            DateTimeOffset? endedAt = request.Result.Failure?.SessionEnd?.EndedAt;
            foreach (FormerCookie cookie in cookies)
            {
                if (await TakeAsync(context, request, cookie, endedAt).ConfigureAwait(false) is not { } taken)
                    continue;

                request.Presented.ReplaceBy(new(taken.Token, CredentialSource.Cookie, Strategy.Cookie.Name));
                request.FormerCookie = taken;
                await ask().ConfigureAwait(false);
                if (!MayAnswer(request))
                    return;

                if (taken.IsNoted)
                    Drop(context, taken);
            }
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, strategy: null);
            request.SetUnavailable(exception);
        }
    }

    /// <summary>Begins the session of a cookie that was never used before and whose login goes on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="found">The cookie.</param>
    /// <param name="endedAt">When our session in this browser was ended.</param>
    /// <returns>The cookie, if the token that stands for it is to be asked for; <see langword="null"/> if there is no login.</returns>
    /// <exception cref="AuthUnavailableException">It cannot be told now.</exception>
    private async ValueTask<FormerCookie?> TakeAsync(HttpContext context, AuthRequest request, FormerCookie found, DateTimeOffset? endedAt)
    {
        FormerCookie cookie = await reader.WithTokenAsync(found, Logins, context.RequestAborted).ConfigureAwait(false);
        if (await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false))
        {
            await mover.RemoveLeftTicketAsync(context, cookie).ConfigureAwait(false);
            return cookie;
        }

        // After the note: another node may have moved a login meanwhile that was refused here.
        if (refused.Has(cookie))
            return null;

        FormerLoginOutcome? outcome = await mover.MoveAsync(context, request, cookie, endedAt, Strategy, Logins).ConfigureAwait(false);
        if (outcome == FormerLoginOutcome.Ended)
        {
            Drop(context, cookie);
            return null;
        }

        // Another request may have moved it meanwhile, and removed its ticket.
        bool isNoted = outcome == FormerLoginOutcome.Moved || await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false);
        return isNoted || outcome == FormerLoginOutcome.MovedByAnother ? cookie with { IsNoted = isNoted } : null;
    }

    /// <summary>When all former logins of the user of a ticket were ended last.</summary>
    /// <returns>Whether it is known, and the time; <see langword="null"/> if they were not ended, or the ticket is not moved anyway.</returns>
    public async ValueTask<(bool IsKnown, DateTimeOffset? EndedAt)> FindEndAsync(HttpContext context, AuthenticationTicket ticket)
    {
        try
        {
            return (true, await mover.ConvertAsync(context, ticket).ConfigureAwait(false) is { } login ? await Logins.FindEndAsync(login.Principal, context.RequestAborted).ConfigureAwait(false) : null);
        }
        catch (AuthUnavailableException exception)
        {
            if (_log.MayLog())
                HttpLog.LoginEndUnknown(logger, exception, ticket.AuthenticationScheme);
            return (false, null);
        }
        catch (ArgumentException)
        {
            // It names no user.
            return (true, null);
        }
    }

    /// <summary>The login of a cookie has ended: its browser need not send it any more.</summary>
    private static void Drop(HttpContext context, FormerCookie cookie)
    {
        if (!context.Response.HasStarted)
            cookie.Replace(context);
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
            hasEnded |= await EndLoginAsync(request, cookie).ConfigureAwait(false);
            await mover.RemoveTicketAsync(context, cookie).ConfigureAwait(false);
        }

        return hasEnded;
    }

    private ValueTask<bool> EndLoginAsync(AuthRequest request, FormerCookie cookie)
    {
        using ClientFactsScope scope = new(request);
        return Logins.EndAsync(cookie.Token, mover.NoteEndOf(cookie), CancellationToken.None);
    }
}
