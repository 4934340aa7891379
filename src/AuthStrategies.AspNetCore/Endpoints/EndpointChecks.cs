using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds mapped endpoints that cannot answer, when the pipeline of the application is complete: the endpoints are known only then, and the
/// server does not accept connections yet. The host stops with the exception.
/// </summary>
internal sealed class EndpointChecks(IServiceProvider services) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        // An application without routing has none. Most applications map none of ours, and the checks are not compiled for them.
        if (services.GetService<EndpointDataSource>() is { } all && (HasOurs(all.Endpoints) || UsesDevices))
            Check(all.Endpoints);
    };

    private bool UsesDevices => services.GetRequiredService<IOptions<AuthHttpOptions>>().Value.UsesDeviceBinding;

    private static bool HasOurs(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            foreach (object metadata in endpoint.Metadata)
            {
                if (metadata is RefreshEndpointMetadata or DeviceEndpointMetadata or MetadataEndpointMetadata or JwksEndpointMetadata)
                    return true;
            }
        }

        return false;
    }

    private void Check(IReadOnlyList<Endpoint> endpoints)
    {
        string[] mistakes = [.. Refresh(endpoints), .. Devices(endpoints), .. Metadata(endpoints), .. Jwks(endpoints)];
        if (mistakes.Length > 0)
            throw new InvalidOperationException(string.Join(" ", mistakes));
    }

    private IEnumerable<string> Refresh(IReadOnlyList<Endpoint> endpoints)
    {
        bool isMapped = endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<RefreshEndpointMetadata>() is not null);
        if (isMapped && !services.GetRequiredService<StrategyList>().All.Any(strategy => strategy.Capabilities.CanRefresh))
            yield return "MapAuthRefresh is mapped, and no strategy refreshes. Write for example AddJwt(o => o.RefreshTokens.Enabled = true), or remove app.MapAuthRefresh().";
    }

    private IEnumerable<string> Devices(IReadOnlyList<Endpoint> endpoints)
    {
        if (UsesDevices && !Of<DeviceEndpointMetadata>(endpoints).Any())
            yield return "UseDeviceBinding() is called, and the endpoints where browsers register and prove their keys are not mapped. Write app.MapAuthDeviceBinding().";
    }

    private IEnumerable<string> Metadata(IReadOnlyList<Endpoint> endpoints)
    {
        string[] published = [.. Of<JwksEndpointMetadata>(endpoints).Select(keys => keys.Strategy)];
        return Of<MetadataEndpointMetadata>(endpoints)
            .Where(document => !published.Contains(document.Strategy, StringComparer.Ordinal))
            .Select(document => OnlyVerifies(document.Strategy) && !Publishes(document.Strategy)
                ? $"MapAuthMetadata is mapped for the strategy {document.Strategy}, {OfAnotherIssuer("MapAuthMetadata")}"
                : $"MapAuthMetadata is mapped for the strategy {document.Strategy}, and its document must contain the address of the keys. Map them too: app.MapJwks(strategy: \"{document.Strategy}\").");
    }

    private IEnumerable<string> Jwks(IReadOnlyList<Endpoint> endpoints) => Of<JwksEndpointMetadata>(endpoints)
        .Where(keys => !Publishes(keys.Strategy))
        .Select(keys => OnlyVerifies(keys.Strategy)
            ? $"MapJwks is mapped for the strategy {keys.Strategy}, {OfAnotherIssuer("MapJwks")}"
            : $"MapJwks is mapped for the strategy {keys.Strategy}, which has no public key to publish: an HS key is a secret. {Remedy("MapJwks", "Write for example o.SigningKeys.Add(JwtKey.FromPem(pem, \"ES256\")) or o.RotateKeys(), or remove app.MapJwks().")}");

    private bool Publishes(string strategy) => services.GetKeyedService<IJwtKeySet>(strategy) is { Algorithms.Count: > 0 };

    private bool OnlyVerifies(string strategy) => services.GetServices<AuthStrategyDescriptor>().First(known => known.Name == strategy).Capabilities is { IssuesCredentials: false };

    private string OfAnotherIssuer(string method) =>
        $"which only verifies tokens of another issuer: that issuer publishes the keys. {Remedy(method, $"Remove app.{method}(), or add a strategy with a signing key.")}";

    // The first strategy is the default of these methods, and another one may be meant.
    private string Remedy(string method, string otherwise) =>
        services.GetServices<AuthStrategyDescriptor>().FirstOrDefault(known => known.Kind == AuthStrategyKind.Jwt && !OnlyVerifies(known.Name) && Publishes(known.Name)) is { } own
            ? $"Name the strategy whose keys you publish: app.{method}(strategy: \"{own.Name}\")."
            : otherwise;

    private static IEnumerable<T> Of<T>(IReadOnlyList<Endpoint> endpoints)
        where T : class => endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<T>()).OfType<T>();
}
