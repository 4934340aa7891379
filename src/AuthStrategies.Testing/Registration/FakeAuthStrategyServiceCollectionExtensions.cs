using AuthStrategies;
using AuthStrategies.Registration;
using AuthStrategies.Sessions;
using AuthStrategies.Testing;
using AuthStrategies.Testing.Fakes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Replaces an application's strategies by fakes for its tests.</summary>
public static class FakeAuthStrategyServiceCollectionExtensions
{
    /// <summary>
    /// Replaces every strategy registered so far by a <see cref="FakeAuthStrategy"/> of the same name, and the
    /// <see cref="ISessionDirectory"/> by one that lists the fakes' sessions. Call it after the application's own
    /// registration. The options of the strategies are no longer checked, so tests need no keys.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <returns>
    /// The services. The container returns the default strategy's fake as
    /// <see cref="FakeAuthStrategy"/>, and each fake by its name as a keyed service.
    /// </returns>
    /// <remarks>
    /// The fakes use the container's <see cref="TimeProvider"/>, or else the system clock. If no strategy is registered, one fake named
    /// <see cref="FakeAuthStrategy.DefaultName"/> is added.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection UseFakeAuthStrategy(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        string[] names = NamesOf(services);
        foreach (ServiceDescriptor real in services.Where(service => service.ServiceType == typeof(IAuthStrategy)).ToArray())
            services.Remove(real);
        services.RemoveAll<IValidateOptions<StrategyChecks>>();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FakeSessions>();
        foreach (string name in names)
        {
            services.AddKeyedSingleton(name, (provider, _) => new FakeAuthStrategy(name, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<FakeSessions>()));
            services.AddKeyedSingleton<IAuthStrategy>(name, (provider, _) => provider.GetRequiredKeyedService<FakeAuthStrategy>(name));
        }

        services.AddSingleton(provider => provider.GetRequiredKeyedService<FakeAuthStrategy>(names[0]));
        services.AddSingleton<IAuthStrategy>(provider => provider.GetRequiredService<FakeAuthStrategy>());
        services.Replace(ServiceDescriptor.Singleton<ISessionDirectory>(provider => provider.GetRequiredService<FakeAuthStrategy>().Directory));
        services.Replace(ServiceDescriptor.Singleton<ISessionItems>(provider => new SessionItems(() =>
            names.Select(name => (provider.GetRequiredKeyedService<IAuthStrategy>(name), (Func<AuthStrategyCapabilities>)(() => StrategyCapabilities.Session))))));
        return services;
    }

    private static string[] NamesOf(IServiceCollection services)
    {
        // In the order of registration, because the first strategy is the default.
        string[] names = [.. services.Where(service => service.ServiceType == typeof(IAuthStrategy)).Select(service => service.ServiceKey).OfType<string>().Distinct(StringComparer.Ordinal)];
        return names.Length > 0 ? names : [FakeAuthStrategy.DefaultName];
    }
}
