using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Benchmarks;

/// <summary>The database servers of a run. Each starts when the first benchmark asks for it, and ends with the run.</summary>
internal static class SharedServers
{
    private static RedisProcess? _redis;
    private static PostgresProcess? _postgres;

    public static RedisProcess Redis => _redis ??= RedisProcess.StartAsync().GetAwaiter().GetResult();

    public static PostgresProcess Postgres => _postgres ??= PostgresProcess.StartAsync().GetAwaiter().GetResult();

    public static void Stop()
    {
        _redis?.Dispose();
        _postgres?.Dispose();
        (_redis, _postgres) = (null, null);
    }
}
