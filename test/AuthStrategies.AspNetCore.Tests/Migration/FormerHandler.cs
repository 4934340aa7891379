using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Writes the cookie that the handler of AddCookie wrote in the former release. In this one its scheme leads to ours.</summary>
internal static class FormerHandler
{
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static async Task WriteAsync(HttpContext context, ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        CookieAuthenticationOptions options = context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(Scheme);
        properties.IssuedUtc = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        properties.ExpiresUtc ??= properties.IssuedUtc + options.ExpireTimeSpan;
        AuthenticationTicket ticket = new(principal, properties, Scheme);
        CookieOptions cookie = options.Cookie.Build(context);
        if (properties.IsPersistent)
            cookie.Expires = properties.ExpiresUtc;
        if (options.SessionStore is { } tickets)
        {
            string key = await tickets.StoreAsync(ticket, context, CancellationToken.None);
            ticket = new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyClaim, key)])), null, Scheme);
        }

        options.CookieManager.AppendResponseCookie(context, options.Cookie.Name!, options.TicketDataFormat.Protect(ticket), cookie);
    }
}
