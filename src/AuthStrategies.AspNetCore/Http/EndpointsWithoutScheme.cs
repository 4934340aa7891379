using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Endpoints that require a user, in an application without an authentication scheme: the framework answers 500 to a request without a user.
/// The core package asks for them by name when <c>UseAspNetCore()</c> was not called.
/// </summary>
internal static class EndpointsWithoutScheme
{
    /// <summary>Whether the application has one. A worker has no endpoints.</summary>
    public static bool Exist(IServiceProvider services) =>
        services.GetService<EndpointDataSource>() is { } source
        && services.GetService<IOptions<AuthenticationOptions>>()?.Value.Schemes.Any() != true
        && source.Endpoints.Any(RequiresUser);

    private static bool RequiresUser(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;
}
