using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthStrategies.Registration;

/// <summary>Registers the keys of a JWT strategy, for the strategy and for the services that publish and rotate them.</summary>
internal static class JwtKeyRegistration
{
    public static void AddJwtKeys(this IAuthStrategyBuilder builder, string name)
    {
        IServiceCollection services = builder.Services;
        services.AddKeyedSingleton(name, static (provider, key) => StrategyFactory.Policy<JwtStrategyOptions, JwtPolicy>(provider, (string)key!, JwtPolicy.Compile));
        services.AddKeyedSingleton(name, static (provider, key) => KeyProvider(provider, (string)key!));
        services.AddKeyedSingleton<IJwtKeyRotation>(name, static (provider, key) =>
            new JwtKeyRotation(KeyPolicy(provider, key), provider.GetRequiredKeyedService<JwtKeyProvider>(key), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IJwtKeySet>(name, static (provider, key) =>
            new JwtKeySet(provider.GetRequiredKeyedService<PolicySource<JwtPolicy>>(key), provider.GetRequiredKeyedService<JwtKeyProvider>(key), provider.GetRequiredService<TimeProvider>()));
        // The strategy added first is the default, like IAuthStrategy itself.
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IJwtKeyRotation>(name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IJwtKeySet>(name));
    }

    public static JwtKeyProvider KeyProvider(IServiceProvider services, string name, bool isReadOnly = false)
    {
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        KeyDiagnostics diagnostics = new(name, StrategyFactory.Logger(services), services.GetRequiredService<AuthStrategiesMetrics>(), StrategyFactory.Events(services, name));
        KeyProtection protection = new(name, services.GetService<IJwtKeyProtector>(), services.GetService<StoredKeysProtection>() is not null, diagnostics);
        SeenKeys seen = new(name, RevisionRecord(services, name, time), time, diagnostics);
        IJwtKeyStore? former = services.GetService<FormerJwtKeyStore>()?.Store;
        JwtKeyStoreClient client = new(name, services.GetRequiredService<IJwtKeyStore>(), former, protection, seen, time, diagnostics);
        return new JwtKeyProvider(client, diagnostics, isReadOnly);
    }

    private static KeyRevisionRecord? RevisionRecord(IServiceProvider services, string name, TimeProvider time)
    {
        // A store in memory remembers nothing that this process does not know.
        if (services.GetRequiredService<ISessionStore>().GetService<InMemorySessionStore>() is not null)
            return null;

        // A strategy that is not used has no policy here. It accepts no token: its keys only prove which session a logout means.
        if (services.GetKeyedService<PolicySource<JwtPolicy>>(name) is not { } policy)
            return null;

        return new(name, services.GetRequiredService<SessionStoreClient>(), time, () => policy.Current.IssuesRefreshTokens || policy.Current.RequiresLiveSession);
    }

    private static Func<JwtKeyPolicy> KeyPolicy(IServiceProvider services, object? name)
    {
        PolicySource<JwtPolicy> policy = services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(name);
        return () => policy.Current.KeyPolicy;
    }
}
