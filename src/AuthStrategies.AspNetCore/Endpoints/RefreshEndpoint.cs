using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: a new credential for the presented one, sent the way the old one came.</summary>
internal sealed class RefreshEndpoint(
    CredentialReader reader,
    StrategyList strategies,
    SchemeScopes scopes,
    SecureTransport transport,
    CrossSiteCheck crossSite,
    TokenWriter tokens,
    CookieWriter cookies,
    CookieCopies copies,
    ChallengeWriter challenges,
    RequestProofs proofs,
    IHostEnvironment environment,
    RefusalEvents events,
    ILogger<RefreshEndpoint> logger,
    PrincipalChecks? checks = null)
{
    private readonly bool _isDevelopment = environment.IsDevelopment();

    private const string RefusedByCheck = "The application's IPrincipalCheck refused the user.";

    private const string NoToken =
        "The request has no refresh token. Send it in a JSON body, { \"refreshToken\": \"…\" }, in a form, grant_type=refresh_token&refresh_token=…, or in the cookie or header of the strategy.";

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, RefreshAsync)
        .WithSummary("Refreshes the credential")
        .WithMetadata(new RefreshEndpointMetadata(), new AuthTokenBodyMetadata(isRefresh: true))
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized();

    private static Task<Results<Ok<AuthTokenResponse>, RefreshUnchanged, NoContent, RefreshRefused, ProblemResult>> RefreshAsync(HttpContext context, RefreshEndpoint endpoint) =>
        endpoint.HandleAsync(context);

    private async Task<Results<Ok<AuthTokenResponse>, RefreshUnchanged, NoContent, RefreshRefused, ProblemResult>> HandleAsync(HttpContext context)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        if (context.Response.HasStarted)
            throw new InvalidOperationException("The response has started, so no credential can be sent. Write nothing to the response before the refresh endpoint.");
        transport.Require(context.Request);
        BodyContent body = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        AuthRequest request = await FindPartAsync(context, body.Token is not null).ConfigureAwait(false);
        PresentedCredentials candidates = RefreshCandidates.Find(request.Presented, request.RefreshCookies(context), AskedFor(request), body.Token);
        if (body.Mistake is { } ofBody)
            return Invalid(context, request, ofBody, RequestRefusal.Malformed);
        if (candidates.Mistake is { } wrong)
            return Invalid(context, request, wrong, candidates.Refusal);
        if (candidates.Count == 0)
            return body.IsOther || !MayHaveExpired(request) ? Invalid(context, request, NoToken, RequestRefusal.Unspecified) : Refused(NoToken);
        if (candidates.First.Source == CredentialSource.Cookie && crossSite.Refuses(context.Request))
            return Problems.CrossSite.ToResult();

        try
        {
            request.HasChangedCredential = true;
            IReadOnlyList<PresentedCredential> counting =
                candidates.Count == 1 ? [candidates.First] : await copies.SelectAsync(candidates, context.RequestAborted).ConfigureAwait(false);
            return counting.Count == 0 ? Conflict(context, request, candidates) : await ExchangeAsync(context, request, counting).ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception)
        {
            return challenges.Unavailable(context.Response, exception, Problems.Unavailable);
        }
    }

    /// <summary>
    /// The part of the strategies that the request is for: those that the endpoint names. A token in the body beside cookies of other
    /// strategies is for those that send tokens in bodies: browsers add cookies that the client did not mean.
    /// </summary>
    private async ValueTask<AuthRequest> FindPartAsync(HttpContext context, bool hasBodyToken)
    {
        AuthRequest whole = AuthRequest.Of(context, reader);
        if (strategies.All.Count == 1)
            return whole;

        AuthRequest request = await scopes.OfEndpointAsync(context).ConfigureAwait(false) is { } scope ? whole.Part(context, scope, isOfEndpoint: true) : whole;
        return hasBodyToken && RefreshCandidates.FindOwnersOfBody(AskedFor(request), request.Presented, request.RefreshCookies(context)) is { } owners && scopes.Of(owners) is { } ofBody
            ? whole.Part(context, ofBody, isOfEndpoint: false)
            : request;
    }

    private IReadOnlyList<HttpStrategy> AskedFor(AuthRequest request) => request.Scope?.Strategies ?? strategies.All;

    /// <summary>Whether a request without a token may come from a browser whose cookie has expired: it must log in again.</summary>
    private bool MayHaveExpired(AuthRequest request) => AskedFor(request).Any(strategy => strategy.UsesCookie && strategy.Capabilities.CanRefresh);

    private async Task<Results<Ok<AuthTokenResponse>, RefreshUnchanged, NoContent, RefreshRefused, ProblemResult>> ExchangeAsync(
        HttpContext context, AuthRequest request, IReadOnlyList<PresentedCredential> counting)
    {
        PresentedCredential presented = counting[0];
        if (request is { Result.Failure.Reason: AuthFailureReason.Refused, AnsweredBy: { } refusing } && refusing.ReadsForRefresh(presented))
            return RefuseHere(context, refusing, RefusedByCheck, AuthFailureReason.Refused);
        if (proofs.RefusalOf(context.Request, presented) is { } misplaced)
        {
            events.Credential(context, misplaced.Reason, isRefresh: true);
            return Refused(misplaced.Detail, misplaced.Reason);
        }

        // Only a body has a token that no proof names: the refresh token beside the headers.
        if (presented.Source == CredentialSource.DPoP || (presented.Source == CredentialSource.Body && proofs.IsIn(context.Request)))
            proofs.Check(context, request, presented.Source == CredentialSource.DPoP ? presented.Text : null, isRefresh: true);
        // Also the proof of another credential, or none where one was announced. Before anything is written.
        if (presented.Source != CredentialSource.Cookie && request.Proof is { IsValid: false } wrong)
            return Problems.InvalidProof(wrong.Error, wrong.Detail).ToResult();

        string[] others = [.. counting.Skip(1).Select(copy => copy.Text)];
        StrategyAnswer<RefreshResult> answer = await strategies.RefreshAsync(request, presented, others, CanDeliver, context.RequestAborted).ConfigureAwait(false);
        // The strategies use the proof before they rotate. One that writes nothing may leave it to this.
        bool isAccepted = answer.Result.Succeeded || answer.Result.IsUnchanged;
        if (isAccepted && presented.Source != CredentialSource.Cookie)
            await RequestProofs.UseAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (presented.Source != CredentialSource.Cookie && request.Proof is { IsValid: false } used)
        {
            // A strategy that refused has made its event.
            if (isAccepted)
                events.Credential(context, AuthFailureReason.InvalidProof, answer.Strategy!.Name, isRefresh: true);
            return Problems.InvalidProof(used.Error, used.Detail).ToResult();
        }

        if (!isAccepted)
            return Refuse(context, answer);
        if (answer.Strategy!.RequiresDPoP && request.Proof is null)
            return RefuseHere(context, answer.Strategy, "The strategy has RequireDPoP, and the refresh token is bound to no key.", AuthFailureReason.KeyProofRequired);
        if (checks is not null && !await checks.AcceptsRefreshAsync(context, request, presented, answer.Strategy!, answer.Result).ConfigureAwait(false))
            return RefuseHere(context, answer.Strategy, RefusedByCheck, AuthFailureReason.Refused);

        NoStore.Apply(context.Response);
        if (presented.Source != CredentialSource.Cookie)
            return answer.Result.Credential is { } token ? TypedResults.Ok(tokens.Describe(token)) : RefreshUnchanged.Of(isBound: request.Proof is { IsValid: true });
        if (answer.Result.Credential is { } credential && request.FormerCookie?.CanBeReplaced(context.Request, answer.Strategy!) != false)
        {
            HttpStrategy strategy = answer.Strategy!;
            CookieReach access = CookieCopies.ReachOfChange(request.Presented, strategy);
            CookieReach refresh = CookieCopies.RefreshReach(request.RefreshCookies(context), strategy.RefreshesOnRequest ? CookieReach.Former : CookieReach.Present);
            cookies.Write(context, strategy, credential, presented.Text, access, refresh);
            request.FormerCookie?.Replace(context);
        }

        return TypedResults.NoContent();

        bool CanDeliver(HttpStrategy strategy, IssuedCredential next)
        {
            cookies.Require(context, strategy, next);
            return !context.RequestAborted.IsCancellationRequested;
        }
    }

    private ProblemResult Conflict(HttpContext context, AuthRequest request, PresentedCredentials candidates)
    {
        PresentedCredentials refresh = request.RefreshCookies(context);
        CookieCopies.Refuse(refresh.Count == candidates.Count ? refresh : request.Presented);
        return Invalid(context, request, CookieCopies.SeveralSessions, RequestRefusal.SeveralSessions);
    }

    // A refresh without a token presents nothing that was refused.
    private ProblemResult Invalid(HttpContext context, AuthRequest request, string mistake, RequestRefusal refusal)
    {
        HttpLog.RefreshInvalid(logger, mistake);
        if (refusal != RequestRefusal.Unspecified)
            events.Request(context, refusal);
        copies.DeleteConflicting(context, request);
        return Problems.InvalidRefresh(mistake).ToResult();
    }

    /// <summary>Refuses what a strategy had accepted.</summary>
    private RefreshRefused RefuseHere(HttpContext context, HttpStrategy strategy, string detail, AuthFailureReason reason)
    {
        events.Credential(context, reason, strategy.Name, isRefresh: true);
        return Refused(detail, reason);
    }

    private RefreshRefused Refuse(HttpContext context, in StrategyAnswer<RefreshResult> answer)
    {
        if (answer.Result.Failure is not { } failure)
        {
            events.Credential(context, AuthFailureReason.Malformed, isRefresh: true);
            return Refused("No strategy knows the credential.");
        }

        if (StrategyVerbs.IsOwn(failure))
            events.Credential(context, failure.Reason, answer.Strategy?.Name, isRefresh: true);
        HttpLog.RefreshRefused(logger, failure.Reason, failure.Detail);
        return Refused(failure.Detail, failure.Reason, failure.SessionEnd);
    }

    // In Development the reason is in the log that a developer looks at. Other clients cannot fill it.
    private RefreshRefused Refused(string detail, AuthFailureReason? reason = null, SessionEnd? end = null)
    {
        if (_isDevelopment)
            HttpLog.RefreshExplained(logger, reason is null ? detail : $"{reason}: {detail}");
        return new(Problems.RefreshRefusedFor(detail, reason?.ToString(), end, _isDevelopment), challenges.ChallengesOf(AuthStrategyDefaults.Scheme));
    }
}
