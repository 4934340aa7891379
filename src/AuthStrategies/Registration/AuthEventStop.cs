using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Registration;

/// <summary>Gives the sinks what is waiting when the host stops: after all other services have stopped, which may make events too.</summary>
internal sealed class AuthEventStop(AuthEventDelivery delivery) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => delivery.StopAsync(cancellationToken);
}
