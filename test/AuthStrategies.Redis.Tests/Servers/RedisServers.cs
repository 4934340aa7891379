using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>Starts servers for one test, or ignores the test where there is no redis-server.</summary>
internal static class RedisServers
{
    public static Task<RedisProcess> StartAsync(params string[] settings)
    {
        RequireInstalled();
        return RedisProcess.StartAsync(settings);
    }

    public static Task<RedisCluster> StartClusterAsync()
    {
        RequireInstalled();
        return RedisCluster.StartAsync();
    }

    public static void RequireInstalled()
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
    }
}
