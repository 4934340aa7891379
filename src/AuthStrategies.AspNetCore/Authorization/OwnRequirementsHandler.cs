using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>
/// The handler of the requirements that every application may have. Every evaluation of every policy comes to each handler: one for all of them, without
/// the async method and the iterator of the framework's base class, costs least where there is nothing to find. A thread-safe singleton.
/// </summary>
internal sealed class OwnRequirementsHandler(TimeProvider time) : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Requirements is not IReadOnlyList<IAuthorizationRequirement> list)
            list = [.. context.Requirements];
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is ClaimsAuthorizationRequirement claim)
                ClaimUnderEitherName.Check(context, claim);
            else if (list[i] is FreshAuthenticationRequirement fresh)
                FreshAuthentication.Check(context, fresh, time);
        }

        return Task.CompletedTask;
    }
}
