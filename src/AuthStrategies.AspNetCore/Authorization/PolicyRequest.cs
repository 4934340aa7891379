using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>The request that a policy is evaluated for.</summary>
internal static class PolicyRequest
{
    /// <summary>The request; <see langword="null"/> if the resource of the evaluation is another one.</summary>
    public static HttpContext? Of(object? resource) => resource switch
    {
        HttpContext context => context,

        // MVC filters pass this when a policy is required by a filter and not by the endpoint.
        ActionContext action => action.HttpContext,
        HubInvocationContext invocation => invocation.Context.GetHttpContext(),
        _ => null,
    };

    /// <summary>Whether a user is the one of the request: it may contain a credential of one user and another scheme's cookie of another user.</summary>
    public static bool IsOf(AuthRequest request, ClaimsPrincipal user) =>
        ReferenceEquals(RequestSession.Find(user), request.Session)
        || (request.Result.Principal!.FindSubject() is { } subject && (user.HasClaim("sub", subject) || user.HasClaim(ClaimTypes.NameIdentifier, subject)));
}
