using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
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
        if (JwtStrategies.MapUnused(endpoints, pattern, strategy) is { } unused)
            return unused;

        string name = JwtStrategies.Choose(endpoints.ServiceProvider, strategy);
        return endpoints
            .MapGet(pattern, (HttpContext context, ChallengeWriter challenges) => PublishAsync(context, name, challenges))
            .WithSummary("Publishes the public keys")
            .WithMetadata(new JwksEndpointMetadata(name))
            .Produces(StatusCodes.Status200OK, contentType: "application/jwk-set+json")
            .Refuses()
            .OpenUnlessAuthorized();
    }

    private static async Task<Results<ContentHttpResult, ProblemResult>> PublishAsync(HttpContext context, string name, ChallengeWriter challenges)
    {
        try
        {
            IJwtKeySet keys = context.RequestServices.GetRequiredKeyedService<IJwtKeySet>(name);
            string jwks = await keys.GetJwksAsync(context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers.CacheControl = "public, " + JwtStrategies.MaxAge(keys);
            return TypedResults.Text(jwks, "application/jwk-set+json");
        }
        catch (JwtKeyStoreException exception)
        {
            return challenges.Unavailable(context.Response, exception, Problems.NotAnswered);
        }
    }
}
