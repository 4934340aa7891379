using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>One server of each kind for all tests that do it no harm: started when first asked for, ended after the last test.</summary>
internal static class Backends
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly Dictionary<Backend, (object Server, string EndPoints)> Running = [];
    private static int _prefixes;

    public static async Task<string> EndPointsAsync(Backend backend)
    {
        if (backend != Backend.Garnet && !RedisProcess.IsInstalled())
            Assert.Ignore("There is no redis-server on the PATH. Install one (apt-get install redis-server) to run this test.");

        await Gate.WaitAsync();
        try
        {
            if (!Running.TryGetValue(backend, out (object Server, string EndPoints) running))
                Running[backend] = running = await StartAsync(backend);
            return running.EndPoints;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A connection of the test's own, to look at what the store wrote.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Backend backend) =>
        await ConnectionMultiplexer.ConnectAsync(await EndPointsAsync(backend) + ",allowAdmin=true");

    /// <summary>A prefix nobody had before: a fresh, empty store.</summary>
    public static string NewPrefix() => $"test{Interlocked.Increment(ref _prefixes)}";

    public static async Task StopAsync()
    {
        foreach ((object server, _) in Running.Values)
        {
            if (server is IAsyncDisposable process)
                await process.DisposeAsync();
            else
                ((IDisposable)server).Dispose();
        }

        Running.Clear();
    }

    private static async Task<(object Server, string EndPoints)> StartAsync(Backend backend)
    {
        switch (backend)
        {
            case Backend.Garnet:
                var garnet = new GarnetHost();
                return (garnet, garnet.EndPoint);
            case Backend.Redis:
                RedisProcess redis = await RedisProcess.StartAsync();
                return (redis, redis.EndPoint);
            default:
                RedisCluster cluster = await RedisCluster.StartAsync();
                return (cluster, cluster.EndPoints);
        }
    }
}
