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

    private readonly IConnectionMultiplexer _multiplexer;
    private volatile RedisFailureKind _last;
    private int _probing;

    public LastConnectionFailure(IConnectionMultiplexer multiplexer)
    {
        _multiplexer = multiplexer;
        multiplexer.ConnectionFailed += (_, failed) =>
        {
            if (failed.Exception is { } exception)
                Record(exception);
        };
        // The next outage has another reason.
        multiplexer.ConnectionRestored += (_, _) => _last = RedisFailureKind.Unexpected;
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
        if (kind is RedisFailureKind.AccessDenied or RedisFailureKind.Loading or RedisFailureKind.Unreachable or RedisFailureKind.TlsFailed)
            _last = kind;
    }

    /// <summary>Keeps the failure of a command whenever it comes, also if no caller waits for it any more.</summary>
    public void RecordLater(Task sent) =>
        sent.ContinueWith(
            task => Record(task.Exception!.InnerException!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    /// <summary>Sends a command only for its failure: that says more about a connection that is not there than its event. One at a time.</summary>
    public void Probe(IDatabase database)
    {
        if (Interlocked.Exchange(ref _probing, 1) == 0)
            _ = ProbeAsync(database);
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

    /// <summary>Replaces a general failure by the remembered one while there is no connection.</summary>
    public RedisFailureKind Explain(RedisFailureKind kind) =>
        kind is RedisFailureKind.TimedOut or RedisFailureKind.Unreachable && _last is not RedisFailureKind.Unexpected && !_multiplexer.IsConnected ? _last : kind;
}
