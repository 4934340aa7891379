using System.Net;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Servers by their addresses: each has its own connection and is asked for its role. The primary answers the calls. If it says that it
/// is none, or does not answer, and another says that it is one, the other answers from then on. Thread-safe.
/// </summary>
/// <remarks>
/// While no server says that it is a primary, the last one keeps the calls: it refuses them with its own reason. If several say so, the
/// one in use stays: which of them is right, only Sentinels know.
/// </remarks>
internal sealed class ServerListWatch : IPrimaryWatch
{
    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AskingLoop _loop;
    private readonly OpeningProbe _probe;
    private readonly Lock _lock = new();
    private readonly List<PrimaryServer> _servers = [];
    private Task<PrimaryServer>? _opening;
    private PrimaryServer? _current;
    private bool _severalSaid;
    private bool _disposed;

    public ServerListWatch(ConnectionSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _loop = new(AskAsync, time, logger);
        _probe = new([.. settings.EndPoints.Select(settings.Only)], () => Current is not null, time);
    }

    public event Action? Changed;

    public PrimaryServer? Current => Volatile.Read(ref _current);

    public RedisFailureKind Missing => _probe.Kind;

    public Task<PrimaryServer> WaitAsync()
    {
        lock (_lock)
        {
            // On the thread pool, because connecting begins with synchronous work, and outside the caller's context.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                using (ExecutionContext.SuppressFlow())
                    _opening = Task.Run(OpenAsync);
                _probe.Ask();
            }

            return _opening;
        }
    }

    public void AskNow()
    {
        _loop.AskNow();
        _probe.Ask();
    }

    public async ValueTask DisposeAsync()
    {
        _probe.Stop();
        await _loop.DisposeAsync().ConfigureAwait(false);
        PrimaryServer[] servers;
        lock (_lock)
        {
            _disposed = true;
            servers = [.. _servers];
        }

        // At one time: a connection that hangs takes seconds to close.
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>The best of the servers in use: the current one as long as it says that it is a primary; otherwise another that says so, first one with replicas.</summary>
    /// <returns>Its position, or -1: nothing changes.</returns>
    internal static int Choose(int current, IReadOnlyList<ServerRole> roles)
    {
        if (current >= 0 && roles[current].IsPrimary)
            return -1;

        int[] primaries = [.. Enumerable.Range(0, roles.Count).Where(i => roles[i].IsPrimary)];
        return primaries.Length == 0 ? -1 : primaries.MaxBy(i => roles[i].Replicas > 0 ? 1 : 0);
    }

    /// <summary>Connects to all at once. Ready as soon as one says that it is the primary, and at the latest when each has been tried.</summary>
    private async Task<PrimaryServer> OpenAsync()
    {
        Task<PrimaryServer>[] opening = [.. _settings.EndPoints.Select(OpenAsync)];
        var ready = new TaskCompletionSource<PrimaryServer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = TryEachAsync(opening, ready);
        PrimaryServer first = await ready.Task.ConfigureAwait(false);
        if (first.IsManaged && opening.Length > 1)
            return await OpenManagedAsync(opening).ConfigureAwait(false);

        Use(first);
        if (!first.IsManaged)
            _loop.Start();
        return first;
    }

    private static async Task TryEachAsync(Task<PrimaryServer>[] opening, TaskCompletionSource<PrimaryServer> ready)
    {
        await foreach (Task<PrimaryServer> opened in Task.WhenEach(opening).ConfigureAwait(false))
        {
            if (opened.IsCompletedSuccessfully && await IsReadyAsync(await opened.ConfigureAwait(false)).ConfigureAwait(false))
                ready.TrySetResult(await opened.ConfigureAwait(false));
        }

        PrimaryServer[] servers = [.. opening.Where(task => task.IsCompletedSuccessfully).Select(task => task.Result)];
        if (servers.Length > 0)
            ready.TrySetResult(servers.FirstOrDefault(server => server.IsConnected) ?? servers[0]);
        else
            ready.TrySetException(opening[0].Exception!.InnerException!);
    }

    private static async Task<bool> IsReadyAsync(PrimaryServer server) =>
        server.IsManaged || (await server.AskRoleAsync(TimeProvider.System).ConfigureAwait(false)).IsPrimary;

    private async Task<PrimaryServer> OpenAsync(EndPoint endPoint)
    {
        PrimaryServer server = await PrimaryServer.OpenAsync(_settings.Only(endPoint)).ConfigureAwait(false);
        await AddAsync(server).ConfigureAwait(false);
        return server;
    }

    /// <summary>A cluster: one connection that knows all its servers, instead of one for each.</summary>
    private async Task<PrimaryServer> OpenManagedAsync(Task<PrimaryServer>[] single)
    {
        PrimaryServer cluster = await PrimaryServer.OpenAsync(_settings.All).ConfigureAwait(false);
        await AddAsync(cluster).ConfigureAwait(false);
        Use(cluster);
        foreach (Task<PrimaryServer> opening in single)
            _ = CloseAsync(opening);
        return cluster;
    }

    private async Task CloseAsync(Task<PrimaryServer> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!opening.IsCompletedSuccessfully)
            return;
        PrimaryServer server = await opening.ConfigureAwait(false);
        lock (_lock)
        {
            if (!_servers.Remove(server))
                return;
        }

        await server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AddAsync(PrimaryServer server)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _servers.Add(server);
                return;
            }
        }

        await server.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(ServerListWatch));
    }

    private async Task AskAsync()
    {
        PrimaryServer[] servers;
        lock (_lock)
            servers = [.. _servers];
        ServerRole[] roles = await Task.WhenAll(servers.Select(server => server.AskRoleAsync(_time))).ConfigureAwait(false);
        int current = Array.IndexOf(servers, Current);
        WarnIfSeveral(roles);
        int chosen = Choose(current, roles);
        if (chosen < 0)
        {
            // A replica that was promoted while no other server is configured.
            if (current >= 0 && roles[current].IsPrimary)
                await servers[current].LearnPrimaryAsync(_time).ConfigureAwait(false);
            return;
        }

        if (!await servers[chosen].LearnPrimaryAsync(_time).ConfigureAwait(false))
            return;
        Log.PrimaryChanged(_logger);
        Use(servers[chosen]);
        Changed?.Invoke();
    }

    private void WarnIfSeveral(ServerRole[] roles)
    {
        bool several = roles.Count(role => role.IsPrimary) > 1;
        if (several && !_severalSaid)
            Log.SeveralPrimaries(_logger);
        _severalSaid = several;
    }

    private void Use(PrimaryServer server) => Volatile.Write(ref _current, server);
}
