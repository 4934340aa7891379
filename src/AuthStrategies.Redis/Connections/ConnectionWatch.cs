using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Remembers why there is no connection. While there is none, calls wait for one and all time out alike; what the server said
/// when it turned us away comes out after that only. Thread-safe.
/// </summary>
internal sealed class ConnectionWatch(IConnectionMultiplexer multiplexer)
{
    private volatile RedisFailureKind _last;

    /// <summary>Keeps what a failure says, if it says more than that there was no answer.</summary>
    public void Remember(Exception exception)
    {
        RedisFailureKind trouble = RedisFailures.Of(exception);
        if (trouble is RedisFailureKind.AccessDenied or RedisFailureKind.Loading or RedisFailureKind.Unreachable)
            _last = trouble;
    }

    /// <summary>Says more exactly why nothing came back, if that is known and there is still no connection.</summary>
    public RedisFailureKind Sharpen(RedisFailureKind trouble) =>
        trouble is RedisFailureKind.TimedOut && _last is not RedisFailureKind.Unexpected && !multiplexer.IsConnected ? _last : trouble;
}
