using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Invalidations;

/// <summary>
/// One node's side of the channel. It counts as subscribed only after it received its own probe, again after each interruption:
/// a restored connection does not prove that the subscription works. Thread-safe.
/// </summary>
internal sealed class InvalidationChannel(RedisConnection redis, RedisChannel name, Action<ReadOnlyMemory<byte>> receive, TimeProvider time, ILogger logger) : ISessionInvalidationChannel
{
    private const int ProbesPerSubscription = 20;

    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
#pragma warning disable CA2213 // Events may read its token after Dispose; a cancelled source has no resources to dispose.
    private readonly CancellationTokenSource _closed = new();
#pragma warning restore CA2213
    private readonly RecordTag _node = RecordTag.New();
    private IConnectionMultiplexer? _multiplexer;
    private long _attempt = 1;
    private long _subscription;

    public long Subscription => Volatile.Read(ref _subscription);

    public void Start()
    {
        redis.PrimaryChanged += Moved;
        _ = ListenAsync(_closed.Token);
    }

    public void Publish(ReadOnlyMemory<byte> message) => _ = SendAsync(InvalidationFrame.Message(_node, message.Span));

    public void Dispose()
    {
        IConnectionMultiplexer? multiplexer;
        lock (_lock)
        {
            if (_closed.IsCancellationRequested)
                return;
            redis.PrimaryChanged -= Moved;
            Volatile.Write(ref _subscription, 0);
            _closed.Cancel();
            multiplexer = Unwatch();
        }

        if (multiplexer is not null)
            _ = UnsubscribeAsync(multiplexer);
    }

    /// <summary>Another server is the primary, over another connection: subscribes there.</summary>
    private void Moved()
    {
        IConnectionMultiplexer? before;
        lock (_lock)
            before = Unwatch();
        Interrupted(this, null);
        if (before is not null)
            _ = UnsubscribeAsync(before);
        _ = ListenAsync(_closed.Token);
    }

    private IConnectionMultiplexer? Unwatch()
    {
        IConnectionMultiplexer? multiplexer = _multiplexer;
        if (multiplexer is null)
            return null;
        multiplexer.ConnectionFailed -= Interrupted;
        multiplexer.ConnectionRestored -= Restored;
        _multiplexer = null;
        return multiplexer;
    }

    private async Task ListenAsync(CancellationToken closed)
    {
        try
        {
            while (!await TrySubscribeAsync(closed).ConfigureAwait(false))
                await Task.Delay(RetryEvery, time, closed).ConfigureAwait(false);
            await ProbeAsync(Volatile.Read(ref _attempt), closed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The channel is closed.
        }
    }

    private async Task<bool> TrySubscribeAsync(CancellationToken closed)
    {
        try
        {
            IConnectionMultiplexer multiplexer = await redis.OpenAsync("subscribe", closed).ConfigureAwait(false);
            if (!TryWatch(multiplexer))
                return false;
            return await redis.ExecuteAsync(multiplexer, SubscribeAsync, redis.Begin("subscribe", closed), endsOutage: false).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Already logged.
            return false;
        }
    }

    private bool TryWatch(IConnectionMultiplexer multiplexer)
    {
        lock (_lock)
        {
            if (_closed.IsCancellationRequested)
                return false;
            if (_multiplexer is not null)
                return true;
            _multiplexer = multiplexer;
            // Every connection counts: only the client library knows which one carries the subscription.
            multiplexer.ConnectionFailed += Interrupted;
            multiplexer.ConnectionRestored += Restored;
            return true;
        }
    }

    private async Task<bool> SubscribeAsync(IDatabase database, IConnectionMultiplexer multiplexer)
    {
        ISubscriber subscriber = multiplexer.GetSubscriber();
        // The handler may still be registered after a failed attempt.
        await subscriber.UnsubscribeAsync(name, Received, CommandFlags.FireAndForget).ConfigureAwait(false);
        await subscriber.SubscribeAsync(name, Received).ConfigureAwait(false);
        return true;
    }

    private void Interrupted(object? sender, ConnectionFailedEventArgs? e)
    {
        long attempt;
        lock (_lock)
        {
            if (_subscription != 0)
                Log.SubscriptionLost(logger);
            Volatile.Write(ref _subscription, 0);
            attempt = ++_attempt;
        }

        _ = ProbeSafelyAsync(attempt);
    }

    private void Restored(object? sender, ConnectionFailedEventArgs e) => _ = SendAsync(InvalidationFrame.Probe(_node, Volatile.Read(ref _attempt)));

    /// <summary>Sends probes until one arrives or the next interruption starts a new attempt.</summary>
    private async Task ProbeAsync(long attempt, CancellationToken closed)
    {
        for (int sent = 1; Volatile.Read(ref _attempt) == attempt && Subscription == 0 && !closed.IsCancellationRequested; sent++)
        {
            // The client library subscribes again automatically, but only once. If the server refused that, this code subscribes again.
            if (sent % ProbesPerSubscription == 0)
                await TrySubscribeAsync(closed).ConfigureAwait(false);
            await SendAsync(InvalidationFrame.Probe(_node, attempt)).ConfigureAwait(false);
            await Task.Delay(ProbeEvery, time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ProbeSafelyAsync(long attempt)
    {
        try
        {
            await ProbeAsync(attempt, _closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The channel is closed.
        }
    }

    private void Received(RedisChannel channel, RedisValue value)
    {
        ReadOnlyMemory<byte> frame = (byte[]?)value;
        if (!InvalidationFrame.IsOf(_node, frame.Span))
            Deliver(frame);
        else if (InvalidationFrame.IsProbe(frame.Span))
            ProbeArrived(InvalidationFrame.Attempt(frame.Span));
    }

    private void Deliver(ReadOnlyMemory<byte> frame)
    {
        if (InvalidationFrame.IsMessage(frame.Span))
            receive(frame[InvalidationFrame.ContentAt..]);
        else if (!InvalidationFrame.IsProbe(frame.Span))
            receive(default);
    }

    private void ProbeArrived(long attempt)
    {
        lock (_lock)
        {
            if (attempt != _attempt || _subscription != 0 || _closed.IsCancellationRequested)
                return;
            Volatile.Write(ref _subscription, attempt);
            Log.Subscribed(logger);
        }
    }

    private async Task SendAsync(byte[] frame)
    {
        try
        {
            await redis.ExecuteAsync((name, frame), static (db, args) => db.PublishAsync(args.name, args.frame, CommandFlags.FireAndForget), redis.Begin("publish", CancellationToken.None), endsOutage: false).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Already logged. Other nodes see the change after their maximum staleness.
        }
    }

    private async Task UnsubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.GetSubscriber().UnsubscribeAsync(name, Received).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The connection is closed, and the subscription with it.
        }
    }
}
