using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>
/// Lets <c>RequireClaim</c> find a claim under either of its two names. The framework's own check enumerates the claims and sees
/// only the names under which they are shown; this one asks the identities, of which ours know both names.
/// </summary>
internal static class ClaimUnderEitherName
{
    public static void Check(AuthorizationHandlerContext context, ClaimsAuthorizationRequirement requirement)
    {
        if (Has(context.User, requirement))
            context.Succeed(requirement);
    }

    // Some code hands in no user.
    private static bool Has(ClaimsPrincipal? user, ClaimsAuthorizationRequirement requirement) => user is not null && (
        requirement.AllowedValues?.Any() == true
            ? requirement.AllowedValues.Any(value => user.HasClaim(requirement.ClaimType, value))
            : user.FindFirst(requirement.ClaimType) is not null);
}
