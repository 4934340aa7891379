using AuthStrategies.AspNetCore.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>GET: the public keys of one JWT strategy (RFC 7517 §5).</summary>
internal static class JwksEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string? strategy)
    {
        string name = JwtStrategies.Choose(endpoints.ServiceProvider, strategy);
        return endpoints
            .MapGet(pattern, (HttpContext context, ChallengeWriter refusals) => PublishAsync(context, name, refusals))
            .WithSummary("Publishes the public keys")
            .WithMetadata(new JwksEndpointMetadata(name))
            .Produces(StatusCodes.Status200OK, contentType: "application/jwk-set+json")
            .Refuses()
            .OpenUnlessAuthorized();
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> PublishAsync(HttpContext context, string name, ChallengeWriter refusals)
    {
        try
        {
            string keys = await context.RequestServices.GetRequiredKeyedService<IJwtKeySet>(name).GetJwksAsync(context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers.CacheControl = "public, " + JwtStrategies.MaxAge(context.RequestServices, name);
            return TypedResults.Text(keys, "application/jwk-set+json");
        }
        catch (JwtKeyStoreException exception)
        {
            return refusals.Unavailable(context.Response, exception);
        }
    }
}
