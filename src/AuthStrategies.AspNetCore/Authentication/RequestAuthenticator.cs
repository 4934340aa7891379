using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

// Past 250 lines, because the straight path of most requests and the full one do the same things in the same order and are read side by side.
/// <summary>
/// Authenticates a request, once for all schemes. A scheme that was named reads only the sources of its strategy: if the request has more
/// than one credential, or another strategy answered for the one that it has, the scheme's own strategy is asked alone. A thread-safe
/// singleton.
/// </summary>
internal sealed class RequestAuthenticator(
    CredentialReader reader,
    StrategyList strategies,
    SchemeScopes scopes,
    CrossSiteCheck crossSite,
    CookieCopies copies,
    CookieRotator rotator,
    RequestRefresher refresher,
    RequestProofs proofs,
    TimeProvider time,
    UnavailableLog unavailable,
    RefusalEvents events,
    PrincipalChecks? checks = null,
    DeviceRefusals? devices = null,
    FormerCookies? former = null,
    AnswerTimes? times = null)
{
    private static readonly AuthResult NoMatchingStrategy = AuthResult.Fail(AuthFailureReason.Malformed, "No strategy that is asked accepts a credential of this form.");

    /// <summary>Authenticates for an endpoint of this library: by the schemes that the endpoint names, otherwise by the default scheme.</summary>
    public ValueTask<AuthRequest> AuthenticateAsync(HttpContext context) =>
        CompleteAsync(context, AuthRequest.Find(context) ?? AuthRequest.Of(context, reader));

    /// <summary>Authenticates for a scheme.</summary>
    public ValueTask<AuthRequest> AuthenticateAsync(HttpContext context, string scheme)
    {
        AuthRequest whole = AuthRequest.Of(context, reader);
        if (scheme == AuthStrategyDefaults.Scheme || strategies.All.Count == 1)
            return CompleteAsync(context, whole);
        if (!HasAtMostOneCredential(whole))
            return AuthenticatePartAsync(context, whole, scheme);

        ValueTask<AuthRequest> request = CompleteAsync(context, whole);
        return request.IsCompletedSuccessfully && IsAnswerFor(whole, scheme) ? request : AuthenticatePartAsync(context, whole, scheme);
    }

    /// <summary>
    /// Authenticates for a policy that names several of our schemes: with the sources of all of them, so that one credential counts. The
    /// application sees the result.
    /// </summary>
    public async ValueTask<AuthRequest> AuthenticateTogetherAsync(HttpContext context, IReadOnlyList<string> schemes)
    {
        AuthRequest whole = AuthRequest.Of(context, reader);
        AuthRequest request = scopes.Of(schemes) is { } scope
            ? await AuthenticateScopeAsync(context, whole, scope, isOfEndpoint: false).ConfigureAwait(false)
            : await CompleteAsync(context, whole).ConfigureAwait(false);
        request.Show(context);
        return request;
    }

    /// <summary>Shows the application the whole request, because a policy was evaluated with users of several schemes.</summary>
    public void ShowWhole(HttpContext context) => AuthRequest.Of(context, reader).Show(context);

    /// <summary>What a challenge of a scheme is about: the credentials with which its policy was evaluated, otherwise those of the scheme.</summary>
    public ValueTask<AuthRequest> FindChallengedAsync(HttpContext context, string scheme) =>
        AuthRequest.Of(context, reader).Seen is { } seen && (seen.Scope is null || seen.Scope.Has(scheme)) ? CompleteAsync(context, seen) : AuthenticateAsync(context, scheme);

    private static bool HasAtMostOneCredential(AuthRequest whole) => whole.Presented is { Count: <= 1, Mistake: null };

    private static bool IsAnswerFor(AuthRequest whole, string scheme) => whole.Outcome == AuthRequestOutcome.NoCredential || whole.AnsweredBy?.Name == scheme;

    private async ValueTask<AuthRequest> AuthenticatePartAsync(HttpContext context, AuthRequest whole, string scheme)
    {
        bool isAnswered = HasAtMostOneCredential(whole);
        if (isAnswered)
            await CompleteAsync(context, whole).ConfigureAwait(false);
        if (isAnswered && IsAnswerFor(whole, scheme))
            return whole;

        (StrategyScope? scope, bool isOfEndpoint) = await scopes.FindAsync(context, scheme).ConfigureAwait(false);
        return scope is null
            ? await CompleteAsync(context, whole).ConfigureAwait(false)
            : await AuthenticateScopeAsync(context, whole, scope, isOfEndpoint).ConfigureAwait(false);
    }

    private async ValueTask<AuthRequest> AuthenticateScopeAsync(HttpContext context, AuthRequest whole, StrategyScope scope, bool isOfEndpoint)
    {
        if (HasAtMostOneCredential(whole))
        {
            await CompleteAsync(context, whole).ConfigureAwait(false);
            if (whole.Outcome == AuthRequestOutcome.NoCredential || IsAnswerFor(whole, scope))
                return whole;
        }

        AuthRequest part = await CompleteAsync(context, whole.Part(context, scope, isOfEndpoint)).ConfigureAwait(false);
        // Another strategy accepts the only cookie, and this scheme's does not: it is none of this scheme. What a client put into a header it
        // has presented to this endpoint, and it is told that it is refused.
        return part.Outcome == AuthRequestOutcome.Refused && whole is { Outcome: AuthRequestOutcome.Authenticated, Presented.First.Source: CredentialSource.Cookie } ? whole : part;
    }

    /// <summary>Whether the answer for the only credential is that of these strategies too. That another one could not tell is not.</summary>
    private static bool IsAnswerFor(AuthRequest whole, StrategyScope scope) =>
        (whole.AnsweredBy ?? whole.UndecidedBy) is { } strategy ? scope.Strategies.Contains(strategy) : whole.Presented.Count == 1 && scope.Reads(whole.Presented.First);

    private ValueTask<AuthRequest> CompleteAsync(HttpContext context, AuthRequest request)
    {
        request.Authentication ??= StartAsync(context, request);
        return request.Authentication.IsCompletedSuccessfully ? new(request) : WaitAsync(request);
    }

    private static async ValueTask<AuthRequest> WaitAsync(AuthRequest request)
    {
        await request.Authentication!.ConfigureAwait(false);
        return request;
    }

    private Task StartAsync(HttpContext context, AuthRequest request)
    {
        try
        {
            return StartUnguardedAsync(context, request);
        }
#pragma warning disable CA1031 // Kept as the outcome of the one authentication, so that each caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException(exception);
        }
    }

    private Task StartUnguardedAsync(HttpContext context, AuthRequest request)
    {
        // No cross-site check either: a page of another site may be what makes the browser refresh, and only a proof gets an answer.
        if (request.IsOfDevice)
            return Task.CompletedTask;

        Task authentication = former is null ? AskPresentedAsync(context, request) : AskWithFormerAsync(context, request, former);
        return request.Outcome != AuthRequestOutcome.Authenticated && refresher.MayServe(context.Request)
            ? refresher.ServeAsync(context, request, authentication)
            : authentication;
    }

    private Task AskWithFormerAsync(HttpContext context, AuthRequest request, FormerCookies former)
    {
        Task asking = AskPresentedAsync(context, request);
        return asking.IsCompletedSuccessfully && !former.MayAnswer(request) ? asking : AskFormerAsync(context, request, former, asking);
    }

    /// <summary>Authenticates by the cookie of another scheme, if there is one whose login is moved, and no credential of ours counts.</summary>
    private async Task AskFormerAsync(HttpContext context, AuthRequest request, FormerCookies former, Task asking)
    {
        await asking.ConfigureAwait(false);
        using IDisposable? operation = SessionStoreOperation.Begin();
        if (former.MayAnswer(request))
            await former.AnswerAsync(context, request, crossSite, unavailable, () => AskAsync(context, request, request.Presented.First)).ConfigureAwait(false);
    }

    private Task AskPresentedAsync(HttpContext context, AuthRequest request)
    {
        PresentedCredentials presented = request.Presented;
        if (presented.Mistake is not null)
            RefuseInvalid(context, request);
        // Browsers add cookies to the requests that another site makes them send, but not headers and parameters.
        else if (presented.Count > 0 && presented.First.Source == CredentialSource.Cookie && crossSite.Refuses(context.Request))
            request.SetCrossSite();
        else if (presented.Count == 1)
            return AskAsync(context, request, presented.First);
        else if (presented.Count > 1)
            return AskAboutCopiesAsync(context, request);
        return Task.CompletedTask;
    }

    // Only the check of connections asks how old an answer is, and the strategy reads the clock itself.
    private DateTimeOffset? AskedAt() => times is null ? null : time.GetUtcNow();

    private Task AskAsync(HttpContext context, AuthRequest request, in PresentedCredential credential)
    {
        DateTimeOffset? askedAt = AskedAt();
        if (checks is not null || proofs.IsOn)
            return AskAndCheckAsync(context, request, credential, askedAt);

        ValueTask<StrategyAnswer<AuthResult>> asking = strategies.AuthenticateAsync(context.Request, request, credential, context.RequestAborted);
        if (!asking.IsCompletedSuccessfully)
            return TakeLaterAsync(asking, context, request, credential, askedAt);

        TakeUnchecked(context, request, credential, asking.Result, askedAt);
        return Task.CompletedTask;
    }

    private async Task TakeLaterAsync(ValueTask<StrategyAnswer<AuthResult>> asking, HttpContext context, AuthRequest request, PresentedCredential credential, DateTimeOffset? askedAt)
    {
        try
        {
            TakeUnchecked(context, request, credential, await asking.ConfigureAwait(false), askedAt);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, request.UndecidedBy?.Name);
            request.SetUnavailable(exception);
        }
    }

    /// <summary>Takes the answer for a credential that needs no proof, in an application without a check.</summary>
    private void TakeUnchecked(HttpContext context, AuthRequest request, in PresentedCredential credential, StrategyAnswer<AuthResult> answer, DateTimeOffset? askedAt)
    {
        bool isAccepted = answer.Result.Succeeded;
        if (isAccepted && RequestProofs.RefusalOf(answer.Strategy!, credential) is { } unbound)
            answer = new(AuthResult.Fail(unbound), answer.Strategy);
        Take(context, request, credential, answer, askedAt, isAccepted);
    }

    private async Task AskAndCheckAsync(HttpContext context, AuthRequest request, PresentedCredential credential, DateTimeOffset? askedAt)
    {
        long stored = checks?.Stored ?? 0;
        try
        {
            if (proofs.RefusalOf(context, request, credential) is { } refusal)
            {
                request.SetRefused(AuthResult.Fail(refusal), strategy: null);
                return;
            }

            StrategyAnswer<AuthResult> answer = await strategies.AuthenticateAsync(context.Request, request, credential, context.RequestAborted).ConfigureAwait(false);
            bool isAccepted = answer.Result.Succeeded;
            if (isAccepted && RequestProofs.RefusalOf(answer.Strategy!, credential) is { } unbound)
                answer = new(AuthResult.Fail(unbound), answer.Strategy);
            if (answer.Result.Succeeded && credential.Source == CredentialSource.DPoP && await RequestProofs.UseAsync(request, context.RequestAborted).ConfigureAwait(false) is { } used)
                answer = new(AuthResult.Fail(used), answer.Strategy);
            if (checks is not null && answer.Result.Succeeded)
                answer = new(await checks.CheckAsync(context, request, credential, answer.Strategy!, answer.Result, stored).ConfigureAwait(false), answer.Strategy);
            Take(context, request, credential, answer, askedAt, isAccepted);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, request.UndecidedBy?.Name);
            request.SetUnavailable(exception);
        }
    }

    private async Task AskAboutCopiesAsync(HttpContext context, AuthRequest request)
    {
        DateTimeOffset? askedAt = AskedAt();
        long stored = checks?.Stored ?? 0;
        try
        {
            IReadOnlyList<PresentedCredential> counting = await copies.SelectAsync(request.Presented, context.RequestAborted).ConfigureAwait(false);
            if (counting.Count == 0)
            {
                CookieCopies.Refuse(request.Presented);
                RefuseInvalid(context, request);
                return;
            }

            PresentedCredential chosen = counting[0];
            StrategyAnswer<AuthResult> answer;
            if (counting.Count == 1)
                answer = await strategies.AuthenticateAsync(context.Request, request, chosen, context.RequestAborted).ConfigureAwait(false);
            else
                (answer, chosen) = await strategies.AuthenticateCopiesAsync(request, counting, context.RequestAborted).ConfigureAwait(false);
            request.Presented.Prefer(chosen);
            bool isAccepted = answer.Result.Succeeded;
            if (checks is not null && isAccepted)
                answer = new(await checks.CheckAsync(context, request, chosen, answer.Strategy!, answer.Result, stored).ConfigureAwait(false), answer.Strategy);
            Take(context, request, chosen, answer, askedAt, isAccepted);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Request(exception, request.UndecidedBy?.Name);
            request.SetUnavailable(exception);
        }
    }

    private void RefuseInvalid(HttpContext context, AuthRequest request)
    {
        request.SetInvalid();
        events.Request(context, request.Presented.Refusal);
    }

    private void Take(HttpContext context, AuthRequest request, in PresentedCredential credential, in StrategyAnswer<AuthResult> answer, DateTimeOffset? askedAt, bool isAccepted)
    {
        unavailable.Answered(answer.Result.Succeeded ? answer.Strategy!.Name : null);
        if (!answer.Result.Succeeded)
        {
            request.SetRefused(answer.Strategy is null ? NoMatchingStrategy : answer.Result, answer.Strategy);
            AuthFailure failure = request.Result.Failure!;
            // A strategy that refused has made its event.
            if (isAccepted || answer.Strategy is null || StrategyVerbs.IsOwn(failure))
                events.Credential(context, failure.Reason, answer.Strategy?.Name);
            if (failure.Reason == AuthFailureReason.DeviceBindingRequired)
                devices?.Follow(context, answer.Strategy!);
            return;
        }

        request.SetAuthenticated(answer.Result, answer.Strategy!, askedAt);
        if (credential.Source == CredentialSource.Cookie)
            rotator.Schedule(context, request, credential, answer.Strategy!);
    }
}
