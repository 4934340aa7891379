using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>What hubs and circuits share.</summary>
internal static class LoginRevalidation
{
    public static void Add(IServiceCollection services, Action<LoginRevalidationOptions>? configure)
    {
        services.AddOptions<LoginRevalidationOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LoginRevalidationOptions>, LoginRevalidationOptionsValidator>());
        services.TryAddSingleton<LoginWatch>();
    }
}
