using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>A cookie of another scheme in one request. Its text is genuine: the scheme's format could read it.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Options">The options of its handler.</param>
/// <param name="Ticket">What the cookie has. With a ticket store only the key of the ticket.</param>
/// <param name="Name">What tells its login from all others: all cookies of one ticket in a ticket store have the same.</param>
internal sealed record FormerCookie(string Scheme, CookieAuthenticationOptions Options, AuthenticationTicket Ticket, byte[] Name)
{
    // The name that CookieAuthenticationHandler gives the key of a ticket.
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>The token of ours that stands for it; empty until it was made.</summary>
    public string Token { get; init; } = "";

    /// <summary>The key of its ticket; <see langword="null"/> if the cookie has the ticket itself.</summary>
    public string? TicketKey { get; } = KeyOf(Options, Ticket);

    /// <summary>Whether the cookie, and its ticket, are also of other applications, which go on with them.</summary>
    public bool KeepsCookie { get; init; }

    /// <summary>
    /// Whether the store has noted that the cookie was used. Until then its browser keeps it and does not get ours: with ours alone, nobody would write the
    /// note that keeps a copy of the cookie from beginning another session.
    /// </summary>
    public bool IsNoted { get; init; } = true;

    /// <summary>Whether the answer may hand out our cookie and delete this one. Browsers drop ours from some answers, and obey the deletion.</summary>
    public bool CanBeReplaced(HttpRequest request, HttpStrategy strategy) => IsNoted && RotationConditions.StoresCookie(request, strategy.Cookie.SameSite);

    /// <summary>The key of the ticket of a cookie; <see langword="null"/> if the cookie has the ticket itself.</summary>
    public static string? KeyOf(CookieAuthenticationOptions options, AuthenticationTicket ticket) => options.SessionStore is null ? null : ticket.Principal.FindFirst(KeyClaim)?.Value;

    /// <summary>The browser gets our cookie: it deletes this one, unless it is kept.</summary>
    public void Replace(HttpContext context)
    {
        if (!KeepsCookie)
            Delete(context);
    }

    /// <summary>Makes the browser delete the cookie.</summary>
    public void Delete(HttpContext context) => Options.CookieManager.DeleteCookie(context, Options.Cookie.Name!, Options.Cookie.Build(context));

    /// <summary>Never the token.</summary>
    public override string ToString() => $"FormerCookie of {Scheme}";
}
