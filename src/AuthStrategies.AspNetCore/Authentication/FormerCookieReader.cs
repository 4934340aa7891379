using System.Text;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Reads the cookies of accepted schemes in a request. Asks the store for nothing but the secret of their tokens. A thread-safe singleton.</summary>
internal sealed class FormerCookieReader(
    IEnumerable<AcceptedCookieScheme> schemes, IOptionsMonitor<AcceptedCookieOptions> accepted, IOptionsMonitor<CookieAuthenticationOptions> cookies, FormerSecret secret, TimeProvider time, ILogger<FormerCookies> logger)
{
    private readonly string[] _schemes = [.. schemes.Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal)];

    // Anyone can send a cookie that cannot be read, so it is logged once.
    private bool _hasWarned;

    /// <summary>The cookies that their formats can read, without their tokens.</summary>
    /// <param name="context">The request.</param>
    /// <param name="toMove">Whether only those count whose logins are moved.</param>
    public List<FormerCookie> Find(HttpContext context, bool toMove)
    {
        List<FormerCookie> all = [];
        foreach (string scheme in _schemes)
        {
            AcceptedCookieOptions options = accepted.Get(scheme);
            if (time.GetUtcNow() < options.Until && (options.MoveLogins || !toMove) && TryRead(context, scheme) is { } found)
                all.Add(found);
        }

        return all;
    }

    /// <summary>The same cookie with the token of ours that stands for it.</summary>
    /// <exception cref="AuthUnavailableException">The token cannot be made now.</exception>
    public async ValueTask<FormerCookie> WithTokenAsync(FormerCookie cookie, IFormerLogins logins, CancellationToken cancellationToken) =>
        cookie with { Token = logins.TokenOf(await secret.HashAsync(logins, cookie.Name, cancellationToken).ConfigureAwait(false)) };

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
        if (options.TicketDataFormat.Unprotect(text) is not { } ticket)
            return null;

        // Each renewal of a ticket makes another cookie with the same key: together they are one login.
        string? key = FormerCookie.KeyOf(options, ticket);
        byte[] name = key is null ? bytes : Encoding.UTF8.GetBytes($"ticket\0{scheme}\0{key}");
        return new(scheme, options, ticket, name) { KeepsCookie = accepted.Get(scheme).KeepCookie == true };
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
}
