using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>The schemes that the policies of the application's endpoints name.</summary>
internal sealed class NamedSchemes(IAuthenticationSchemeProvider schemes, IAuthorizationPolicyProvider policies, IServiceProvider services)
{
    /// <summary>Whether an endpoint names one of our schemes, itself or by its policy.</summary>
    public async ValueTask<bool> NamesOursAsync()
    {
        // An application without routing has no endpoints.
        if (services.GetService<EndpointDataSource>() is not { } all)
            return false;

        HashSet<string> ours = [.. (await schemes.GetAllSchemesAsync().ConfigureAwait(false)).Where(scheme => scheme.HandlerType == typeof(AuthStrategyHandler)).Select(scheme => scheme.Name)];
        foreach (Endpoint endpoint in all.Endpoints)
        {
            if ((await NamedByAsync(endpoint).ConfigureAwait(false)).Any(ours.Contains))
                return true;
        }

        return false;
    }

    private async ValueTask<IEnumerable<string>> NamedByAsync(Endpoint endpoint)
    {
        try
        {
            AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
                policies,
                endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(),
                endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
            return policy?.AuthenticationSchemes ?? [];
        }
        catch (InvalidOperationException)
        {
            // There is no policy of that name: the endpoint says so at its first request.
            return [];
        }
    }
}
