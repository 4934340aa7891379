using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The two endpoints that browsers with device-bound sessions use themselves.</summary>
internal static class DeviceEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern)
    {
        ThrowIfUnused(endpoints.ServiceProvider, "MapAuthDeviceBinding");
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapPost("/register", static (HttpContext context, RegisterDeviceEndpoint endpoint) => endpoint.RegisterAsync(context))
            .WithMetadata(new DeviceEndpointMetadata(isRefresh: false))
            .ExcludeFromDescription()
            .OpenUnlessAuthorized();
        group.MapPost("/refresh", static (HttpContext context, RefreshDeviceEndpoint endpoint) => endpoint.RefreshAsync(context))
            .WithMetadata(new DeviceEndpointMetadata(isRefresh: true))
            .ExcludeFromDescription()
            .OpenUnlessAuthorized();
        return group;
    }

    /// <exception cref="InvalidOperationException"><c>UseDeviceBinding()</c> is not called.</exception>
    public static void ThrowIfUnused(IServiceProvider services, string call)
    {
        ForgottenCall.ThrowIfMissing(services, call);
        if (services.GetService<RegisterDeviceEndpoint>() is null)
            throw new InvalidOperationException($"{call} needs device binding. Write builder.Services.AddAuthStrategy().AddSession().UseAspNetCore().UseDeviceBinding() before builder.Build().");
    }
}
