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
    public void Remember(Exception exception)
    {
        RedisTrouble trouble = RedisTroubles.Of(exception);
        if (trouble is RedisTrouble.AccessDenied or RedisTrouble.Loading or RedisTrouble.Unreachable)
            _last = trouble;
    }

    /// <summary>Says more exactly why nothing came back, if that is known and there is still no connection.</summary>
    public RedisTrouble Sharpen(RedisTrouble trouble) =>
        trouble is RedisTrouble.TimedOut && _last is not RedisTrouble.Unexpected && !multiplexer.IsConnected ? _last : trouble;
}
