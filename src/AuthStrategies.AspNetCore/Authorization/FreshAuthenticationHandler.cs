using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Compares the time of the login with the clock. A thread-safe singleton.</summary>
internal sealed class FreshAuthenticationHandler(TimeProvider time) : AuthorizationHandler<FreshAuthenticationRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FreshAuthenticationRequirement requirement)
    {
        if (RequestOf(context.Resource) is not { } http || AuthRequest.Find(http) is not { Outcome: AuthRequestOutcome.Authenticated } request || !IsOf(request, context.User))
            return Task.CompletedTask;

        // Another issuer's login is not a login here: its user cannot confirm a password that this application checks.
        bool isOwn = request.AnsweredBy!.NamesOwnSubjects;
        if (isOwn && request.Result.AuthenticatedAt is { } authenticated && time.GetUtcNow() - authenticated <= requirement.MaxAge)
            context.Succeed(requirement);
        else
            request.MaxAge = requirement.MaxAge;
        return Task.CompletedTask;
    }

    // A request may contain a credential of one user and another scheme's cookie of another user, whose login time is not known.
    private static bool IsOf(AuthRequest request, ClaimsPrincipal user) =>
        ReferenceEquals(RequestSession.Find(user), request.Session)
        || (request.Result.Principal!.FindSubject() is { } subject && (user.HasClaim("sub", subject) || user.HasClaim(ClaimTypes.NameIdentifier, subject)));

    private static HttpContext? RequestOf(object? resource) => resource switch
    {
        HttpContext context => context,

        // MVC filters pass this when a policy is required by a filter and not by the endpoint.
        ActionContext action => action.HttpContext,
        HubInvocationContext invocation => invocation.Context.GetHttpContext(),
        _ => null,
    };
}
