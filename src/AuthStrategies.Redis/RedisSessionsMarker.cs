namespace AuthStrategies.Redis;

/// <summary>In the container, it says that <c>UseRedis</c> was called. Immutable and thread-safe.</summary>
internal sealed class RedisSessionsMarker;
