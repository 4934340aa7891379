using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>GET: the user's sessions. DELETE with an id, or POST from an HTML form, which can send no DELETE: ends one of them.</summary>
internal static class SessionsEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern)
    {
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapGet("", ListAsync)
            .WithSummary("Lists the user's sessions")
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized)
            .WithMetadata(AuthCredentialMetadata.Instance)
            .OpenUnlessAuthorized();
        group.MapDelete("/{id}", EndAsync)
            .WithSummary("Ends one session of the user")
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound)
            .WithMetadata(AuthCredentialMetadata.Instance)
            .OpenUnlessAuthorized();
        group.MapPost("/{id}", EndAsync)
            .WithMetadata(AuthCredentialMetadata.Instance)
            .ExcludeFromDescription()
            .OpenUnlessAuthorized();
        return new FormEndpointBuilder(group);
    }

    private static async Task<Results<Ok<IReadOnlyList<AuthSessionListItem>>, ChallengeHttpResult, ProblemResult>> ListAsync(
        HttpContext context, RequestAuthenticator authenticator, OwnSession owner, ISessionDirectory directory, DeviceNames devices, ChallengeWriter challenges)
    {
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        try
        {
            OwnSubject own = await owner.FindSubjectAsync(request, context.RequestAborted).ConfigureAwait(false);
            if (!own.IsFound)
                return EndpointResults.ChallengeBecause(own.Refusal);

            IReadOnlyList<SessionInfo> sessions = await directory.ListAsync(own.Subject, context.RequestAborted).ConfigureAwait(false)
                ?? throw new SessionStoreException("ISessionDirectory.ListAsync returned null. It must return an empty list when a subject has no sessions.");
            NoStore.Apply(context.Response);
            return TypedResults.Ok<IReadOnlyList<AuthSessionListItem>>([.. sessions.Select(session => AuthSessionListItem.Of(session, request.Session?.SessionId, devices.Of(session)))]);
        }
        catch (AuthUnavailableException exception)
        {
            return challenges.Unavailable(context.Response, exception, Problems.NotAnswered);
        }
    }

    private static async Task<Results<NoContent, EmptyHttpResult, ChallengeHttpResult, ProblemResult>> EndAsync(
        string id, HttpContext context, RequestAuthenticator authenticator, OwnSession owner, ISessionDirectory directory, SignOutService signOut, ReturnRedirect redirect, ChallengeWriter challenges)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        AuthRequest request = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        if (request.Outcome != AuthRequestOutcome.Authenticated)
            return EndpointResults.Challenge;

        try
        {
            OwnSubject own = await owner.FindSubjectAsync(request, context.RequestAborted).ConfigureAwait(false);
            if (!own.IsFound)
                return EndpointResults.ChallengeBecause(own.Refusal);
            ValueTask<bool> ending = default;
            using (new ClientFactsScope(request))
            {
                if (SessionId.TryParse(id, out SessionId session))
                    ending = directory.RevokeAsync(own.Subject, session, EndedByUser.Of(session == request.Session?.SessionId), context.RequestAborted);
            }

            if (!await ending.ConfigureAwait(false))
                return await FormAnswer.TryShowAsync(context, Problems.NoSuchSession).ConfigureAwait(false) ? TypedResults.Empty : Problems.NoSuchSession.ToResult();

            if (SessionId.Parse(id) == request.Session?.SessionId)
                signOut.Clear(context, request.SchemeToEnd);
            return FormAnswer.TryRedirect(context, redirect) ? TypedResults.Empty : TypedResults.NoContent();
        }
        catch (AuthUnavailableException exception)
        {
            Problem problem = challenges.NotEnded(context.Response, exception);
            return await FormAnswer.TryShowAsync(context, problem).ConfigureAwait(false) ? TypedResults.Empty : problem.ToResult();
        }
    }
}
