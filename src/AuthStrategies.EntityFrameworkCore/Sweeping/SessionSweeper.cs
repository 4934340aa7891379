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
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SweepInterval != Timeout.InfiniteTimeSpan && services.GetService(typeof(ISessionStore)) is ISessionStore store)
            _running = SweepAsync(store, options.Value, _stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host may be stopped again after it was disposed of.
        if (_isDisposed)
            return;

        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _stop.Dispose();
    }

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
