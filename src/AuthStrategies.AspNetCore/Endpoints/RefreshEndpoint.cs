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

    private static Task<Results<Ok<AuthTokenResponse>, NoContent, RefreshRefused, ProblemHttpResult>> RefreshAsync(HttpContext context, RefreshEndpoint endpoint) =>
        endpoint.HandleAsync(context);

    private async Task<Results<Ok<AuthTokenResponse>, NoContent, RefreshRefused, ProblemHttpResult>> HandleAsync(HttpContext context)
    {
        transport.Require(context.Request);
        (string? bodyToken, string? mistake) = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        PresentedCredentials candidates = RefreshCandidates.Find(AuthRequest.Of(context, reader).Presented, strategies, bodyToken);
        if ((mistake ?? candidates.Mistake) is { } wrong)
            return Problems.InvalidRequest(wrong).ToResult();
        if (candidates.Count == 0)
            return RefreshRefused.Instance;

        PresentedCredential presented = candidates.First;
        if (presented.Source == CredentialSource.Cookie && crossSite.Refuses(context.Request))
            return Problems.CrossSite.ToResult();

        try
        {
            StrategyAnswer<RefreshResult> answer = await strategies.RefreshAsync(presented, context.RequestAborted).ConfigureAwait(false);
            if (answer.Result.Credential is not { } credential)
                return Refuse(answer.Result);

            NoStore.Apply(context.Response);
            if (presented.Source != CredentialSource.Cookie)
                return TypedResults.Ok(tokens.Describe(credential));

            cookies.Write(context, answer.Strategy!, credential);
            return TypedResults.NoContent();
        }
        catch (AuthUnavailableException exception)
        {
            return challenges.Unavailable(context.Response, exception);
        }
    }

    private RefreshRefused Refuse(in RefreshResult result)
    {
        if (result.Failure is { } failure)
            HttpLog.RefreshRefused(logger, failure.Reason, failure.Detail);
        return RefreshRefused.Instance;
    }
}
