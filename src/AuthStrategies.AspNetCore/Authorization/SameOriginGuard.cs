using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Refuses requests from other sites before they reach an endpoint.</summary>
internal static class SameOriginGuard
{
    public static void AddTo(EndpointBuilder endpoint)
    {
        ForgottenCall.ThrowIfMissing(endpoint.ApplicationServices, "RequireSameOrigin");
        endpoint.Metadata.Add(AuthSameOriginMetadata.Instance);
        if (endpoint.RequestDelegate is { } inner)
            endpoint.RequestDelegate = context => InvokeAsync(context, inner);
    }

    private static Task InvokeAsync(HttpContext context, RequestDelegate inner)
    {
        if (!context.RequestServices.GetRequiredService<CrossSiteCheck>().Refuses(context.Request))
            return inner(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Problems.CrossSite.WriteAsync(context);
    }
}
