using AuthStrategies.Redis.Diagnostics;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The client library chooses the server of each call: a cluster, a proxy, or the application's own connection. The first call opens it. Thread-safe.
/// </summary>
/// <param name="open">Opens it.</param>
/// <param name="probe">Says why it is not open yet; <see langword="null"/> for a connection of the application.</param>
internal sealed class ChosenByClient(Func<Task<PrimaryServer>> open, OpeningProbe? probe) : IPrimaryWatch
{
    private readonly Lock _lock = new();
    private Task<PrimaryServer>? _opening;

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public PrimaryServer? Current => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    public RedisFailureKind Missing => probe?.Kind ?? RedisFailureKind.TimedOut;

    public Task<PrimaryServer> WaitAsync()
    {
        lock (_lock)
        {
            // On the thread pool, because connecting begins with synchronous work.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _opening = Task.Run(open);
                _ = probe?.Start(_opening);
            }

            return _opening;
        }
    }

    public void AskNow()
    {
    }

    public async ValueTask DisposeAsync()
    {
        probe?.Stop();
        if (Volatile.Read(ref _opening) is not { } opening)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Current is { } server)
            await server.DisposeAsync().ConfigureAwait(false);
    }
}
