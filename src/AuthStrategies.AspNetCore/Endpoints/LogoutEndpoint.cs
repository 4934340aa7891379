using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: ends the session of each credential that the client presents, and answers the outcome.</summary>
internal static class LogoutEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => new FormEndpointBuilder(endpoints
        .MapPost(pattern, LogOutAsync)
        .WithSummary("Logs out")
        .WithMetadata(new AuthTokenBodyMetadata(isRefresh: false))
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized());

    private static async Task<Results<Ok<AuthLogoutResponse>, EmptyHttpResult, ProblemResult>> LogOutAsync(
        HttpContext context, CredentialReader reader, SignOutService signOut, CookieCopies copies, ReturnRedirect redirect, RefusalEvents events, ChallengeWriter challenges)
    {
        AuthRequest request = AuthRequest.Of(context, reader);
        PresentedCredentials presented = request.Presented;
        BodyContent body = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        if (body.Token is not null)
            presented.Add(new(body.Token, CredentialSource.Body, ""));
        if (presented.Count == 0 && (body.Mistake ?? presented.Mistake) is { } wrong)
        {
            copies.DeleteConflicting(context, request);
            events.Request(context, body.Mistake is null ? presented.Refusal : RequestRefusal.Malformed);
            return await RefuseAsync(context, Problems.InvalidRequest(wrong)).ConfigureAwait(false);
        }

        try
        {
            if (await signOut.SignOutAsync(context, AuthStrategyDefaults.Scheme).ConfigureAwait(false) is not { } outcome)
                return await RefuseAsync(context, Problems.CrossSite).ConfigureAwait(false);

            NoStore.Apply(context.Response);
            return FormAnswer.TryRedirect(context, redirect)
                ? TypedResults.Empty
                : TypedResults.Ok(new AuthLogoutResponse { Outcome = outcome });
        }
        catch (AuthUnavailableException exception)
        {
            return await RefuseAsync(context, challenges.NotEnded(context.Response, exception)).ConfigureAwait(false);
        }
    }

    private static async Task<Results<Ok<AuthLogoutResponse>, EmptyHttpResult, ProblemResult>> RefuseAsync(HttpContext context, Problem problem) =>
        await FormAnswer.TryShowAsync(context, problem).ConfigureAwait(false) ? TypedResults.Empty : problem.ToResult();
}
