using AuthStrategies.Redis.Diagnostics;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The client library chooses the server of each call: a cluster, a proxy, or the application's own connection. The first call opens it. Thread-safe.
/// </summary>
internal sealed class ChosenByClient(Func<Task<PrimaryServer>> open) : IPrimaryWatch
{
    private readonly Lock _lock = new();
    private Task<PrimaryServer>? _opening;

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public PrimaryServer? Current => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    public RedisFailureKind Missing => RedisFailureKind.TimedOut;

    public Task<PrimaryServer> WaitAsync()
    {
        lock (_lock)
        {
            // On the thread pool, because connecting begins with synchronous work.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Task.Run(open);
            return _opening;
        }
    }

    public void AskNow()
    {
    }

    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _opening) is not { } opening)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Current is { } server)
            await server.DisposeAsync().ConfigureAwait(false);
    }
}
