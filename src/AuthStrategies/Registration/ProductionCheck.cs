using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Registration;

/// <summary>
/// Warns while a host starts in the Production environment about sessions and keys that exist in this process only, unless
/// the application chose it. Other environments, and applications without a host, are not warned.
/// </summary>
internal sealed class ProductionCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IHostEnvironment>()?.IsProduction() == true)
            Check(StrategyFactory.Logger(services), [.. StrategyFactory.DescriptorsOf(services)]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(ILogger logger, AuthStrategyDescriptor[] strategies)
    {
        if (services.GetRequiredService<ISessionStore>() is InMemorySessionStore { IsDefault: true } && strategies.Any(strategy => strategy.Capabilities.KeepsSessions))
            Log.SessionsInMemory(logger);

        foreach (string name in strategies.Where(strategy => strategy.Kind == AuthStrategyKind.Jwt).Select(strategy => strategy.Name))
        {
            // A strategy of another package has no such policy.
            if (services.GetKeyedService<PolicySource<JwtPolicy>>(name) is { } policy)
                CheckKeys(logger, name, policy.Current);
        }
    }

    private void CheckKeys(ILogger logger, string name, JwtPolicy policy)
    {
        if (policy.KeyPolicy.Rotation is not null && services.GetRequiredService<IJwtKeyStore>() is InMemoryJwtKeyStore { IsDefault: true })
            Log.KeysInMemory(logger, name);
        if (policy.ObservesRevokeAll && services.GetRequiredService<ISessionStore>() is InMemorySessionStore { IsDefault: true })
            Log.GenerationInMemory(logger, name);
        if (policy.KeyPolicy.Configured.SigningKey is { IsGenerated: true } key)
            Log.KeyGenerated(logger, name, key.KeyId);
    }
}
