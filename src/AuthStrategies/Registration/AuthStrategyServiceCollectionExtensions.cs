using AuthStrategies;
using AuthStrategies.Diagnostics;
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
        services.TryAddSingleton<UnusedWarnings>();
        services.TryAddSingleton<StartSettingsWatch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InMemorySessionStoreOptions>, InMemorySessionStoreOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionStoreCallOptions>, SessionStoreCallOptionsValidator>());

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthEventOptions>, AuthEventOptionsValidator>());

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(StrategyFactory.Metrics);
        services.TryAddSingleton<ISessionStore>(static provider => new InMemorySessionStore(
            provider.GetRequiredService<IOptions<InMemorySessionStoreOptions>>(),
            provider.GetRequiredService<TimeProvider>())
        {
            IsDefault = true,
        });
        services.TryAddSingleton(StrategyFactory.Clock);
        services.TryAddSingleton(StrategyFactory.EventDelivery);
        services.TryAddSingleton<IAuthEventPublisher>(static provider => provider.GetRequiredService<AuthEventDelivery>());
        services.TryAddSingleton(StrategyFactory.StoreClient);
        services.TryAddSingleton(static provider => new PrincipalRefresh(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetService<IServiceProviderIsService>()));
        services.TryAddSingleton(provider => new SessionReferenceFinder(() => StrategyFactory.ReferenceFinders(provider, registrations)));
        services.TryAddSingleton<ISessionDirectory>(static provider => new SessionDirectory(
            provider.GetRequiredService<SessionStoreClient>(),
            provider.GetRequiredService<TimeProvider>(),
            StrategyFactory.Logger(provider),
            provider.GetRequiredService<OwnClock>(),
            name => StrategyFactory.SessionPolicyOf(provider, name),
            () => StrategyFactory.RevokeReaches(provider),
            StrategyFactory.Events(provider, ""),
            new(provider.GetRequiredService<SessionStoreClient>(), provider.GetServices<IFormerLoginSource>)));
        services.TryAddSingleton<ISessionItems>(static provider => new SessionItems(() => StrategyFactory.StrategiesOf(provider)));
        services.TryAddSingleton<IJwtKeyStore>(static _ => new InMemoryJwtKeyStore { IsDefault = true });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JwtStrategyOptions>, KeyStoreChoice>());
        services.AddHostedService<OptionsStart>();
        services.AddHostedService<ProductionCheck>();
        services.AddHostedService<ForgottenHttpCheck>();
        services.AddHostedService<UnusedKeyStoreCheck>();
        services.AddHostedService<KeyStoreCheck>();
        services.AddHostedService<AuthEventStop>();
        services.TryAddSingleton<IAuthStrategy>(provider => registrations.Strategies.Count > 0
            ? provider.GetRequiredKeyedService<IAuthStrategy>(registrations.Strategies[0].Name)
            : throw new InvalidOperationException(string.Join(" ", registrations.Mistakes)));
        return new AuthStrategyBuilder(services);
    }

    /// <summary>
    /// Registers the strategy that a configuration section names: <c>"Strategy": "Jwt"</c> or <c>"Session"</c>, with its
    /// options in the subsection of that name. To change the strategy, change this word. A list registers both, the first one as the
    /// default: <c>["Session", "Jwt"]</c>. Unknown names in the section are mistakes.
    /// </summary>
    /// <remarks>
    /// The subsection of the strategy that is not used is checked too; its mistakes are warnings in the log. <c>Store</c> names the session
    /// store: <c>InMemory</c>, or a word of <see cref="AuthStrategyBuilderExtensions.WhenStore"/>. The subsections <c>Http</c>, <c>Session:Http</c>
    /// and <c>Jwt:Http</c> are read by <c>UseAspNetCore</c>. The root of a configuration (not a section) can contain neither <c>Store</c> nor <c>Http</c>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="section">
    /// The section, for example <c>builder.Configuration.GetSection("Auth")</c>.
    /// <c>Strategy</c>, <c>Store</c> and <c>Http</c> are read at start: a later change is logged as a warning, because it needs a restart. The
    /// options of a strategy follow changes of the configuration.
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
