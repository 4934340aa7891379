using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>One server of each kind for all tests that do it no harm: started when first asked for, ended after the last test.</summary>
internal static class Backends
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static readonly Dictionary<Backend, (object Server, string EndPoints)> Running = [];
    private static int _prefixes;

    public static async Task<string> EndPointsAsync(Backend backend)
    {
        if (backend != Backend.Garnet)
            RedisServers.RequireInstalled();

        await Starting.WaitAsync();
        try
        {
            if (!Running.TryGetValue(backend, out (object Server, string EndPoints) running))
                Running[backend] = running = await StartAsync(backend);
            return running.EndPoints;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>A separate connection, to read what the store wrote.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(Backend backend) =>
        await ConnectionMultiplexer.ConnectAsync(await EndPointsAsync(backend) + ",allowAdmin=true" + RedisProcess.Patiently);

    /// <summary>A new prefix: an empty store.</summary>
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
                RedisProcess redis = await RedisServers.StartAsync();
                return (redis, redis.EndPoint);
            default:
                RedisCluster cluster = await RedisServers.StartClusterAsync();
                return (cluster, cluster.EndPoints);
        }
    }
}
