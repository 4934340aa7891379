using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: a new credential for the presented one, sent the way the old one came.</summary>
internal sealed class RefreshEndpoint(
    CredentialReader reader,
    StrategyList strategies,
    SecureTransport transport,
    CrossSiteCheck crossSite,
    TokenWriter tokens,
    CookieWriter cookies,
    ChallengeWriter challenges,
    ILogger<RefreshEndpoint> logger)
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, RefreshAsync)
        .WithSummary("Refreshes the credential")
        .WithMetadata(new RefreshEndpointMetadata())
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized();

    private static Task<Results<Ok<AuthTokenResponse>, RefreshUnchanged, NoContent, RefreshRefused, ProblemHttpResult>> RefreshAsync(HttpContext context, RefreshEndpoint endpoint) =>
        endpoint.HandleAsync(context);

    private async Task<Results<Ok<AuthTokenResponse>, RefreshUnchanged, NoContent, RefreshRefused, ProblemHttpResult>> HandleAsync(HttpContext context)
    {
        transport.Require(context.Request);
        (string? bodyToken, string? mistake) = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        AuthRequest request = AuthRequest.Of(context, reader);
        PresentedCredentials candidates = RefreshCandidates.Find(request.Presented, strategies, bodyToken);
        if ((mistake ?? candidates.Mistake) is { } wrong)
            return Problems.InvalidRequest(wrong).ToResult();
        if (candidates.Count == 0)
            return RefreshRefused.Instance;

        PresentedCredential presented = candidates.First;
        if (presented.Source == CredentialSource.Cookie && crossSite.Refuses(context.Request))
            return Problems.CrossSite.ToResult();

        try
        {
            request.HasChangedCredential = true;
            StrategyAnswer<RefreshResult> answer = await strategies.RefreshAsync(presented, CanDeliver, context.RequestAborted).ConfigureAwait(false);
            if (!answer.Result.Succeeded && !answer.Result.IsUnchanged)
                return Refuse(answer.Result);

            NoStore.Apply(context.Response);
            if (presented.Source != CredentialSource.Cookie)
                return answer.Result.Credential is { } token ? TypedResults.Ok(tokens.Describe(token)) : RefreshUnchanged.Instance;
            if (answer.Result.Credential is { } credential)
                cookies.Write(context, answer.Strategy!, credential, presented.Text);
            return TypedResults.NoContent();
        }
        catch (AuthUnavailableException exception)
        {
            return challenges.Unavailable(context.Response, exception);
        }

        bool CanDeliver(HttpStrategy strategy, IssuedCredential next)
        {
            cookies.Require(context, strategy, next);
            return !context.RequestAborted.IsCancellationRequested;
        }
    }

    private RefreshRefused Refuse(in RefreshResult result)
    {
        if (result.Failure is { } failure)
            HttpLog.RefreshRefused(logger, failure.Reason, failure.Detail);
        return RefreshRefused.Instance;
    }
}
