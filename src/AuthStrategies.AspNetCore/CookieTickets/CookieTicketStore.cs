using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>
/// Keeps the tickets of a cookie scheme as items of sessions. The cookie has the token of the session; the store has the subject and
/// encrypted items. Thread-safe.
/// </summary>
/// <param name="scheme">The scheme, which is also the name of the strategy.</param>
/// <param name="services">Gives the strategy and the options at the first use: both are created late.</param>
/// <param name="codec">Protects the tickets.</param>
/// <param name="cookies">The options of the scheme.</param>
/// <param name="time">The clock.</param>
/// <param name="unavailable">Reports outages.</param>
/// <param name="logger">The log.</param>
internal sealed class CookieTicketStore(
    string scheme, IServiceProvider services, CookieTicketCodec codec, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider time, UnavailableLog unavailable, ILogger<CookieTicketStore> logger)
    : ITicketStore
{
    /// <summary>The name of the item.</summary>
    public const string Item = "ticket";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private IAuthStrategy Strategy => field ??= services.GetRequiredKeyedService<IAuthStrategy>(scheme);

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, httpContext: null, CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken) => StoreAsync(ticket, httpContext: null, cancellationToken);

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext? httpContext, CancellationToken cancellationToken) =>
        IssueAsync(ticket, replaces: null, httpContext, cancellationToken);

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, httpContext: null, CancellationToken.None);

    public Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) => RetrieveAsync(key, httpContext: null, cancellationToken);

    /// <returns>The ticket; <see langword="null"/> if the session has ended, its ticket cannot be read, or the store does not answer.</returns>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        AuthResult found;
        try
        {
            found = await AuthenticateAsync(key, httpContext, cancellationToken).ConfigureAwait(false);
            unavailable.Answered(accepting: null);
        }
        catch (AuthUnavailableException exception)
        {
            // Anonymous pages work without the store. A page that demands a user is answered 503 at the challenge, and the cookie stays.
            unavailable.Request(exception, strategy: null);
            TicketRequestState.Of(httpContext, scheme).StoreFailure = exception;
            return null;
        }

        if (!found.Succeeded)
            return null;
        if (found.Items.TryGetValue(Item, out string? text) && text is not null && codec.Read(scheme, text) is { } ticket)
            return ticket;

        HttpLog.TicketUnreadable(logger, scheme, found.SessionId);
        return null;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, httpContext: null, CancellationToken.None);

    public Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken) => RenewAsync(key, ticket, httpContext: null, cancellationToken);

    /// <summary>Replaces the ticket of a session that has not ended. A session that has ended stays ended.</summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        TicketRequestState state = TicketRequestState.Of(httpContext, scheme);
        if (state.IsSigningIn)
            await SignInAgainAsync(key, ticket, state, httpContext, cancellationToken).ConfigureAwait(false);
        else
            await ProlongAsync(key, ticket, httpContext, cancellationToken).ConfigureAwait(false);
    }

    public Task RemoveAsync(string key) => RemoveAsync(key, httpContext: null, CancellationToken.None);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => RemoveAsync(key, httpContext: null, cancellationToken);

    /// <summary>Ends a session: its user signs out, or its ticket has expired.</summary>
    public async Task RemoveAsync(string key, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<RevokeOutcome> revoked;
            using (new ClientFactsScope(new TicketClient(httpContext)))
                revoked = Strategy.RevokeAsync(key, cancellationToken);
            await revoked.ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception) when (httpContext is not null)
        {
            // An expired ticket needs no removal now. A sign-out fails a moment later, in the events.
            TicketRequestState.Of(httpContext, scheme).StoreFailure = exception;
        }
    }

    private ValueTask<AuthResult> AuthenticateAsync(string key, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        using ClientFactsScope scope = new(new TicketClient(httpContext));
        return Strategy.AuthenticateAsync(key, cancellationToken);
    }

    // The handler keeps its key when it signs in a browser that has a session. Another user must get another session, and an ended one is no place for a login.
    private async Task SignInAgainAsync(string key, AuthenticationTicket ticket, TicketRequestState state, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        AuthResult current = await AuthenticateAsync(key, httpContext, cancellationToken).ConfigureAwait(false);
        bool isSameUser = current.Succeeded && current.Principal.FindFirst("sub")?.Value == TicketSubject.Of(ticket.Principal);
        if (!isSameUser || !await TryReplaceAsync(key, ticket, httpContext, cancellationToken).ConfigureAwait(false))
            state.NewKey = await IssueAsync(ticket, key, httpContext, cancellationToken).ConfigureAwait(false);
    }

    // The response is about to be sent, and the user has a session: nothing here may fail the request. A later request tries again.
    private async Task ProlongAsync(string key, AuthenticationTicket ticket, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        try
        {
            await TryReplaceAsync(key, ticket, httpContext, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Rotation(exception, strategy: null);
        }
        catch (ArgumentException exception)
        {
            HttpLog.TicketTooLarge(logger, exception, scheme);
        }
    }

    private async Task<bool> TryReplaceAsync(string key, AuthenticationTicket ticket, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        string text = codec.Write(scheme, ticket);
        ValueTask<ItemsOutcome> updated;
        using (new ClientFactsScope(new TicketClient(httpContext)))
            updated = ((ISessionItems)Strategy).UpdateAsync(key, items => items[Item] = text, cancellationToken);
        return await updated.ConfigureAwait(false) == ItemsOutcome.Updated;
    }

    private async Task<string> IssueAsync(AuthenticationTicket ticket, string? replaces, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        string subject = TicketSubject.Of(ticket.Principal);
        string text = codec.Write(scheme, ticket);
        if (text.Length + Item.Length > IssueOptions.MaxItemsSize)
            throw new InvalidOperationException($"The ticket of {scheme} has {text.Length} bytes; at most {IssueOptions.MaxItemsSize - Item.Length} are kept. Sign in with fewer claims, or without SaveTokens.");

        IssueOptions options = new()
        {
            // A cookie's own lifetime decides; the browser's copy is the handler's business.
            Persistent = true,
            Items = new Dictionary<string, string?>(StringComparer.Ordinal) { [Item] = text },
            Label = ticket.Properties.GetSessionLabel(),
            Client = new TicketClient(httpContext).GetClient(),
            Replaces = replaces,
        };
        SetLifetime(options, ticket.Properties);
        IssuedCredential issued = await Strategy.IssueAsync(TicketSubject.PrincipalOf(subject), options, cancellationToken).ConfigureAwait(false);
        return issued.Value;
    }

    // A ticket that does not slide, or that is to live longer than ExpireTimeSpan, ends at its own time. Others end when they were not used.
    private void SetLifetime(IssueOptions options, AuthenticationProperties properties)
    {
        CookieAuthenticationOptions cookie = cookies.Get(scheme);
        TimeSpan lifetime = properties.ExpiresUtc - time.GetUtcNow() ?? cookie.ExpireTimeSpan;
        if (cookie.SlidingExpiration && properties.AllowRefresh != false && lifetime <= cookie.ExpireTimeSpan)
            return;

        options.AllowRenewal = false;
        options.Lifetime = lifetime < Shortest ? Shortest : lifetime > Longest ? Longest : lifetime;
    }
}
