using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>GET: who issues the tokens of one JWT strategy, and where its keys are.</summary>
internal static class MetadataEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string? strategy)
    {
        string name = JwtStrategies.Choose(endpoints.ServiceProvider, strategy);
        return endpoints
            .MapGet(pattern, (HttpContext context, EndpointDataSource all) => Describe(context, name, all))
            .WithSummary("Describes the issuer of tokens")
            .Refuses()
            .OpenUnlessAuthorized();
    }

    private static Ok<AuthMetadataResponse> Describe(HttpContext context, string name, EndpointDataSource all)
    {
        IServiceProvider services = context.RequestServices;
        JwtStrategyOptions options = JwtStrategies.Options(services, name);
        // It holds the host that was asked, which a shared cache need not look at.
        context.Response.Headers.CacheControl = "private, " + JwtStrategies.MaxAge(services, name);
        return TypedResults.Ok(new AuthMetadataResponse
        {
            Issuer = options.Issuer!,
            JwksUri = KeysOf(context.Request, name, all),
            SigningAlgorithms = Algorithms(options),
        });
    }

    // On the host that was asked: whoever trusts this document trusts its origin.
    private static Uri KeysOf(HttpRequest request, string name, EndpointDataSource all)
    {
        RouteEndpoint? keys = all.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<JwksEndpointMetadata>()?.Strategy == name);
        string path = keys?.RoutePattern.RawText
            ?? throw new InvalidOperationException($"The document must say where the keys of the strategy {name} are. Map them too: app.MapJwks().");
        return new($"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.Add("/" + path.Trim('/')).ToUriComponent()}");
    }

    private static string[] Algorithms(JwtStrategyOptions options)
    {
        IEnumerable<string> algorithms = options.SigningKeys.Concat(options.VerificationKeys).Select(key => key.Algorithm);
        if (options.KeyRotation is { } rotation)
            algorithms = algorithms.Append(rotation.Algorithm);
        return [.. algorithms.Where(algorithm => !algorithm.StartsWith("HS", StringComparison.Ordinal)).Distinct()];
    }
}
