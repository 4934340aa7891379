using System.Runtime.CompilerServices;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The connection to Redis. The first call opens it and all calls share it. Each call of the store has a time limit for all its exchanges, can
/// be cancelled, and reports failures as <see cref="SessionStoreException"/>. Thread-safe.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly IPrimaryWatch _watch;
    private readonly OutageLog _outages;
    private readonly EvictionChecks _eviction;
    private int _disposed;

    public RedisConnection(RedisStoreOptions options, TimeProvider time, ILogger logger)
    {
        _timeout = options.OperationTimeout;
        _time = time;
        _outages = new(time, logger);
        Deadlines = new(time, _timeout);
        _eviction = new(logger);
        _watch = Watch(options, time, logger);
        _watch.Changed += CheckEviction;
    }

    /// <summary>Another server is the primary, over another connection. Runs on any thread.</summary>
    public event Action? PrimaryChanged
    {
        add => _watch.Changed += value;
        remove => _watch.Changed -= value;
    }

    /// <summary>The time limits of the calls that <see cref="QuickCall{TArgument, TResult, TAnswer}"/> makes.</summary>
    public CallDeadlines Deadlines { get; }

    /// <summary>The server that answers calls now, if it is connected: then a call may be a <see cref="QuickCall{TArgument, TResult, TAnswer}"/>.</summary>
    public PrimaryServer? Ready => _watch.Current is { IsConnected: true } server ? server : null;

    /// <summary>Begins a call of the store: from now on its time limit counts.</summary>
    public CallBudget Begin(string operation, CancellationToken cancellationToken) => new(operation, _time.GetTimestamp(), cancellationToken);

    /// <summary>Whether a call should make no further step: a quarter of its time is over, and a step may take long.</summary>
    public bool HasUsedItsShare(CallBudget call) => _time.GetElapsedTime(call.Start) >= _timeout / 4;

    /// <summary>Sends the only command of a call. See the other overload.</summary>
    /// <typeparam name="TArgument">The argument of the command.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <exception cref="SessionStoreException">Redis did not answer, or refused.</exception>
    public ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<IDatabase, TArgument, Task<TResult>> send, string operation, CancellationToken cancellationToken) =>
        ExecuteAsync(args, send, Begin(operation, cancellationToken));

    /// <summary>
    /// Sends a command and waits for the answer. If the caller cancels while waiting, the command still takes effect completely or not at all.
    /// </summary>
    /// <typeparam name="TArgument">The argument of the command.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <exception cref="SessionStoreException">Redis did not answer, or refused.</exception>
    public ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<IDatabase, TArgument, Task<TResult>> send, CallBudget call) =>
        ExecuteAsync(args, send, call, endsOutage: true);

    /// <summary>Sends a command, and notes that Redis answers again only where the answer says that sessions can be read. See the other overload.</summary>
    /// <typeparam name="TArgument">The argument of the command.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <exception cref="SessionStoreException">Redis did not answer, or refused.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<IDatabase, TArgument, Task<TResult>> send, CallBudget call, bool endsOutage)
    {
        call.CancellationToken.ThrowIfCancellationRequested();
        Task<TResult>? sent = null;
        PrimaryServer? server = null;
        try
        {
            server = _watch.Current ?? await FindServerAsync(call).ConfigureAwait(false);
            if (!server.IsConnected)
                server = await ReconnectedAsync(server, call.CancellationToken).ConfigureAwait(false);
            TimeSpan left = Left(call);
            sent = send(server.Database, args);
            TResult answer = await sent.WaitAsync(left, _time, call.CancellationToken).ConfigureAwait(false);
            if (!IsPrimary(server))
                await ConfirmAsync(server, call).ConfigureAwait(false);
            if (endsOutage)
                Succeeded();
            return answer;
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            ObserveLater(sent, server);
            throw;
        }
#pragma warning disable CA1031 // Every exception of the client library counts as a failure of Redis.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ObserveLater(sent, server);
            throw Failed(exception, server, call.Operation);
        }
    }

    /// <summary>Opens the connection if it is not open yet, and sends nothing. Redis has answered nothing, so an outage goes on.</summary>
    /// <returns>The connection.</returns>
    /// <exception cref="SessionStoreException">There is no connection.</exception>
    public ValueTask<IConnectionMultiplexer> OpenAsync(string operation, CancellationToken cancellationToken) =>
        ExecuteAsync(true, static (database, _) => Task.FromResult(database.Multiplexer), Begin(operation, cancellationToken), endsOutage: false);

    /// <summary>Whether calls still go to this server.</summary>
    public bool IsPrimary(PrimaryServer server) => _watch.Current == server;

    /// <summary>The server may have lost its role while the call was under way. Then its answer is not believed.</summary>
    /// <exception cref="TimeoutException">Another server is the primary, or which one is not known in time.</exception>
    public async Task ConfirmAsync(PrimaryServer server, CallBudget call)
    {
        if (await FindServerAsync(call).ConfigureAwait(false) != server)
            throw new TimeoutException("Another server became the primary during the call. The result of the call is not known.");
    }

    /// <summary>Notes that Redis answered a call.</summary>
    public void Succeeded() => _outages.Succeeded();

    /// <summary>Notes that a call failed.</summary>
    /// <returns>The exception for the caller.</returns>
    public SessionStoreException Failed(Exception exception, PrimaryServer? server, string operation)
    {
        RedisFailureKind kind = RedisFailures.Of(exception);
        if (server is not null)
            kind = server.Failure.Explain(kind, _watch.Missing);
        else if (kind is RedisFailureKind.TimedOut)
            kind = _watch.Missing;
        _watch.AskNow();
        _outages.Failed(kind, operation, exception);
        return new($"Redis failed to {operation}: {RedisFailures.Advice(kind)}", exception);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _watch.Changed -= CheckEviction;
        _eviction.Dispose();
        await _watch.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A command may fail after its caller stopped waiting. The exception must be observed, and often says why there is no connection.</summary>
    private static void ObserveLater(Task? sent, PrimaryServer? server)
    {
        if (sent is not null)
            server?.Failure.RecordLater(sent);
    }

    private static IPrimaryWatch Watch(RedisStoreOptions options, TimeProvider time, ILogger logger)
    {
        if (options.ConnectionMultiplexerFactory is { } factory)
            return new ChosenByClient(async () => new(await factory().ConfigureAwait(false), endPoint: null, configuration: null), configuration: null, time);

        ConnectionSettings settings = new(options);
        if (settings.ServiceName is not null)
            return new SentinelWatch(settings, time, logger);
        return settings.IsProxy
            ? new ChosenByClient(() => PrimaryServer.OpenAsync(settings.All), settings.All, time)
            : new ServerListWatch(settings, time, logger);
    }

    private async Task<PrimaryServer> FindServerAsync(CallBudget call)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        PrimaryServer server = await _watch.WaitAsync().WaitAsync(Left(call), _time, call.CancellationToken).ConfigureAwait(false);
        _eviction.Check(server.Multiplexer);
        return server;
    }

    /// <summary>
    /// Waits until the server is connected again or another is the primary. A command in the client library's queue would wait for the first only.
    /// In real time, as the client library counts it.
    /// </summary>
    private async Task<PrimaryServer> ReconnectedAsync(PrimaryServer server, CancellationToken cancellationToken)
    {
        _watch.AskNow();
        server.Failure.Probe(server.Database);
        long start = TimeProvider.System.GetTimestamp();
        PrimaryServer current = server;
        while (!current.IsConnected && TimeProvider.System.GetElapsedTime(start) < _timeout)
        {
            await Task.Delay(LookEvery, cancellationToken).ConfigureAwait(false);
            current = _watch.Current ?? current;
        }

        return current;
    }

    private TimeSpan Left(CallBudget call)
    {
        TimeSpan left = _timeout - _time.GetElapsedTime(call.Start);
        return left > TimeSpan.Zero ? left : throw new TimeoutException("The time limit of the call (OperationTimeout) is over.");
    }

    private void CheckEviction()
    {
        if (_watch.Current is { } server)
            _eviction.Check(server.Multiplexer);
    }
}
