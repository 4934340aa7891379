using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: ends all sessions of the user.</summary>
internal static class LogoutEverywhereEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => new FormEndpointBuilder(endpoints
        .MapPost(pattern, LogOutEverywhereAsync)
        .WithSummary("Logs out everywhere")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden)
        .WithMetadata(AuthCredentialMetadata.Instance)
        .OpenUnlessAuthorized());

    private static async Task<Results<Ok<AuthLogoutResponse>, EmptyHttpResult, ChallengeHttpResult, ProblemResult>> LogOutEverywhereAsync(
        HttpContext context, RequestAuthenticator authenticator, OtherSessions others, SignOutService signOut, ReturnRedirect redirect, ChallengeWriter challenges)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        try
        {
            // The caller's own session last, so that it can try again if the store fails half-way.
            (int ended, string? refusal) = await others.EndAsync(request).ConfigureAwait(false);
            if (refusal is not null)
                return EndpointResults.ChallengeBecause(refusal);

            RevokeOutcome outcome = await signOut.SignOutAsync(context, request.SchemeToEnd).ConfigureAwait(false) ?? RevokeOutcome.NotFound;
            NoStore.Apply(context.Response);
            if (FormAnswer.TryRedirect(context, redirect))
                return TypedResults.Empty;

            bool isOwnEnded = outcome is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry;
            return TypedResults.Ok(new AuthLogoutResponse { Outcome = outcome, Ended = ended + (isOwnEnded ? 1 : 0) });
        }
        catch (AuthUnavailableException exception)
        {
            Problem problem = challenges.NotEnded(context.Response, exception);
            return await FormAnswer.TryShowAsync(context, problem).ConfigureAwait(false) ? TypedResults.Empty : problem.ToResult();
        }
    }
}
