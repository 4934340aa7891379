using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Registration;

/// <summary>
/// Reads the keys of the strategies that rotate them once when the application has started, so that an operator learns of a key store that cannot be
/// used before the first login. In the background; it changes and stops nothing.
/// </summary>
internal sealed class KeyStoreCheck(IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    // Never disposed of: a host may be stopped while it is disposed of, and again after that. Without a timer it holds nothing.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _stop = new();
#pragma warning restore CA2213

    /// <summary>The check; only tests wait for it.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    // After all other services have started: one of them may create the table.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        string[] strategies = [.. services.GetServices<AuthStrategyDescriptor>().Select(strategy => strategy.Name).Where(Rotates)];
        if (strategies.Length > 0)
            Running = Task.Run(() => CheckAsync(strategies, _stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Running.WaitAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Cancel();

    private bool Rotates(string strategy) => services.GetKeyedService<PolicySource<JwtPolicy>>(strategy)?.Current.KeyPolicy.Rotation is not null;

    private async Task CheckAsync(string[] strategies, CancellationToken stopping)
    {
        using CancellationTokenSource limit = new(JwtKeyStoreClient.Timeout, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        foreach (string strategy in strategies)
        {
            try
            {
                // The wait is limited here too, because a store may ignore the token or block its thread.
                await Task.Run(() => services.GetRequiredService<IJwtKeyStore>().LoadAsync(strategy, either.Token).AsTask(), either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A store, or a factory of the application, may throw anything.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                // A connection that the application closes says nothing. Of one store, one line is enough.
                if (!stopping.IsCancellationRequested)
                    Log.KeyStoreNotUsable(StrategyFactory.Logger(services), exception, strategy);
                return;
            }
        }
    }
}
