using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Looks whether the request of an authenticated user has proved the device of its session. A thread-safe singleton.</summary>
internal sealed class DeviceBindingHandler : AuthorizationHandler<DeviceBindingRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, DeviceBindingRequirement requirement)
    {
        if (PolicyRequest.Of(context.Resource) is not { } http || AuthRequest.Find(http) is not { Outcome: AuthRequestOutcome.Authenticated } request || !PolicyRequest.IsOf(request, context.User))
            return Task.CompletedTask;

        // In the first seconds after the registration a request may be accepted without a bound cookie. It does not meet the requirement.
        if (request.Result.SessionId is { } session && http.Features.Get<ProvedDevice>()?.Session == session)
            context.Succeed(requirement);
        else
            http.Features.Set(UnprovedDevice.Instance);
        return Task.CompletedTask;
    }
}
