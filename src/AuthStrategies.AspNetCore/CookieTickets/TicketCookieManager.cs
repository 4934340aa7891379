using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>
/// Puts the key of a new session into the cookie of a sign-in, where the handler would keep the key of the session before. Thread-safe.
/// </summary>
/// <param name="scheme">The scheme.</param>
/// <param name="inner">Reads and writes cookies.</param>
/// <param name="options">The options of the scheme; complete when the first cookie is written.</param>
internal sealed class TicketCookieManager(string scheme, ICookieManager inner, CookieAuthenticationOptions options) : ICookieManager
{
    // The handler's own name of the claim (CookieAuthenticationHandler.SessionIdClaim).
    private const string SessionIdClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    public string? GetRequestCookie(HttpContext context, string key) => inner.GetRequestCookie(context, key);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => inner.DeleteCookie(context, key, options);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions cookie)
    {
        bool isNew = key == options.Cookie.Name && TicketRequestState.Of(context, scheme).NewKey is not null;
        inner.AppendResponseCookie(context, key, isNew ? WithKey(context, value, TicketRequestState.Of(context, scheme).NewKey!) : value, cookie);
    }

    private string WithKey(HttpContext context, string? value, string newKey)
    {
        string? binding = context.Features.Get<ITlsTokenBindingFeature>()?.GetProvidedTokenBindingId() is { } id ? Convert.ToBase64String(id) : null;
        AuthenticationProperties? properties = options.TicketDataFormat.Unprotect(value, binding)?.Properties;
        ClaimsIdentity identity = new([new Claim(SessionIdClaim, newKey, ClaimValueTypes.String, options.ClaimsIssuer)], options.ClaimsIssuer);
        return options.TicketDataFormat.Protect(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, scheme), binding);
    }
}
