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
    private readonly ConfigurationOptions? _configuration;
    private readonly TimeProvider _time;
    private volatile Reason? _last;
    private volatile Attempt? _attempt;
    private volatile bool _closed;
    private int _outage;
    private int _probing;
    private int _attempting;

    /// <param name="multiplexer">The connection.</param>
    /// <param name="configuration">How to open another one like it; <see langword="null"/> if the application opened it.</param>
    /// <param name="time">The clock.</param>
    public LastConnectionFailure(IConnectionMultiplexer multiplexer, ConfigurationOptions? configuration, TimeProvider time)
    {
        _multiplexer = multiplexer;
        _configuration = configuration;
        _time = time;
        multiplexer.ConnectionFailed += (_, failed) =>
        {
            if (failed.Exception is { } exception)
                Record(exception);
        };
        // The next outage has another reason.
        multiplexer.ConnectionRestored += (_, _) =>
        {
            _last = null;
            Interlocked.Increment(ref _outage);
        };
    }

    /// <summary>
    /// Keeps the kind of a failure if it says more than "no answer". A command that found no connection tried none: it does not replace the
    /// reason of the attempt that failed.
    /// </summary>
    public void Record(Exception exception)
    {
        RedisFailureKind kind = RedisFailures.Of(exception);
        if (kind is RedisFailureKind.Unreachable && _last is not null && IsWithoutAttempt(exception))
            return;
        if (kind is RedisFailureKind.Unreachable || ConnectionAttempt.IsRefusal(kind))
            _last = new(kind, _time.GetTimestamp());
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
        if (_closed)
            return;
        if (Interlocked.Exchange(ref _probing, 1) == 0)
            _ = ProbeAsync(database);
        // On the thread pool and outside the caller's context: connecting begins with synchronous work and belongs to no request.
        if (_configuration is not null && Interlocked.Exchange(ref _attempting, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static failure => _ = failure.AttemptAsync(), this, preferLocal: false);
    }

    /// <summary>Sends nothing and opens no connection any more.</summary>
    public void Close() => _closed = true;

    /// <summary>Opens another connection and keeps why there is none, if it says so.</summary>
    public async Task AskServerAsync()
    {
        int outage = Volatile.Read(ref _outage);
        RedisFailureKind? kind = await ConnectionAttempt.TryAsync(_configuration!, () => _closed).ConfigureAwait(false);
        _attempt = new(kind, outage, _time.GetTimestamp());
    }

    /// <summary>Replaces a general failure by the remembered one while there is no connection.</summary>
    /// <param name="kind">The failure.</param>
    /// <param name="opening">What the servers said when the connection was opened. It counts until the server was asked again.</param>
    public RedisFailureKind Explain(RedisFailureKind kind, RedisFailureKind opening = RedisFailureKind.TimedOut)
    {
        if (kind is not (RedisFailureKind.TimedOut or RedisFailureKind.Unreachable) || _multiplexer.IsConnected)
            return kind;

        Reason? last = _last;
        if (Fresh() is { } attempt)
        {
            if (attempt.Kind is not (null or RedisFailureKind.TimedOut))
                return attempt.Kind.Value;
            // The client library names a refusal of before for as long as it lives, so a server that serves ends it. A server that was reached since ends the rest.
            bool isRefusal = last is not null && ConnectionAttempt.IsRefusal(last.Kind);
            if (last is not null && (isRefusal ? attempt.Kind is null : last.At <= attempt.EndedAt))
                return kind;
        }

        if (last is not null)
            return last.Kind;
        return _attempt is null && Volatile.Read(ref _outage) == 0 && (opening is RedisFailureKind.Unreachable || ConnectionAttempt.IsRefusal(opening)) ? opening : kind;
    }

    private static bool IsWithoutAttempt(Exception exception) =>
        exception is ObjectDisposedException or RedisCommandException or RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection };

    private Attempt? Fresh() =>
        _attempt is { } attempt && attempt.Outage == Volatile.Read(ref _outage) && _time.GetElapsedTime(attempt.EndedAt) < ConnectionAttempt.Validity ? attempt : null;

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

    private async Task AttemptAsync()
    {
        await AskServerAsync().ConfigureAwait(false);
        await Task.Delay(ConnectionAttempt.Interval, _time).ConfigureAwait(false);
        Volatile.Write(ref _attempting, 0);
    }

    /// <param name="Kind">What the client library says.</param>
    /// <param name="At">When it said so.</param>
    private sealed record Reason(RedisFailureKind Kind, long At);

    /// <summary>What the server itself says counts before the client library's own reasons, which replace each other.</summary>
    /// <param name="Kind">As <see cref="ConnectionAttempt.TryAsync"/> says it.</param>
    /// <param name="Outage">The outage in which it was asked.</param>
    /// <param name="EndedAt">When it said so.</param>
    private sealed record Attempt(RedisFailureKind? Kind, int Outage, long EndedAt);
}
