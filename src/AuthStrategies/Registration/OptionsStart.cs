using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Registration;

/// <summary>
/// Reads the options of every strategy while a host starts, after they were checked. Otherwise an invalid change before the first request would be
/// noticed at that request, and there would be no valid options to go on with.
/// </summary>
internal sealed class OptionsStart(StrategyRegistrations registrations, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (StrategyRegistration strategy in registrations.Strategies)
            strategy.Load?.Invoke(services);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
