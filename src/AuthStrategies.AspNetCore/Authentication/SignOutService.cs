using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Signs a client out: ends the session of each credential that it presents, and deletes its cookies. A thread-safe singleton.</summary>
internal sealed class SignOutService(
    CredentialReader reader,
    StrategyList strategies,
    UnusedStrategies unused,
    CrossSiteCheck crossSite,
    CookieWriter cookies,
    IOptions<AuthHttpOptions> options,
    UnavailableLog unavailable,
    FormerCookies? former = null)
{
    /// <summary>Signs out.</summary>
    /// <returns>What was achieved for all credentials together; <see langword="null"/> when another site sent the request with our cookie, and nothing was done.</returns>
    /// <exception cref="SessionStoreException">The store did not answer: the cookies are deleted, the session stays valid.</exception>
    public async Task<RevokeOutcome?> SignOutAsync(HttpContext context, string scheme)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        AuthRequest request = AuthRequest.Of(context, reader);
        request.HasChangedCredential = true;
        bool isCrossSite = crossSite.IsCrossSite(context.Request);
        UnusedCookies others = unused.Read(context, scheme);
        if (isCrossSite && (!others.IsEmpty || request.Presented.All.Concat(request.RefreshCookies(context).All).Any(credential => credential.Source == CredentialSource.Cookie && IsOf(scheme, credential))))
        {
            crossSite.LogRefusal(context.Request);
            return null;
        }

        try
        {
            if (!isCrossSite)
                DeleteCookies(context, request, scheme, others);
        }
        catch (Exception)
        {
            // An exception of the application's cookie policy. The session must end nevertheless.
            _ = await RevokeAllAsync(context, request, scheme, others).ConfigureAwait(false);
            throw;
        }

        try
        {
            request.WhenUnavailable = Problems.NotEnded;
            RevokeOutcome outcome = await RevokeAllAsync(context, request, scheme, others).ConfigureAwait(false);
            if (!isCrossSite && former is not null && former.Concerns(scheme) && await former.EndAsync(context, request).ConfigureAwait(false))
                outcome = Together(outcome, RevokeOutcome.Revoked);
            request.AddSignedOut(strategies.All.Where(strategy => strategies.Of(scheme).Any(ended => ended == strategy || SharesCookie(ended, strategy))));
            request.WhenUnavailable = null;
            return outcome;
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.SignOut(exception);
            throw;
        }
    }

    /// <summary>
    /// Deletes the cookies of a scheme, unless another site sent the request: a form on its page comes without a Lax
    /// cookie, but the browser would still obey the response.
    /// </summary>
    public void Clear(HttpContext context, string scheme)
    {
        if (!crossSite.IsCrossSite(context.Request))
            DeleteCookies(context, AuthRequest.Of(context, reader), scheme, unused.Read(context, scheme));
    }

    private void DeleteCookies(HttpContext context, AuthRequest request, string scheme, UnusedCookies others)
    {
        PresentedCredentials refresh = request.RefreshCookies(context);
        foreach (HttpStrategy strategy in strategies.Of(scheme).Where(strategy => strategy.UsesCookie))
            cookies.Delete(context, strategy, CookieCopies.ReachOfEnd(request.Presented, strategy), CookieCopies.RefreshReach(refresh, CookieReach.Former));
        unused.Delete(context, scheme, others);
        if (options.Value.ClearSiteDataOnLogout)
            context.Response.Headers["Clear-Site-Data"] = "\"cookies\"";
    }

    /// <summary>
    /// Ends every session that the request names, also different ones of one cookie: a client that has a credential may end its session,
    /// and only so the user's own is certainly among them.
    /// </summary>
    /// <remarks>Not cancelled when the client disconnects: users often leave for another page before a logout is answered.</remarks>
    private async Task<RevokeOutcome> RevokeAllAsync(HttpContext context, AuthRequest request, string scheme, UnusedCookies others)
    {
        RevokeOutcome together = RevokeOutcome.NotFound;
        PresentedCredential[] ofScheme = [.. request.Presented.ToEnd().Concat(request.RefreshCookies(context).ToEnd()).Where(credential => IsOf(scheme, credential))];
        foreach (PresentedCredential credential in ofScheme)
        {
            RevokeOutcome outcome = await strategies.RevokeAsync(scheme, request, credential, CancellationToken.None).ConfigureAwait(false);
            if (outcome == RevokeOutcome.NotFound)
                outcome = await unused.RevokeAsync(scheme, credential, request, CancellationToken.None).ConfigureAwait(false);
            together = Together(together, outcome);
        }

        foreach (PresentedCredential credential in others.ToEnd().ExceptBy(ofScheme.Select(known => known.Text), credential => credential.Text))
            together = Together(together, await unused.RevokeAsync(scheme, credential, request, CancellationToken.None).ConfigureAwait(false));

        if (request.Issued is { } issued && strategies.Of(scheme).Any(strategy => strategy == issued.Strategy || SharesCookie(strategy, issued.Strategy)))
            together = Together(together, await RevokeAsync(request, issued).ConfigureAwait(false));
        return together;
    }

    private static ValueTask<RevokeOutcome> RevokeAsync(AuthRequest request, IssuedInRequest issued)
    {
        using ClientFactsScope scope = new(request);
        return issued.Strategy.Strategy.RevokeAsync(issued.Credential.Value, CancellationToken.None);
    }

    private bool IsOf(string scheme, PresentedCredential credential) => strategies.Of(scheme).Any(strategy => strategy.ReadsForRefresh(credential));

    // Deleting a shared cookie also deletes the credential that was just put into it.
    private static bool SharesCookie(HttpStrategy one, HttpStrategy other) => one.UsesCookie && other.UsesCookie && one.Cookie.Name == other.Cookie.Name;

    /// <summary>Whether a session has ended, and whether a token is accepted until it expires: of a client with two credentials, both may be true.</summary>
    private static RevokeOutcome Together(RevokeOutcome one, RevokeOutcome other)
    {
        bool hasEnded = one is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry || other is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry;
        bool isTokenLeft = one is RevokeOutcome.NotSupported or RevokeOutcome.RevokedAtExpiry || other is RevokeOutcome.NotSupported or RevokeOutcome.RevokedAtExpiry;
        return (hasEnded, isTokenLeft) switch
        {
            (true, true) => RevokeOutcome.RevokedAtExpiry,
            (true, false) => RevokeOutcome.Revoked,
            (false, true) => RevokeOutcome.NotSupported,
            _ => RevokeOutcome.NotFound,
        };
    }
}
