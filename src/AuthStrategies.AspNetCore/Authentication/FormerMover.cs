using System.Security.Claims;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Begins the session of a former login: checks it, makes its principal and its options, and removes its ticket. A thread-safe singleton.</summary>
internal sealed class FormerMover(IOptionsMonitor<AcceptedCookieOptions> accepted, RefusedFormerLogins refused, TimeProvider time, ILogger<FormerCookies> logger)
{
    // A session takes its bound from one second after its own reading of the clock, which is a little later than ours.
    private static readonly TimeSpan Nearest = TimeSpan.FromSeconds(2);

    // Of a cookie without an end, this long a copy could be kept.
    private static readonly TimeSpan LongestCookie = TimeSpan.FromDays(400);

    private bool _hasLeftOutItems;

    /// <summary>Checks a login that was never moved, and begins its session.</summary>
    /// <returns>What happened; <see langword="null"/> if the login has ended, is refused or cannot be moved.</returns>
    /// <exception cref="AuthUnavailableException">It cannot be told now.</exception>
    public async ValueTask<FormerLoginOutcome?> MoveAsync(HttpContext context, AuthRequest request, FormerCookie cookie, DateTimeOffset? endedAt, HttpStrategy strategy, IFormerLogins logins)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Before the check: the event of the application may change the properties, but not the cookie.
        DateTimeOffset noteEnd = NoteEndOf(cookie, cookie.Ticket, now);
        if (await FormerTicket.CheckAsync(context, cookie, now).ConfigureAwait(false) is not var (ticket, issuedAt))
            return null;
        // Our session in this browser was ended, and the cookie may be a renewed one of the same login.
        if (endedAt is not null && !(issuedAt > endedAt))
            return null;

        FormerLoginOutcome? outcome = await ConvertAsync(context, ticket).ConfigureAwait(false) is { } login
            ? await TryMoveAsync(logins, cookie, login.Principal, OptionsOf(request, cookie, login, strategy), issuedAt, new[] { noteEnd, NoteEndOf(cookie, login, now) }.Max(), context.RequestAborted).ConfigureAwait(false)
            : null;
        if (outcome is null)
            refused.Add(cookie);
        if (outcome == FormerLoginOutcome.Moved)
            HttpLog.LoginMoved(logger, cookie.Scheme, strategy.Name);
        else if (outcome == FormerLoginOutcome.Ended)
            HttpLog.LoginEnded(logger, cookie.Scheme);
        if (outcome is FormerLoginOutcome.Moved or FormerLoginOutcome.Ended && !cookie.KeepsCookie)
            await RemoveTicketAsync(context, cookie).ConfigureAwait(false);
        return outcome;
    }

    /// <returns>What happened; <see langword="null"/> if the login cannot be kept in a session.</returns>
    private async ValueTask<FormerLoginOutcome?> TryMoveAsync(
        IFormerLogins logins, FormerCookie cookie, ClaimsPrincipal principal, IssueOptions options, DateTimeOffset? issuedAt, DateTimeOffset end, CancellationToken cancellationToken)
    {
        try
        {
            return await logins.MoveAsync(cookie.Token, principal, options, issuedAt, end, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception) when (options.Items is { Count: > 0 })
        {
            // Usually the tokens of a provider. Without them the user stays logged in.
            options.Items = null;
            FormerLoginOutcome? outcome = await TryMoveAsync(logins, cookie, principal, options, issuedAt, end, cancellationToken).ConfigureAwait(false);
            if (outcome == FormerLoginOutcome.Moved && !Interlocked.Exchange(ref _hasLeftOutItems, true))
                HttpLog.LoginMovedWithoutItems(logger, exception, cookie.Scheme);
            return outcome;
        }
        catch (ArgumentException exception)
        {
            if (refused.MayLog())
                HttpLog.LoginNotMoved(logger, exception, cookie.Scheme);
            return null;
        }
    }

    /// <summary>
    /// The principal of the session of a ticket, and its properties; <see langword="null"/> if <c>ConvertPrincipal</c> refuses it. The given ticket is not changed: a
    /// ticket store in memory gives one object to all requests, and the handler may go on with it.
    /// </summary>
    /// <exception cref="AuthUnavailableException"><c>ConvertPrincipal</c> failed.</exception>
    /// <exception cref="OperationCanceledException">The client has disconnected.</exception>
    public async ValueTask<AuthenticationTicket?> ConvertAsync(HttpContext context, AuthenticationTicket ticket)
    {
        string scheme = ticket.AuthenticationScheme;
        if (accepted.Get(scheme).ConvertPrincipal is not { } convert)
            return ticket;

        AcceptedCookieContext login = new() { Principal = PrincipalQuestion.Copy(ticket.Principal), Properties = ticket.Properties.Clone(), Scheme = scheme, HttpContext = context };
        try
        {
            return await FormerQuestion.AskAsync(convert, login, context.RequestAborted).ConfigureAwait(false) is { } principal ? new(principal, login.Properties, scheme) : null;
        }
        catch (Exception exception) when (exception is not AuthUnavailableException && !(exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            throw new AuthUnavailableException($"The login of a cookie of {scheme} could not be moved, because ConvertPrincipal failed.", exception);
        }
    }

    // It is no new authentication. A scheme that slides writes the time of the last renewal where the time of the login was.
    private IssueOptions OptionsOf(AuthRequest request, FormerCookie cookie, AuthenticationTicket ticket, HttpStrategy strategy)
    {
        // Not the time before the check: a look-up of the application may have taken longer than the login still lasts.
        DateTimeOffset now = time.GetUtcNow();
        AuthenticationProperties properties = ticket.Properties;
        bool slides = cookie.Options.SlidingExpiration && properties.AllowRefresh != false;
        return new()
        {
            Persistent = properties.IsPersistent,
            Label = properties.GetSessionLabel(),
            AuthenticatedAt = slides || properties.IssuedUtc is not { } issued ? DateTimeOffset.UnixEpoch : issued < now ? issued : now,
            NotAfter = slides || properties.ExpiresUtc is not { } end ? null : end > now + Nearest ? end : now + Nearest,
            Items = SignInProperties.ToItems(request, properties, strategy),
            Client = request.GetClient(),
        };
    }

    /// <summary>How long the store must note that a cookie was used.</summary>
    public DateTimeOffset NoteEndOf(FormerCookie cookie) => NoteEndOf(cookie, cookie.Ticket, time.GetUtcNow());

    // Until no node can accept the cookie any more: a client that keeps no new cookies comes with it until Until, and a node of the former release may renew its ticket.
    private DateTimeOffset NoteEndOf(FormerCookie cookie, AuthenticationTicket ticket, DateTimeOffset now)
    {
        DateTimeOffset until = accepted.Get(cookie.Scheme).Until ?? now + LongestCookie;
        // The cookie of a ticket in a store has no end, and is of no use without the ticket.
        DateTimeOffset end = ticket.Properties.ExpiresUtc ?? (cookie.TicketKey is null ? now + LongestCookie : until);
        return end > until ? end : until;
    }

    /// <summary>A cookie of a login that was moved comes again: its ticket may be there because an earlier removal failed, or its process ended.</summary>
    public ValueTask RemoveLeftTicketAsync(HttpContext context, FormerCookie cookie) => cookie.TicketKey is null || cookie.KeepsCookie ? default : RemoveTicketAsync(context, cookie, isLeft: true);

    /// <summary>Removes the ticket from the application's ticket store. A failure is logged.</summary>
    public async ValueTask RemoveTicketAsync(HttpContext context, FormerCookie cookie, bool isLeft = false)
    {
        if (cookie.Options.SessionStore is not { } tickets || cookie.TicketKey is not { } key)
            return;

        try
        {
            if (!isLeft || await tickets.RetrieveAsync(key, context, CancellationToken.None).ConfigureAwait(false) is not null)
                await tickets.RemoveAsync(key, context, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The cookie is used up for this application: the ticket that is left harms only a node of the former release.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HttpLog.TicketNotRemoved(logger, exception, cookie.Scheme);
        }
    }
}
