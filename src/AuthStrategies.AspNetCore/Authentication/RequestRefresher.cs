using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Serves a page by its refresh token, if it has no access token that is still valid and the strategy has
/// <see cref="AuthStrategyHttpOptions.RefreshOnRequest"/>. A thread-safe singleton.
/// </summary>
internal sealed class RequestRefresher(
    StrategyList strategies, CookieCopies copies, CookieRotator rotator, TimeProvider time, UnavailableLog unavailable, RefusalEvents events, PrincipalChecks? checks = null)
{
    private readonly HttpStrategy[] _strategies = [.. strategies.All.Where(strategy => strategy.RefreshesOnRequest)];

    /// <summary>
    /// Whether a request is of the kind that is served: a browser of this site, or of no site, opens a page. A script refreshes itself, and
    /// another site must not be able to make a browser use its refresh token.
    /// </summary>
    public bool MayServe(HttpRequest request) =>
        _strategies.Length > 0
        && HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] == "navigate"
        && request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "same-site" or "none";

    /// <summary>Serves a request by its refresh token, unless something else is wrong with it than that its access token is missing or too old.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="authentication">The authentication by the access token.</param>
    public async Task ServeAsync(HttpContext context, AuthRequest request, Task authentication)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        await authentication.ConfigureAwait(false);
        if (request.Outcome is not (AuthRequestOutcome.NoCredential or AuthRequestOutcome.Refused) || context.Request.Headers.Authorization.Any(BearerHeader.CarriesToken))
            return;

        PresentedCredentials refresh = request.RefreshCookies(context);
        if (!refresh.All.Any(IsServed))
            return;
        if (refresh.Mistake is { } mistake)
        {
            request.Presented.Refuse(mistake, refresh.Refusal);
            request.SetInvalid();
            events.Request(context, refresh.Refusal);
            return;
        }

        try
        {
            if (await LacksAccessTokenAsync(request, context.RequestAborted).ConfigureAwait(false))
                await AskAsync(context, request, refresh).ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, request.UndecidedBy?.Name);
            request.SetUnavailable(exception);
        }
    }

    private bool IsServed(PresentedCredential cookie) => cookie.Text.Length > 0 && _strategies.Any(strategy => cookie.Name == strategy.RefreshName);

    private async Task AskAsync(HttpContext context, AuthRequest request, PresentedCredentials refresh)
    {
        DateTimeOffset askedAt = time.GetUtcNow();
        long stored = checks?.Stored ?? 0;
        IReadOnlyList<PresentedCredential> counting = refresh.Count == 1 ? [refresh.First] : await copies.SelectAsync(refresh, context.RequestAborted).ConfigureAwait(false);
        if (counting.Count == 0)
        {
            CookieCopies.Refuse(refresh);
            request.Presented.Refuse(CookieCopies.SeveralSessions, RequestRefusal.SeveralSessions);
            request.SetInvalid();
            events.Request(context, RequestRefusal.SeveralSessions);
            return;
        }

        string[] others = [.. counting.Skip(1).Select(copy => copy.Text)];
        StrategyAnswer<AuthResult> answer = await strategies.AuthenticateRefreshTokenAsync(request, counting[0], others, context.RequestAborted).ConfigureAwait(false);
        if (answer.Strategy is not { } strategy)
            return;

        AuthResult result = checks is not null && answer.Result.Succeeded
            ? await checks.CheckAsync(context, request, counting[0], strategy, answer.Result, stored).ConfigureAwait(false)
            : answer.Result;
        if (!result.Succeeded)
        {
            request.SetRefused(result, strategy);
            if (answer.Result.Succeeded)
                events.Credential(context, result.Failure!.Reason, strategy.Name);
            return;
        }

        request.SetServedByRefreshToken(result, strategy, counting, askedAt);
        if (request.IsActivity)
            rotator.ScheduleRefresh(context, request, counting, CookieCopies.RefreshReach(refresh, CookieReach.Present));
    }

    /// <summary>
    /// Whether there is no access token, or only one that was valid once: it has expired, or so long ago that its key has been removed. Any
    /// other one says that something is wrong, for example that its session was ended, also if it is a session of another strategy.
    /// </summary>
    private async ValueTask<bool> LacksAccessTokenAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        if (request.Outcome == AuthRequestOutcome.NoCredential)
            return true;

        PresentedCredential access = request.Presented.First;
        bool isTooOld = false;
        foreach (HttpStrategy strategy in (request.Scope?.Strategies ?? strategies.All).Where(strategy => access.Source == CredentialSource.Cookie && strategy.Reads(access)))
        {
            // Another strategy may have been the first to refuse it.
            AuthResult result = request.AnsweredBy == strategy
                ? request.Result
                : await AuthenticateAsync(strategy, access, request, cancellationToken).ConfigureAwait(false);
            if (result.Failure?.Reason is AuthFailureReason.UnknownSession or AuthFailureReason.Revoked or AuthFailureReason.Reused or AuthFailureReason.Refused)
                return false;
            isTooOld |= strategy.RefreshesOnRequest && result.Failure?.Reason is AuthFailureReason.Expired or AuthFailureReason.UnknownKey or AuthFailureReason.Undecryptable;
        }

        return isTooOld;
    }

    private static ValueTask<AuthResult> AuthenticateAsync(HttpStrategy strategy, in PresentedCredential access, AuthRequest request, CancellationToken cancellationToken)
    {
        using ClientFactsScope scope = new(request);
        return strategy.Strategy.AuthenticateAsync(access.Text, cancellationToken);
    }
}
