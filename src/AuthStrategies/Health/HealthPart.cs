using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>
/// One part that is checked: at most one call at a time, and no caller waits longer than the limit. A call that does not end is not
/// made again. Thread-safe.
/// </summary>
/// <param name="name">Its name in the report.</param>
/// <param name="worst">What it means for the application if the part fails.</param>
/// <param name="check">The call. It may throw, and it may block its thread.</param>
internal sealed class HealthPart(string name, HealthStatus worst, Func<ValueTask<HealthFinding>> check)
{
    private readonly Lock _sync = new();
    private Task<HealthFinding>? _running;

    public async Task<HealthFinding> CheckAsync(TimeSpan limit, TimeProvider time)
    {
        Task<HealthFinding> running;
        lock (_sync)
            running = _running is { IsCompleted: false } ? _running : _running = Task.Run(() => check().AsTask());

        try
        {
            return await running.WaitAsync(limit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The call may still fail, and perhaps no caller awaits it any more: observe the exception.
            _ = running.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return new(name, worst, $"It did not answer within {limit.TotalSeconds:0.#} s. Check that it is running and reachable, and not overloaded.");
        }
#pragma warning disable CA1031 // A store, a source or an option of the application may throw anything: the report says so, without the text of the exception, which may contain an address.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new(name, worst, $"It could not be checked ({exception.GetType().Name}). The log says why.");
        }
    }
}
