using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using AuthStrategies.AspNetCore.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>POST: the next credential for one that is about to end, handed out the way the old one came.</summary>
internal static class RefreshEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => endpoints
        .MapPost(pattern, RefreshAsync)
        .WithSummary("Refreshes the login")
        .WithMetadata(new RefreshEndpointMetadata())
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden)
        .OpenUnlessAuthorized();

    private static async Task<Results<Ok<AuthTokenResponse>, NoContent, RefreshRefused, ProblemHttpResult>> RefreshAsync(
        HttpContext context, AuthHttpServices services, TokenRefresher refresher, TokenWriter tokens, CookieWriter cookies, ChallengeWriter refusals)
    {
        services.DemandSecure(context.Request);
        (string? bodyToken, string? mistake) = await BodyToken.ReadAsync(context.Request).ConfigureAwait(false);
        PresentedCredentials candidates = RefreshCandidates.Find(context.Request, services, AuthRequest.Of(context, services).Presented, bodyToken);
        if ((mistake ?? candidates.Mistake) is { } wrong)
            return Problems.InvalidRequest(wrong).ToResult();
        if (candidates.Count == 0)
            return RefreshRefused.Instance;

        PresentedCredential presented = candidates.First;
        if (presented.Source == CredentialSource.Cookie && services.IsForeign(context.Request))
            return Problems.CrossSite.ToResult();

        try
        {
            if (await refresher.RefreshAsync(presented, context.RequestAborted).ConfigureAwait(false) is not { } fresh)
                return RefreshRefused.Instance;

            NoStore.Apply(context.Response);
            if (presented.Source != CredentialSource.Cookie)
                return TypedResults.Ok(tokens.Describe(fresh.Credential));

            cookies.Write(context, fresh.Strategy, fresh.Credential);
            return TypedResults.NoContent();
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception))
        {
            return refusals.Unavailable(context.Response, exception);
        }
    }
}
