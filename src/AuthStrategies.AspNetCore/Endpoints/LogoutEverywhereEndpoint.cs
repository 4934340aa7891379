using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using AuthStrategies.AspNetCore.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: ends every login of the user.</summary>
internal static class LogoutEverywhereEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, LogOutEverywhereAsync)
        .WithSummary("Logs out everywhere")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden)
        .WithMetadata(AuthCredentialMetadata.Instance)
        .OpenUnlessAuthorized();

    private static async Task<Results<Ok<AuthLogoutResponse>, ChallengeHttpResult, ProblemHttpResult>> LogOutEverywhereAsync(
        HttpContext context, RequestAuthenticator authenticator, OwnSession own, ISessionDirectory directory, SignOutService signOut, ChallengeWriter refusals)
    {
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        try
        {
            // Not stopped by a client that leaves for another page meanwhile.
            if (await own.FindSubjectAsync(request, CancellationToken.None).ConfigureAwait(false) is not { } subject)
                return EndpointResults.Challenge;

            // The caller's own login last, so that it can ask again if the store fails half-way.
            int others = await directory.RevokeAllAsync(subject, request.Result.SessionId, CancellationToken.None).ConfigureAwait(false);
            RevokeOutcome outcome = await signOut.SignOutAsync(context, AuthStrategyDefaults.Scheme).ConfigureAwait(false);
            NoStore.Apply(context.Response);
            bool isOwnEnded = outcome is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry;
            return TypedResults.Ok(new AuthLogoutResponse { Outcome = outcome, Ended = others + (isOwnEnded ? 1 : 0) });
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception))
        {
            return refusals.NotEnded(context.Response);
        }
    }
}
