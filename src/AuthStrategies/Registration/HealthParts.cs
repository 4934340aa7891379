using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Health;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>Finds what a health check of the application's strategies looks at.</summary>
internal static class HealthParts
{
    // The store's own limit comes first, because its report says more.
    private const double Longer = 1.5;

    public static AuthHealthCheck Create(IServiceProvider services)
    {
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return new(() => Find(services, time), () => Longer * services.GetRequiredService<SessionStoreClient>().Limit, time);
    }

    private static List<HealthPart> Find(IServiceProvider services, TimeProvider time)
    {
        AuthStrategyDescriptor[] strategies = [.. StrategyFactory.DescriptorsOf(services)];
        StoreHealth store = new(services.GetRequiredService<SessionStoreClient>(), () => [.. strategies.Where(strategy => NeedsStore(services, strategy)).Select(strategy => strategy.Name)]);
        List<HealthPart> parts = [new(StoreHealth.Part, HealthStatus.Unhealthy, store.CheckAsync)];
        foreach (AuthStrategyDescriptor strategy in strategies.Where(strategy => strategy.Kind == AuthStrategyKind.Jwt))
            parts.Add(KeysOf(services, strategy.Name, strategies.Length == 1, time));
        foreach (EventsHealth events in services.GetRequiredService<AuthEventDelivery>().Queues.Select(queue => new EventsHealth(queue)))
            parts.Add(new(events.Part, HealthStatus.Degraded, events.CheckAsync));
        return parts;
    }

    private static HealthPart KeysOf(IServiceProvider services, string name, bool isOnlyStrategy, TimeProvider time)
    {
        if (services.GetKeyedService<IJwtKeySource>(name) is { } source)
        {
            // The outage of a partner must not take a server out of service that serves other users.
            HealthStatus worst = isOnlyStrategy ? HealthStatus.Unhealthy : HealthStatus.Degraded;
            SourceKeysHealth keysOfIssuer = new(name, source, worst, time);
            return new(keysOfIssuer.Part, worst, keysOfIssuer.CheckAsync);
        }

        PolicySource<JwtPolicy> policy = services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(name);
        OwnKeysHealth own = new(name, () => policy.Current.KeyPolicy, services.GetRequiredKeyedService<JwtKeyProvider>(name), time);
        return new(own.Part, HealthStatus.Unhealthy, own.CheckAsync);
    }

    private static bool NeedsStore(IServiceProvider services, AuthStrategyDescriptor strategy)
    {
        if (strategy.Kind != AuthStrategyKind.Jwt)
            return strategy.Capabilities.KeepsSessions;

        JwtPolicy policy = services.GetRequiredKeyedService<PolicySource<JwtPolicy>>(strategy.Name).Current;
        return policy.IssuesRefreshTokens || policy.RequiresLiveSession || policy.ObservesRevokeAll || services.GetService<IOptions<DPoPOptions>>() is { Value.ShareReplays: true };
    }
}
