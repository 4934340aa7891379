using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Does the same work twice a second, counted from the start of the work, and earlier after <see cref="AskNow"/>. Never two at once, and never more than
/// ten a second. Work that fails is done again, because nothing else would notice a new primary. Ends when it is disposed.
/// </summary>
internal sealed class AskingLoop(Func<Task> work, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private Task _running = Task.CompletedTask;
    private bool _failed;

    public void Start() => _running = Task.Run(RunAsync);

    public void AskNow()
    {
        try
        {
            if (_wanted.CurrentCount == 0)
                _wanted.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Already wanted, or closed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
        _wanted.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            long start = time.GetTimestamp();
            await WorkAsync().ConfigureAwait(false);
            // In real time: also where a test stops the clock, the work does not run without a pause.
            await Task.Delay(Pause, _closed.Token).ConfigureAwait(false);
            TimeSpan left = Interval - time.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                await WaitAsync(left).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await work().ConfigureAwait(false);
            _failed = false;
        }
#pragma warning disable CA1031 // An end of the loop would leave the store without a primary, or with the one of before, until a restart.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Once for several in a row.
            if (!_failed)
                Log.RolesNotAsked(logger, exception);
            _failed = true;
        }
    }

    private async Task WaitAsync(TimeSpan left)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        var asked = _wanted.WaitAsync(wait.Token);
        await Task.WhenAny(asked, Task.Delay(left, time, wait.Token)).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
