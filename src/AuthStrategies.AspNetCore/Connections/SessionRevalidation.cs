using AuthStrategies.AspNetCore.Authentication;
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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionRevalidationOptions>, SessionRevalidationCheck>());
        services.TryAddSingleton(new AnswerTimes());
        // Without AddAuthStrategy its services are missing. A container that checks constructors when it is built, as in Development, would say
        // so in its own words; the check of the options says at start what to call.
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<SessionMonitor>(provider));
    }
}
