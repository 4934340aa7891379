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
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, LogOutAsync)
        .WithSummary("Logs out")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized();

    private static async Task<Results<Ok<AuthLogoutResponse>, EmptyHttpResult, ProblemResult>> LogOutAsync(
        HttpContext context, CredentialReader reader, SignOutService signOut, CookieCopies copies, ReturnRedirect redirect, ChallengeWriter challenges)
    {
        PresentedCredentials presented = AuthRequest.Of(context, reader).Presented;
        (string? bodyToken, string? mistake) = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        if (bodyToken is not null)
            presented.Add(new(bodyToken, CredentialSource.Body, ""));
        if (presented.Count == 0 && (mistake ?? presented.Mistake) is { } wrong)
        {
            copies.DeleteConflicting(context, presented);
            return await RefuseAsync(context, Problems.InvalidRequest(wrong)).ConfigureAwait(false);
        }

        try
        {
            if (await signOut.SignOutAsync(context, AuthStrategyDefaults.Scheme).ConfigureAwait(false) is not { } outcome)
                return await RefuseAsync(context, Problems.CrossSite).ConfigureAwait(false);

            NoStore.Apply(context.Response);
            return redirect.TryLeaveForm(context, context.GetEndpoint()?.Metadata.GetMetadata<LogoutRedirectMetadata>()?.Path)
                ? TypedResults.Empty
                : TypedResults.Ok(new AuthLogoutResponse { Outcome = outcome });
        }
        catch (AuthUnavailableException)
        {
            challenges.NotEnded(context.Response);
            return await RefuseAsync(context, Problems.NotEnded).ConfigureAwait(false);
        }
    }

    private static async Task<Results<Ok<AuthLogoutResponse>, EmptyHttpResult, ProblemResult>> RefuseAsync(HttpContext context, Problem problem)
    {
        if (!Navigation.Is(context.Request))
            return problem.ToResult();

        context.Response.StatusCode = problem.Status;
        await problem.WriteAsync(context).ConfigureAwait(false);
        return TypedResults.Empty;
    }
}
