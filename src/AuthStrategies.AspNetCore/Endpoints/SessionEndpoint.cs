using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>GET: who the client is, and until when.</summary>
internal static class SessionEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern) => Describe(endpoints.MapGet(pattern, DescribeAsync));

    /// <summary>With an answer of the application.</summary>
    public static IEndpointConventionBuilder Map<TAnswer>(IEndpointRouteBuilder endpoints, string pattern, Func<HttpContext, AuthSessionResponse, ValueTask<TAnswer>> answer)
        where TAnswer : notnull => Describe(endpoints.MapGet(pattern, AnswerAsync))
            .WithMetadata(SessionAnswer.Of(answer), new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TAnswer), ["application/json"]));

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder builder) => builder
        .WithSummary("Describes the current session")
        .WithDescription("The request does not count as activity: a client that asks again and again does not keep its session alive.")
        .WithMetadata(new DisableSessionRenewalAttribute())
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized)
        .WithMetadata(AuthCredentialMetadata.Instance)
        .OpenUnlessAuthorized();

    private static async Task<Results<Ok<AuthSessionResponse>, ChallengeHttpResult>> DescribeAsync(HttpContext context, RequestAuthenticator authenticator)
    {
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        NoStore.Apply(context.Response);
        return TypedResults.Ok(Describe(request));
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, RequestAuthenticator authenticator)
    {
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        SessionAnswer answer = context.GetEndpoint()!.Metadata.GetRequiredMetadata<SessionAnswer>();
        IResult result = await answer.CreateAsync(context, Describe(request)).ConfigureAwait(false);
        // After the application, which may have set headers.
        NoStore.Apply(context.Response);
        return result;
    }

    private static AuthSessionResponse Describe(AuthRequest request)
    {
        ClaimsPrincipal principal = request.Result.Principal!;
        return new()
        {
            Subject = principal.FindSubject() ?? "",
            Name = principal.Identity?.Name,
            Roles = [.. principal.Identities.SelectMany(identity => identity.FindAll(identity.RoleClaimType)).Select(claim => claim.Value)],
            Strategy = request.Strategy!,
            SessionId = request.Session?.SessionId?.ToString(),
            AuthenticatedAt = request.Result.AuthenticatedAt,
            ExpiresAt = request.Result.ExpiresAt,
        };
    }
}
