using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>
/// Over HTTP, principals show the names under which their claims went in, unless the options of a strategy say otherwise: code
/// that was written for <c>AddCookie</c> or <c>AddJwtBearer</c> then finds the claims that it found before.
/// </summary>
internal sealed class ClaimNamingDefault : IConfigureNamedOptions<SessionStrategyOptions>, IConfigureNamedOptions<JwtStrategyOptions>
{
    /// <summary>Adds it first in the list, so that the application's settings win, regardless of when they are made.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => !service.IsKeyedService && service.ImplementationInstance is ClaimNamingDefault))
            return;

        ClaimNamingDefault naming = new();
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SessionStrategyOptions>>(naming));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<JwtStrategyOptions>>(naming));
    }

    public void Configure(string? name, SessionStrategyOptions options) => options.ClaimNaming = ClaimNaming.AsIssued;

    public void Configure(string? name, JwtStrategyOptions options) => options.ClaimNaming = ClaimNaming.AsIssued;

    public void Configure(SessionStrategyOptions options) => Configure(name: null, options);

    public void Configure(JwtStrategyOptions options) => Configure(name: null, options);
}
