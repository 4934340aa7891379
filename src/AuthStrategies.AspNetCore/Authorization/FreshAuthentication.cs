using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Compares the time of the login with the clock. Has no state.</summary>
internal static class FreshAuthentication
{
    public static void Check(AuthorizationHandlerContext context, FreshAuthenticationRequirement requirement, TimeProvider time)
    {
        if (PolicyRequest.Of(context.Resource) is not { } http || AuthRequest.Find(http) is not { Outcome: AuthRequestOutcome.Authenticated } request || !PolicyRequest.IsOf(request, context.User))
            return;

        // Another issuer's login is not a login here: its user cannot confirm a password that this application checks.
        bool isOwn = request.AnsweredBy!.NamesOwnSubjects;
        if (isOwn && request.Result.AuthenticatedAt is { } authenticated && time.GetUtcNow() - authenticated <= requirement.MaxAge)
            context.Succeed(requirement);
        else
            request.MaxAge = requirement.MaxAge;
    }
}
