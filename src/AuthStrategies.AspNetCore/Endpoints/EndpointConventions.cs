using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The conventions that our endpoints share.</summary>
internal static class EndpointConventions
{
    /// <summary>
    /// Allows anonymous access to an endpoint that checks credentials itself, also when there is a fallback policy, unless the
    /// application requires authorization for this endpoint.
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

    /// <summary>Declares the refusals for API descriptions.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
            builder.ProducesProblem(status);
        return builder.ProducesProblem(StatusCodes.Status503ServiceUnavailable).WithTags("Authentication");
    }
}
