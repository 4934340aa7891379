using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Registers what hubs and circuits share.</summary>
internal static class SessionRevalidation
{
    public static void Add(IServiceCollection services, Action<SessionRevalidationOptions>? configure)
    {
        services.AddOptions<SessionRevalidationOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionRevalidationOptions>, SessionRevalidationOptionsValidator>());
        services.TryAddSingleton<SessionMonitor>();
    }
}
