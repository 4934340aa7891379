using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>Stands before an endpoint and lets nobody in whom another site has sent.</summary>
internal static class SameOriginGuard
{
    public static void Put(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } inner)
            endpoint.RequestDelegate = context => GuardAsync(context, inner);
    }

    private static Task GuardAsync(HttpContext context, RequestDelegate inner)
    {
        AuthHttpServices services = context.RequestServices.GetRequiredService<AuthHttpServices>();
        if (!services.IsForeign(context.Request))
            return inner(context);

        HttpLog.CrossSite(context.RequestServices.GetRequiredService<ILogger<AuthHttpServices>>());
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Problems.CrossSite.WriteAsync(context);
    }
}
