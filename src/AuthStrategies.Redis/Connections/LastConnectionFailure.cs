using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Remembers why there is no connection. While there is none, calls only time out; the remembered failure tells why
/// the server refused the connection. Thread-safe.
/// </summary>
internal sealed class LastConnectionFailure
{
    // The client library may forget a command that it wrote to a connection which then failed. Another must be possible after that.
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    // A server that refuses notes each attempt.
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromSeconds(1);

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly ConfigurationOptions? _configuration;
    private volatile RedisFailureKind _last;
    private volatile RedisFailureKind _refused;
    private int _probing;
    private int _attempting;

    /// <param name="multiplexer">The connection.</param>
    /// <param name="configuration">How to open another one like it; <see langword="null"/> if the application opened it.</param>
    public LastConnectionFailure(IConnectionMultiplexer multiplexer, ConfigurationOptions? configuration)
    {
        _multiplexer = multiplexer;
        _configuration = configuration;
        multiplexer.ConnectionFailed += (_, failed) =>
        {
            if (failed.Exception is { } exception)
                Record(exception);
        };
        // The next outage has another reason.
        multiplexer.ConnectionRestored += (_, _) => _last = _refused = RedisFailureKind.Unexpected;
    }

    /// <summary>
    /// Keeps the kind of a failure if it says more than "no answer". A command that found no connection tried none: it does not replace the
    /// reason of the attempt that failed.
    /// </summary>
    public void Record(Exception exception)
    {
        RedisFailureKind kind = RedisFailures.Of(exception);
        if (kind is RedisFailureKind.Unreachable && _last is not RedisFailureKind.Unexpected && IsWithoutAttempt(exception))
            return;
        if (kind is RedisFailureKind.Unreachable || ConnectionAttempt.IsRefusal(kind))
            _last = kind;
    }

    /// <summary>Keeps the failure of a command whenever it comes, also if no caller waits for it any more.</summary>
    public void RecordLater(Task sent) =>
        sent.ContinueWith(
            task => Record(task.Exception!.InnerException!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    /// <summary>
    /// Looks for the reason: sends a command only for its failure, which says more about a connection that is not there than its event, and
    /// tries to open another connection. One of each at a time.
    /// </summary>
    public void Probe(IDatabase database)
    {
        if (Interlocked.Exchange(ref _probing, 1) == 0)
            _ = ProbeAsync(database);
        if (_configuration is { } configuration && Interlocked.Exchange(ref _attempting, 1) == 0)
            _ = AttemptAsync(configuration);
    }

    /// <summary>Replaces a general failure by the remembered one while there is no connection.</summary>
    public RedisFailureKind Explain(RedisFailureKind kind)
    {
        if (kind is not (RedisFailureKind.TimedOut or RedisFailureKind.Unreachable) || _multiplexer.IsConnected)
            return kind;
        if (_refused is not RedisFailureKind.Unexpected)
            return _refused;
        return _last is RedisFailureKind.Unexpected ? kind : _last;
    }

    private static bool IsWithoutAttempt(Exception exception) =>
        exception is ObjectDisposedException or RedisCommandException or RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection };

    private async Task ProbeAsync(IDatabase database)
    {
        try
        {
            Task ping = database.PingAsync(CommandFlags.DemandMaster);
            RecordLater(ping);
            await ping.WaitAsync(ProbeLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
#pragma warning disable CA1031 // Every exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Record(exception);
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }
    }

    /// <summary>What the server says itself counts until the next attempt, because the client library's own reasons replace each other.</summary>
    private async Task AttemptAsync(ConfigurationOptions configuration)
    {
        _refused = await ConnectionAttempt.TryAsync(configuration).ConfigureAwait(false);
        await Task.Delay(AttemptInterval, TimeProvider.System).ConfigureAwait(false);
        Volatile.Write(ref _attempting, 0);
    }
}
