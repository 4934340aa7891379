using System.Security.Claims;
using System.Text;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Moves the logins of cookies of other schemes (<c>AcceptCookies</c>) to the first strategy. A thread-safe singleton.</summary>
internal sealed class FormerCookies(
    IEnumerable<AcceptedCookieScheme> schemes, IOptionsMonitor<AcceptedCookieOptions> accepted, IOptionsMonitor<CookieAuthenticationOptions> cookies, StrategyList strategies, TimeProvider time, ILogger<FormerCookies> logger)
{
    // A session takes its bound from one second after its own reading of the clock, which is a little later than ours.
    private static readonly TimeSpan Nearest = TimeSpan.FromSeconds(2);

    // Of a cookie without an end, this long a copy could be kept.
    private static readonly TimeSpan LongestCookie = TimeSpan.FromDays(400);

    private readonly string[] _schemes = [.. schemes.Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal)];

    // Anyone can send a cookie that cannot be read, so it is logged once.
    private bool _hasWarned;

    private HttpStrategy Strategy => strategies.All[0];

    private IFormerLogins Logins => Strategy.Strategy as IFormerLogins
        ?? throw new InvalidOperationException($"AcceptCookies needs a first strategy that implements IFormerLogins, and \"{Strategy.Name}\" does not. Add AddSession() first.");

    /// <summary>Whether a request, or a part of it, asks the strategy that the logins are moved to.</summary>
    public bool Concerns(AuthRequest request) => request.Scope is null || request.Scope.Strategies.Contains(Strategy);

    /// <summary>Whether a sign-out of a scheme is one of the strategy that the logins are moved to.</summary>
    public bool Concerns(string scheme) => strategies.Of(scheme).Contains(Strategy);

    /// <summary>The cookies of accepted schemes that their formats can read.</summary>
    private List<FormerCookie> Find(HttpContext context)
    {
        List<FormerCookie> all = [];
        foreach (string scheme in _schemes)
        {
            if (time.GetUtcNow() < accepted.Get(scheme).Until && TryRead(context, scheme) is { } found)
                all.Add(found);
        }

        return all;
    }

    /// <summary>Presents our credential for the cookie of an accepted scheme, if the request has one whose login goes on.</summary>
    /// <returns>Whether there is a credential to ask for. Otherwise the request has its outcome.</returns>
    public async ValueTask<bool> TryPresentAsync(HttpContext context, AuthRequest request, CrossSiteCheck crossSite, UnavailableLog unavailable)
    {
        try
        {
            List<FormerCookie> cookies = Find(context);
            if (cookies.Count == 0)
                return false;
            if (crossSite.Refuses(context.Request))
            {
                request.SetCrossSite();
                return false;
            }

            foreach (FormerCookie cookie in cookies)
            {
                if (await TakeAsync(context, request, cookie).ConfigureAwait(false) is not { } credential)
                    continue;

                request.Presented.Add(credential);
                request.FormerCookie = cookie;
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
    /// <returns>Our credential for it; <see langword="null"/> if there is no login.</returns>
    /// <exception cref="AuthUnavailableException">It cannot be told now.</exception>
    private async ValueTask<PresentedCredential?> TakeAsync(HttpContext context, AuthRequest request, FormerCookie cookie)
    {
        bool isKnown = await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false);
        if (!isKnown)
            isKnown = await MoveAsync(context, request, cookie).ConfigureAwait(false)
                // Another request may have moved it meanwhile, and removed its ticket.
                || await Logins.WasUsedAsync(cookie.Token, context.RequestAborted).ConfigureAwait(false);
        return isKnown ? new(cookie.Token, CredentialSource.Cookie, Strategy.Cookie.Name) : null;
    }

    /// <summary>Ends the logins of all cookies of accepted schemes, because their client signs out or signs in, and makes the browser delete them.</summary>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    public async ValueTask<bool> EndAsync(HttpContext context, AuthRequest request)
    {
        bool hasEnded = false;
        foreach (FormerCookie cookie in Find(context))
        {
            cookie.Delete(context);
            ValueTask<bool> ending;
            using (new ClientFactsScope(request))
                ending = Logins.EndAsync(cookie.Token, NoteEndOf(cookie.Scheme, cookie.Ticket.Properties.ExpiresUtc, cookie.Ticket), CancellationToken.None);
            hasEnded |= await ending.ConfigureAwait(false);
            await RemoveTicketAsync(context, cookie).ConfigureAwait(false);
        }

        return hasEnded;
    }

    // The cookie manager and the format may be the application's. A cookie that makes them fail must not fail every page.
    private FormerCookie? TryRead(HttpContext context, string scheme)
    {
        try
        {
            return Read(context, scheme);
        }
#pragma warning disable CA1031 // It counts as no cookie, as one that the format cannot read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!Interlocked.Exchange(ref _hasWarned, true))
                HttpLog.FormerCookieUnreadable(logger, exception, scheme);
            return null;
        }
    }

    private FormerCookie? Read(HttpContext context, string scheme)
    {
        CookieAuthenticationOptions options = cookies.Get(scheme);
        if (options.CookieManager.GetRequestCookie(context, options.Cookie.Name!) is not { Length: > 0 } text || BytesOf(text, options) is not { } bytes)
            return null;

        // Without token binding, which no browser has any more.
        return options.TicketDataFormat.Unprotect(text) is { } ticket ? new(scheme, options, ticket, Logins.TokenOf(bytes)) : null;
    }

    // One login, one spelling: the format of ASP.NET Core also reads texts that decode to the same bytes.
    private static byte[]? BytesOf(string text, CookieAuthenticationOptions options)
    {
        if (options.TicketDataFormat is not SecureDataFormat<AuthenticationTicket>)
            return Encoding.UTF8.GetBytes(text);

        try
        {
            byte[] bytes = Base64UrlTextEncoder.Decode(text);
            return Base64UrlTextEncoder.Encode(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async ValueTask<bool> MoveAsync(HttpContext context, AuthRequest request, FormerCookie cookie)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Before the check: the event of the application may change the properties, but not the cookie.
        DateTimeOffset? cookieEnd = cookie.Options.SessionStore is null ? cookie.Ticket.Properties.ExpiresUtc : now;
        if (await FormerTicket.CheckAsync(context, cookie, now).ConfigureAwait(false) is not { } ticket)
            return false;
        if (Convert(cookie.Scheme, ticket.Principal) is not { } principal)
            return false;

        bool isFirst;
        try
        {
            isFirst = await Logins.MoveAsync(cookie.Token, principal, OptionsOf(request, cookie, ticket, now), NoteEndOf(cookie.Scheme, cookieEnd, ticket), context.RequestAborted).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            HttpLog.LoginNotMoved(logger, exception, cookie.Scheme);
            return false;
        }

        if (isFirst)
        {
            HttpLog.LoginMoved(logger, cookie.Scheme, Strategy.Name);
            await RemoveTicketAsync(context, cookie).ConfigureAwait(false);
        }

        return true;
    }

    private ClaimsPrincipal? Convert(string scheme, ClaimsPrincipal principal)
    {
        try
        {
            return accepted.Get(scheme).ConvertPrincipal is { } convert ? convert(principal) : principal;
        }
        catch (Exception exception) when (exception is not AuthUnavailableException)
        {
            throw new AuthUnavailableException($"The login of a cookie of {scheme} could not be moved, because ConvertPrincipal failed.", exception);
        }
    }

    // It is no new authentication. A scheme that slides writes the time of the last renewal where the time of the login was.
    private IssueOptions OptionsOf(AuthRequest request, FormerCookie cookie, AuthenticationTicket ticket, DateTimeOffset now)
    {
        AuthenticationProperties properties = ticket.Properties;
        bool slides = cookie.Options.SlidingExpiration && properties.AllowRefresh != false;
        return new()
        {
            Persistent = properties.IsPersistent,
            Label = properties.GetSessionLabel(),
            AuthenticatedAt = slides || properties.IssuedUtc is not { } issued ? DateTimeOffset.UnixEpoch : issued < now ? issued : now,
            NotAfter = slides || properties.ExpiresUtc is not { } end ? null : end > now + Nearest ? end : now + Nearest,
            Items = SignInProperties.ToItems(request, properties, Strategy),
            Client = request.GetClient(),
        };
    }

    // Until no node can accept the cookie any more: a client that keeps no new cookies comes with it until Until, and a node of the former release may renew its ticket.
    private DateTimeOffset NoteEndOf(string scheme, DateTimeOffset? cookieEnd, AuthenticationTicket ticket)
    {
        DateTimeOffset longest = time.GetUtcNow() + LongestCookie;
        return new[] { accepted.Get(scheme).Until ?? longest, cookieEnd ?? longest, ticket.Properties.ExpiresUtc ?? longest }.Max();
    }

    private async ValueTask RemoveTicketAsync(HttpContext context, FormerCookie cookie)
    {
        if (cookie.Options.SessionStore is not { } tickets || cookie.TicketKey is not { } key)
            return;

        try
        {
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
