using System.Net;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Sentinels say which server is the primary: twice a second, and at once when they promote one. No other server is asked
/// anything. An answer of the Sentinels counts for one second from when they were asked. Thread-safe.
/// </summary>
internal sealed class SentinelWatch : IPrimaryWatch
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AskingLoop _loop;
    private readonly Lock _lock = new();
    private readonly OpeningProbe _sentinelProbe;
    private readonly List<SentinelLink> _sentinels = [];
    private Task<PrimaryServer>? _target;
    private OpeningProbe? _probe;
    private EndPoint? _named;
    private Confirmation? _confirmed;
    private TaskCompletionSource _asked = NewSource();
    private volatile bool _isNamed;
    private bool _started;
    private bool _disposed;
    private bool _silent;

    public SentinelWatch(ConnectionSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _loop = new(AskAsync, time, logger);
        _sentinelProbe = new([.. settings.EndPoints.Select(settings.Sentinel)], () => _isNamed, time);
    }

    public event Action? Changed;

    public PrimaryServer? Current =>
        Volatile.Read(ref _confirmed) is { } confirmed && _time.GetElapsedTime(confirmed.At) <= Validity ? confirmed.Server : null;

    public RedisFailureKind Missing
    {
        get
        {
            if (_isNamed)
                return Volatile.Read(ref _probe) is { Kind: not RedisFailureKind.TimedOut and var kind } ? kind : RedisFailureKind.PrimaryUnknown;
            return ConnectionAttempt.IsRefusal(_sentinelProbe.Kind) ? _sentinelProbe.Kind : RedisFailureKind.PrimaryUnknown;
        }
    }

    public async Task<PrimaryServer> WaitAsync()
    {
        Start();
        while (true)
        {
            Task asked = Volatile.Read(ref _asked).Task;
            if (Current is { } server)
                return server;
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            await asked.ConfigureAwait(false);
        }
    }

    public void AskNow()
    {
        _loop.AskNow();
        if (!_started)
            return;
        _sentinelProbe.Ask();
        Volatile.Read(ref _probe)?.Ask();
    }

    public async ValueTask DisposeAsync()
    {
        SentinelLink[] sentinels;
        lock (_lock)
        {
            _disposed = true;
            sentinels = [.. _sentinels];
        }

        await _loop.DisposeAsync().ConfigureAwait(false);
        // After the loop, which may begin another.
        Volatile.Read(ref _probe)?.Stop();
        _sentinelProbe.Stop();
        Volatile.Write(ref _confirmed, null);
        Volatile.Read(ref _asked).TrySetResult();
        foreach (SentinelLink sentinel in sentinels)
            await sentinel.DisposeAsync().ConfigureAwait(false);
        // One that is being opened closes when it is there: opening may take much longer than a host waits.
        if (_target is { IsCompleted: false })
            _ = CloseAsync(_target);
        else
            await CloseAsync(_target).ConfigureAwait(false);
    }

    private void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_started)
                return;
            _started = true;
        }

        // Not in the context of the call that happens to be the first.
        using (ExecutionContext.SuppressFlow())
        {
            foreach (EndPoint endPoint in _settings.EndPoints)
                _ = Task.Run(() => OpenAsync(endPoint));
            _loop.Start();
        }

        _sentinelProbe.Ask();
    }

    private async Task OpenAsync(EndPoint endPoint)
    {
        SentinelLink sentinel = await SentinelLink.OpenAsync(_settings.Sentinel(endPoint), _settings.ServiceName!, _loop.AskNow).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_disposed)
            {
                _sentinels.Add(sentinel);
                _loop.AskNow();
                return;
            }
        }

        await sentinel.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AskAsync()
    {
        SentinelLink[] sentinels;
        lock (_lock)
            sentinels = [.. _sentinels];
        long at = _time.GetTimestamp();
        SentinelAnswer?[] answers = await Task.WhenAll(sentinels.Select(sentinel => sentinel.AskAsync(_time))).ConfigureAwait(false);
        EndPoint? primary = SentinelAnswer.Decide([.. answers.OfType<SentinelAnswer>()]);
        _isNamed = primary is not null;
        if (primary is not null)
        {
            _sentinelProbe.Forget();
            Follow(primary, at);
        }

        WarnIfSilent(primary is null && sentinels.Length > 0);
        Interlocked.Exchange(ref _asked, NewSource()).TrySetResult();
    }

    private void Follow(EndPoint primary, long at)
    {
        if (!primary.Equals(_named))
            Connect(primary);

        // Not open yet: the next answer is soon enough.
        if (_target is not { IsCompletedSuccessfully: true } opened)
        {
            if (_target is { IsCompleted: true })
                _named = null;
            return;
        }

        PrimaryServer server = opened.Result;
        // From now on the connection says why it fails.
        Interlocked.Exchange(ref _probe, null)?.Stop();
        // The client library may have seen it as a replica, just before it was promoted.
        _ = server.LearnPrimaryAsync(_time);
        bool changed = Volatile.Read(ref _confirmed)?.Server != server;
        Volatile.Write(ref _confirmed, new(server, at));
        if (changed)
            Changed?.Invoke();
    }

    private void Connect(EndPoint primary)
    {
        if (_named is not null)
            Log.PrimaryChanged(_logger);
        Volatile.Write(ref _confirmed, null);
        Task<PrimaryServer>? before = _target;
        _named = primary;
        Task<PrimaryServer> target = Task.Run(async () =>
        {
            PrimaryServer server = await PrimaryServer.OpenAsync(_settings.Only(primary)).ConfigureAwait(false);
            _loop.AskNow();
            return server;
        });
        _target = target;
        // The Sentinels name a primary: until it is connected, the reason is at that server.
        OpeningProbe probe = new([_settings.Only(primary)], () => target.IsCompleted, _time);
        Interlocked.Exchange(ref _probe, probe)?.Stop();
        probe.Ask();
        // Calls under way on the connection before fail: their answers would not be believed.
        _ = CloseAsync(before);
    }

    private void WarnIfSilent(bool silent)
    {
        if (silent && !_silent)
            Log.SentinelsDoNotTell(_logger);
        _silent = silent;
    }

    private static async Task CloseAsync(Task<PrimaryServer>? opening)
    {
        if (opening is null)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="Server">The primary.</param>
    /// <param name="At">When the Sentinels were asked.</param>
    private sealed record Confirmation(PrimaryServer Server, long At);
}
