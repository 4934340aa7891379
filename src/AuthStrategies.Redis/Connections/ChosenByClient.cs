using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The client library chooses the server of each call: a cluster, a proxy, or the application's own connection. The first call opens it. Thread-safe.
/// </summary>
internal sealed class ChosenByClient : IPrimaryWatch
{
    private readonly Func<Task<PrimaryServer>> _open;
    private readonly OpeningProbe? _probe;
    private readonly Lock _lock = new();
    private Task<PrimaryServer>? _opening;

    /// <param name="open">Opens the connection.</param>
    /// <param name="configuration">How it is opened; <see langword="null"/> for a connection of the application, whose servers are not asked.</param>
    /// <param name="time">The clock.</param>
    public ChosenByClient(Func<Task<PrimaryServer>> open, ConfigurationOptions? configuration, TimeProvider time)
    {
        _open = open;
        _probe = configuration is null ? null : new([configuration], () => Current is not null, time);
    }

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public PrimaryServer? Current => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    public RedisFailureKind Missing => _probe?.Kind ?? RedisFailureKind.TimedOut;

    public Task<PrimaryServer> WaitAsync()
    {
        lock (_lock)
        {
            // On the thread pool, because connecting begins with synchronous work, and outside the caller's context.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                using (ExecutionContext.SuppressFlow())
                    _opening = Task.Run(_open);
                _probe?.Ask();
            }

            return _opening;
        }
    }

    public void AskNow() => _probe?.Ask();

    public async ValueTask DisposeAsync()
    {
        _probe?.Stop();
        if (Volatile.Read(ref _opening) is not { } opening)
            return;
        // One that is being opened closes when it is there: opening may take much longer than a host waits.
        if (!opening.IsCompleted)
            _ = CloseAsync(opening);
        else
            await CloseAsync(opening).ConfigureAwait(false);
    }

    private static async Task CloseAsync(Task<PrimaryServer> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
