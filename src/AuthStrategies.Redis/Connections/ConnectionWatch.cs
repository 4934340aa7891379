using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Remembers why there is no connection. While there is none, calls wait for one and all time out alike; what the server said
/// when it turned us away comes out after that only. Thread-safe.
/// </summary>
internal sealed class ConnectionWatch(IConnectionMultiplexer multiplexer)
{
    private volatile RedisTrouble _last;

    /// <summary>Keeps what a failure says, if it says more than that there was no answer.</summary>
    public void Remember(Exception exception) => _last = RedisTroubles.Of(exception);

    /// <summary>Says more exactly why nothing came back, if that is known and there is still no connection.</summary>
    public RedisTrouble Sharpen(RedisTrouble trouble) =>
        trouble is RedisTrouble.TimedOut && _last is RedisTrouble.AccessDenied or RedisTrouble.Loading or RedisTrouble.Unreachable && !multiplexer.IsConnected ? _last : trouble;
}
