using AuthStrategies;
using AuthStrategies.Registration;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using AuthStrategies.Stores.InMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers AuthStrategies.</summary>
public static class AuthStrategyServiceCollectionExtensions
{
    /// <summary>
    /// Registers the services that all strategies share; add at least one strategy to the builder. Then inject
    /// <see cref="IAuthStrategy"/> (the first one added), <c>[FromKeyedServices("name")] IAuthStrategy</c> or
    /// <see cref="ISessionDirectory"/>. Sessions are kept in memory until a <c>Use…</c> method chooses another store.
    /// May be called again to add more strategies. In the Production environment a host warns at start about sessions and keys that
    /// nothing keeps beyond the process.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddAuthStrategy(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        StrategyRegistrations registrations = StrategyRegistrations.Of(services);
        services.AddOptions<StrategyChecks>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StrategyChecks>, StrategyChecksValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InMemorySessionStoreOptions>, InMemorySessionStoreOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionStoreCallOptions>, SessionStoreCallOptionsValidator>());

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(StrategyFactory.Metrics);
        services.TryAddSingleton<ISessionStore>(static provider => new InMemorySessionStore(
            provider.GetRequiredService<IOptions<InMemorySessionStoreOptions>>(),
            provider.GetRequiredService<TimeProvider>()) { IsDefault = true });
        services.TryAddSingleton(StrategyFactory.StoreClient);
        services.TryAddSingleton(static provider => new PrincipalRefresh(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetService<IServiceProviderIsService>()));
        services.TryAddSingleton(provider => new SessionReferenceFinder(() => StrategyFactory.ReferenceFinders(provider, registrations)));
        services.TryAddSingleton<ISessionDirectory>(static provider => new SessionDirectory(
            provider.GetRequiredService<SessionStoreClient>(),
            provider.GetRequiredService<TimeProvider>(),
            StrategyFactory.Logger(provider),
            name => StrategyFactory.SessionPolicyOf(provider, name)));
        services.TryAddSingleton<ISessionItems>(static provider => new SessionItems(() => StrategyFactory.StrategiesOf(provider)));
        services.TryAddSingleton<IJwtKeyStore>(static _ => new InMemoryJwtKeyStore { IsDefault = true });
        services.AddHostedService<ProductionCheck>();
        services.TryAddSingleton<IAuthStrategy>(provider => registrations.Strategies.Count > 0
            ? provider.GetRequiredKeyedService<IAuthStrategy>(registrations.Strategies[0].Name)
            : throw new InvalidOperationException(string.Join(" ", registrations.Mistakes)));
        return new AuthStrategyBuilder(services);
    }

    /// <summary>
    /// Registers the one strategy that a configuration section names: <c>"Strategy": "Jwt"</c> or <c>"Session"</c>, with its
    /// options in the subsection of that name. To change the strategy, change this word. Unknown names in the section are mistakes.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">
    /// The section, for example <c>builder.Configuration.GetSection("Auth")</c>.
    /// <c>Strategy</c> is read now; the options follow changes of the configuration.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder AddAuthStrategy(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        return ConfiguredStrategy.Add(builder, section);
    }
}
