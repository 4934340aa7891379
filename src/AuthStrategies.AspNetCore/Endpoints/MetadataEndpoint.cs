using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>GET: the issuer of one JWT strategy's tokens, and the address of its keys.</summary>
internal static class MetadataEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string? strategy)
    {
        if (JwtStrategies.MapUnused(endpoints, pattern, strategy) is { } unused)
            return unused;

        string name = JwtStrategies.Choose(endpoints.ServiceProvider, strategy);
        return endpoints
            .MapGet(pattern, (HttpContext context, EndpointDataSource all, OriginalAddress address) => Describe(context, name, all, address))
            .WithSummary("Describes the issuer of tokens")
            .WithMetadata(new MetadataEndpointMetadata(name))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithTags("Authentication")
            .OpenUnlessAuthorized();
    }

    private static Results<Ok<AuthMetadataResponse>, ProblemResult> Describe(HttpContext context, string name, EndpointDataSource all, OriginalAddress address)
    {
        Uri? keysAddress = KeysOf(context.Request, name, all, address.Configured.HasValue ? address.PathBase(context) : context.Request.PathBase);
        if (keysAddress is null)
            return Problems.NoHost.ToResult();

        IJwtKeySet keys = context.RequestServices.GetRequiredKeyedService<IJwtKeySet>(name);

        // The document contains the host of the request, and a shared cache may not distinguish hosts.
        context.Response.Headers.CacheControl = "private, " + JwtStrategies.MaxAge(keys);
        return TypedResults.Ok(new AuthMetadataResponse
        {
            Issuer = keys.Issuer,
            JwksUri = keysAddress,
            SigningAlgorithms = keys.Algorithms,
            DPoPSigningAlgorithms = context.RequestServices.GetService<DPoPProofVerifier>()?.Algorithms,
        });
    }

    // On the host of the request: a client that trusts this document trusts its origin. Nothing if the request names no host.
    private static Uri? KeysOf(HttpRequest request, string name, EndpointDataSource all, PathString pathBase)
    {
        RouteEndpoint? keys = all.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<JwksEndpointMetadata>()?.Strategy == name);
        string path = keys?.RoutePattern.RawText
            ?? throw new InvalidOperationException($"The document must contain the address of the keys of the strategy {name}. Map them too: app.MapJwks().");
        return Origin.TryOf(request, out string origin) ? new(origin + pathBase.Add("/" + path.Trim('/')).ToUriComponent()) : null;
    }
}
