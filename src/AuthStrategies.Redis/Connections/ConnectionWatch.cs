using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Remembers why there is no connection. While there is none, calls only time out; the remembered failure tells why
/// the server refused the connection. Thread-safe.
/// </summary>
internal sealed class ConnectionWatch(IConnectionMultiplexer multiplexer)
{
    private volatile RedisFailureKind _last;

    /// <summary>Keeps the kind of a failure if it says more than "no answer".</summary>
    public void Remember(Exception exception)
    {
        RedisFailureKind trouble = RedisFailures.Of(exception);
        if (trouble is RedisFailureKind.AccessDenied or RedisFailureKind.Loading or RedisFailureKind.Unreachable)
            _last = trouble;
    }

    /// <summary>Replaces a general failure by the remembered one while there is no connection.</summary>
    public RedisFailureKind Sharpen(RedisFailureKind trouble) =>
        trouble is RedisFailureKind.TimedOut && _last is not RedisFailureKind.Unexpected && !multiplexer.IsConnected ? _last : trouble;
}
