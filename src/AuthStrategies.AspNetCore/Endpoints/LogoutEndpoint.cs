using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using AuthStrategies.AspNetCore.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: ends the login behind whatever the client presents, and says what that has come to.</summary>
internal static class LogoutEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, LogOutAsync)
        .WithSummary("Logs out")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized();

    private static async Task<Results<Ok<AuthLogoutResponse>, ProblemHttpResult>> LogOutAsync(HttpContext context, AuthHttpServices services, SignOutService signOut, ChallengeWriter refusals)
    {
        PresentedCredentials presented = AuthRequest.Of(context, services).Presented;
        (string? bodyToken, string? mistake) = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        if (bodyToken is not null)
            presented.Add(new(bodyToken, CredentialSource.Body, ""));
        if (presented.Count == 0 && (mistake ?? presented.Mistake) is { } wrong)
            return Problems.InvalidRequest(wrong).ToResult();
        if (signOut.IsCrossSite(context))
            return Problems.CrossSite.ToResult();

        try
        {
            RevokeOutcome outcome = await signOut.SignOutAsync(context, AuthStrategyDefaults.Scheme).ConfigureAwait(false);
            NoStore.Apply(context.Response);
            return TypedResults.Ok(new AuthLogoutResponse { Outcome = outcome });
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception))
        {
            return refusals.NotEnded(context.Response);
        }
    }
}
