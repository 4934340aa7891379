using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: ends all sessions of the user but the one of the request.</summary>
internal static class LogoutOthersEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => new FormEndpointBuilder(endpoints
        .MapPost(pattern, LogOutOthersAsync)
        .WithSummary("Ends all other sessions of the user")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden)
        .WithMetadata(AuthCredentialMetadata.Instance)
        .OpenUnlessAuthorized());

    private static async Task<Results<Ok<AuthLogoutOthersResponse>, EmptyHttpResult, ChallengeHttpResult, ProblemResult>> LogOutOthersAsync(
        HttpContext context, RequestAuthenticator authenticator, OtherSessions others, ReturnRedirect redirect, ChallengeWriter challenges)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        try
        {
            (int ended, string? refusal) = await others.EndAsync(request).ConfigureAwait(false);
            if (refusal is not null)
                return EndpointResults.ChallengeBecause(refusal);

            NoStore.Apply(context.Response);
            return FormAnswer.TryRedirect(context, redirect) ? TypedResults.Empty : TypedResults.Ok(new AuthLogoutOthersResponse { Ended = ended });
        }
        catch (AuthUnavailableException exception)
        {
            Problem problem = challenges.NotEnded(context.Response, exception);
            return await FormAnswer.TryShowAsync(context, problem).ConfigureAwait(false) ? TypedResults.Empty : problem.ToResult();
        }
    }
}
