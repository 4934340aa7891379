using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.SignIn;

/// <summary>Logs a client out: ends the login behind everything it presents, and clears its cookies. A thread-safe singleton.</summary>
internal sealed class SignOutService(AuthHttpServices services, CookieWriter cookies, CredentialRevoker revoker, ILogger<SignOutService> logger)
{
    /// <summary>Logs out.</summary>
    /// <returns>The least that can be said of all that was presented.</returns>
    /// <exception cref="SessionStoreException">The store could not answer: the cookies are cleared, the login lives on.</exception>
    public async Task<RevokeOutcome> SignOutAsync(HttpContext context, string scheme)
    {
        AuthRequest request = AuthRequest.Of(context, services);

        // Another site must not be able to log our users out.
        if (IsCrossSite(context))
            return RevokeOutcome.NotFound;

        Clear(context, scheme);
        try
        {
            return await RevokeAllAsync(request, scheme).ConfigureAwait(false);
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception))
        {
            HttpLog.NotEnded(logger, exception);
            throw;
        }
    }

    /// <summary>Whether another site may have made the client's browser ask.</summary>
    public bool IsCrossSite(HttpContext context)
    {
        bool hasCookie = AuthRequest.Of(context, services).Presented.All.Any(credential => credential.Source == CredentialSource.Cookie);
        if (!hasCookie || !services.IsForeign(context.Request))
            return false;

        HttpLog.CrossSite(logger);
        return true;
    }

    /// <summary>
    /// Makes the browser forget the credentials of a scheme; not when another site asks: a form sent from there comes without
    /// a Lax cookie, and the browser would obey the answer all the same.
    /// </summary>
    public void Clear(HttpContext context, string scheme)
    {
        if (services.IsForeign(context.Request))
            return;

        foreach (HttpStrategy strategy in services.Of(scheme).Where(strategy => strategy.UsesCookie))
            cookies.Delete(context, strategy);
        if (services.Options.ClearSiteDataOnLogout)
            context.Response.Headers["Clear-Site-Data"] = "\"cookies\"";
    }

    // Whoever logs out is often on the way to another page before the answer is there, and that must not stop it.
    private async Task<RevokeOutcome> RevokeAllAsync(AuthRequest request, string scheme)
    {
        RevokeOutcome worst = RevokeOutcome.NotFound;
        foreach (PresentedCredential credential in request.Presented.All.Where(credential => services.Of(scheme).Any(strategy => strategy.Reads(credential))))
            worst = Weaker(worst, await revoker.RevokeAsync(credential, CancellationToken.None).ConfigureAwait(false));

        if (request is { Issued: { } issued, Issuer: { } issuer } && services.Of(scheme).Any(strategy => strategy == issuer || SharesCookie(strategy, issuer)))
            worst = Weaker(worst, await issuer.Strategy.RevokeAsync(issued.Value, CancellationToken.None).ConfigureAwait(false));
        return worst;
    }

    // A cookie that is cleared takes along whatever has just been put into it.
    private static bool SharesCookie(HttpStrategy one, HttpStrategy other) => one.UsesCookie && other.UsesCookie && one.Cookie.Name == other.Cookie.Name;

    private static RevokeOutcome Weaker(RevokeOutcome one, RevokeOutcome other)
    {
        // From what promises most to what promises least; nothing found says nothing.
        RevokeOutcome[] order = [RevokeOutcome.NotFound, RevokeOutcome.Revoked, RevokeOutcome.RevokedAtExpiry, RevokeOutcome.NotSupported];
        return Array.IndexOf(order, one) >= Array.IndexOf(order, other) ? one : other;
    }
}
