using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore.Sweeping;

/// <summary>
/// Removes expired sessions in the background, batch after batch. It uses the store that the application registered, so that decorators
/// work too. A failed sweep is logged and tried again at the next interval.
/// </summary>
internal sealed class SessionSweeper(IServiceProvider services, IOptions<EntityFrameworkSessionStoreOptions> options, TimeProvider time, ILogger<SessionSweeper>? logger = null) : IHostedService, IDisposable
{
    private readonly ILogger _logger = logger ?? NullLogger<SessionSweeper>.Instance;
    // Never disposed of: a host may be stopped while it is disposed of, and again after that. Without a timer it holds nothing.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _stop = new();
#pragma warning restore CA2213
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SweepInterval != Timeout.InfiniteTimeSpan && services.GetService(typeof(ISessionStore)) is ISessionStore store)
            _running = SweepAsync(store, options.Value, _stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Cancel();

    private async Task SweepAsync(ISessionStore store, EntityFrameworkSessionStoreOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(SweepPause.Next(options.SweepInterval, options.SweepJitter), time, cancellationToken).ConfigureAwait(false);
            try
            {
                await SweepOnceAsync(store, time.GetUtcNow() - options.SweepMargin, options.SweepBatch, cancellationToken).ConfigureAwait(false);
            }
            catch (SessionStoreException exception)
            {
                Log.NotSwept(_logger, (exception.InnerException ?? exception).GetType().Name);
            }
        }
    }

    private async Task SweepOnceAsync(ISessionStore store, DateTimeOffset until, int batch, CancellationToken cancellationToken)
    {
        int removed, total = 0;
        do
        {
            removed = await store.RemoveExpiredAsync(until, batch, cancellationToken).ConfigureAwait(false);
            total += removed;
        }
        while (removed >= batch);

        Log.Swept(_logger, total);
    }
}
