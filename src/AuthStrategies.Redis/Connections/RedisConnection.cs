using System.Runtime.CompilerServices;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// The connection to Redis. The first call opens it and all calls share it. Each exchange has a time limit, can be
/// cancelled, and reports failures as <see cref="SessionStoreException"/>. Thread-safe.
/// </summary>
internal sealed class RedisConnection(RedisSessionStoreOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _timeout = options.OperationTimeout;
    private Task<IConnectionMultiplexer>? _opening;
    private EvictionCheck? _eviction;
    private LastConnectionFailure? _lastFailure;
    private IDatabase? _database;
    private bool _disposed;

    /// <summary>
    /// Sends a command and waits for the answer. If the caller cancels while waiting, the command still takes effect completely or not at all.
    /// </summary>
    /// <typeparam name="TArgument">The argument of the command.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <exception cref="SessionStoreException">Redis did not answer, or refused.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<IDatabase, TArgument, Task<TResult>> send, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<TResult>? sent = null;
        try
        {
            IDatabase database = Volatile.Read(ref _database) ?? await OpenDatabaseAsync(cancellationToken).ConfigureAwait(false);
            sent = send(database, args);
            return await sent.WaitAsync(_timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ObserveLater(sent);
            throw;
        }
#pragma warning disable CA1031 // Every exception of the client library counts as a failure of Redis.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ObserveLater(sent);
            RedisFailureKind kind = _lastFailure?.Explain(RedisFailures.Of(exception)) ?? RedisFailures.Of(exception);
            RedisFailureLog.Write(logger, kind, operation, exception);
            throw new SessionStoreException($"Redis failed to {operation}: {RedisFailures.Advice(kind)}", exception);
        }
    }

    /// <summary>Opens the connection if it is not open yet, and sends nothing.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync(true, static (_, answer) => Task.FromResult(answer), "connect", cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            opening = _opening;
            Volatile.Write(ref _database, null);
        }

        if (opening is null)
            return;

        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _eviction?.Dispose();
        if (opening.IsCompletedSuccessfully && options.ConnectionMultiplexerFactory is null)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A command may fail after its caller stopped waiting. The exception must be observed, and often says why there is no connection.</summary>
    private void ObserveLater(Task? sent) =>
        sent?.ContinueWith(task => _lastFailure?.Record(task.Exception!.InnerException!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async ValueTask<IDatabase> OpenDatabaseAsync(CancellationToken cancellationToken)
    {
        IConnectionMultiplexer multiplexer = await Opening().WaitAsync(_timeout, time, cancellationToken).ConfigureAwait(false);
        IDatabase database = multiplexer.GetDatabase();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Volatile.Write(ref _database, database);
        }

        return database;
    }

    private Task<IConnectionMultiplexer> Opening()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // On the thread pool, because connecting begins with synchronous work.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Task.Run(ConnectAsync);
            return _opening;
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        IConnectionMultiplexer multiplexer = options.ConnectionMultiplexerFactory is { } factory
            ? await factory().ConfigureAwait(false)
            : await ConnectionMultiplexer.ConnectAsync(Configuration()).ConfigureAwait(false);
        _lastFailure = new(multiplexer);
        _eviction = new EvictionCheck(multiplexer, logger);
        return multiplexer;
    }

    private ConfigurationOptions Configuration()
    {
        ConfigurationOptions configuration = options.ConfigurationOptions?.Clone() ?? Parsed();
        configuration.AbortOnConnectFail = false;
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)_timeout.TotalMilliseconds;
        configuration.IncludeDetailInExceptions = false;
        return configuration;
    }

    // A connection string cannot set the retry policy. The default pauses grow to ten seconds, during which sign-ins fail although the server is back.
    private ConfigurationOptions Parsed()
    {
        var configuration = ConfigurationOptions.Parse(options.Configuration!);
        configuration.ReconnectRetryPolicy = new ExponentialRetry(250, 2_000);
        return configuration;
    }
}
