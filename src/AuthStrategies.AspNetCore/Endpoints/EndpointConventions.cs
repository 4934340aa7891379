using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>What our endpoints have in common.</summary>
internal static class EndpointConventions
{
    /// <summary>
    /// Opens an endpoint that judges credentials itself to everybody, a fallback policy notwithstanding, unless the
    /// application demands authorization of it.
    /// </summary>
    public static RouteHandlerBuilder OpenUnlessAuthorized(this RouteHandlerBuilder builder)
    {
        builder.Finally(endpoint =>
        {
            if (!endpoint.Metadata.Any(item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData))
                endpoint.Metadata.Add(new AllowAnonymousAttribute());
        });
        return builder;
    }

    /// <summary>Names the refusals for the application's description of itself.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
            builder.ProducesProblem(status);
        return builder.ProducesProblem(StatusCodes.Status503ServiceUnavailable).WithTags("Authentication");
    }
}
