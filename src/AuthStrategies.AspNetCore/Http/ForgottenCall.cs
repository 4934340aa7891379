using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The error of an application that uses a verb of this package without its services.</summary>
internal static class ForgottenCall
{
    /// <exception cref="InvalidOperationException">The services are missing.</exception>
    public static void ThrowIfMissing(IServiceProvider services, string call)
    {
        if (services.GetService<CrossSiteCheck>() is not null)
            return;

        // Only JWT strategies have keys and metadata.
        string strategy = call is "MapJwks" or "MapAuthMetadata" ? "AddJwt(o => …)" : "AddSession()";
        throw new InvalidOperationException($"{call} needs services that are not registered. Write builder.Services.AddAuthStrategy().{strategy}.UseAspNetCore(), or with another strategy, before builder.Build().");
    }
}
