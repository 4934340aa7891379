using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Registration;

/// <summary>
/// Warns while a host starts about a key store that the application chose although no strategy rotates its keys: keys of the options are not
/// put into it, and the application may believe that they are.
/// </summary>
internal sealed class UnusedKeyStoreCheck(StrategyRegistrations registrations, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!MayRotate() && ChosenStore() is { } store)
            Log.KeyStoreUnused(StrategyFactory.Logger(services), store);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A strategy that the configuration has and does not choose may rotate its keys: the same code must start with either word.
    private bool MayRotate() =>
        registrations.Unused.Count > 0
        || services.GetServices<AuthStrategyDescriptor>().Any(strategy => services.GetKeyedService<PolicySource<JwtPolicy>>(strategy.Name)?.Current.KeyPolicy.Rotation is not null);

    private string? ChosenStore()
    {
        try
        {
            return services.GetRequiredService<IJwtKeyStore>() is var store and not InMemoryJwtKeyStore { IsDefault: true } ? store.GetType().Name.Split('`')[0] : null;
        }
#pragma warning disable CA1031 // A factory of the application may throw anything, and nothing needs the store.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
