using System.Security.Claims;
using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Endpoints;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Compares the moment of the login with the clock. A thread-safe singleton.</summary>
internal sealed class FreshAuthenticationHandler(TimeProvider time) : AuthorizationHandler<FreshAuthenticationRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FreshAuthenticationRequirement requirement)
    {
        if (RequestOf(context.Resource) is not { } http || AuthRequest.Find(http) is not { Outcome: AuthRequestOutcome.Authenticated } request || !IsOf(request, context.User))
            return Task.CompletedTask;

        if (request.Result.AuthenticatedAt is { } authenticated && time.GetUtcNow() - authenticated <= requirement.MaxAge)
            context.Succeed(requirement);
        else
            request.MaxAge = requirement.MaxAge;
        return Task.CompletedTask;
    }

    // A request may bear the login of one user and the cookie of another's, of another scheme: that one's moment is not known.
    private static bool IsOf(AuthRequest request, ClaimsPrincipal user) =>
        ReferenceEquals(RequestSession.Find(user), request.Login)
        || (OwnSession.SubjectOf(request.Result.Principal!) is { } subject && (user.HasClaim("sub", subject) || user.HasClaim(ClaimTypes.NameIdentifier, subject)));

    private static HttpContext? RequestOf(object? resource) => resource switch
    {
        HttpContext context => context,

        // What a filter of MVC gives, where a policy is demanded by a filter and not by the endpoint.
        ActionContext action => action.HttpContext,
        HubInvocationContext invocation => invocation.Context.GetHttpContext(),
        _ => null,
    };
}
