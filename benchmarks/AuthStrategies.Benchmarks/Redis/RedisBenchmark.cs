using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>Target 14: a session that Redis holds.</summary>
internal static class RedisBenchmark
{
    private const int InFlight = 64;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        if (IsMissing())
            yield break;

        RedisProcess server = SharedServers.Redis;
        using var multiplexer = ConnectionMultiplexer.Connect(server.EndPoint);
        IDatabase database = multiplexer.GetDatabase();
        var configuration = ConfigurationOptions.Parse(server.EndPoint);
        configuration.SocketManager = SocketManager.ThreadPool;
        using var tuned = ConnectionMultiplexer.Connect(configuration);
        IDatabase onThePool = tuned.GetDatabase();
        using RedisCache cache = new(new RedisCacheOptions { Configuration = server.EndPoint });
        using ServiceProvider services = Services(builder => builder.UseRedis(server.EndPoint));
        IAuthStrategy ours = services.GetRequiredService<IAuthStrategy>();
        string token = IssueAsync(ours).GetAwaiter().GetResult();

        // What the peers fetch is as long as our record. The library's own records are shorter.
        byte[] record = Keys(multiplexer).Select(key => (byte[])database.StringGet(key)!).MaxBy(bytes => bytes.Length)!;
        database.StringSet("plain", record);
        cache.Set("sliding", record, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(30) });

        foreach (int inFlight in new[] { 1, InFlight })
        {
            string how = inFlight == 1 ? "one after the other" : $"{inFlight} in flight";
            Row[] rows = Bench.Run(
                $"authenticate a session in Redis, {how}",
                quick ? 15 : 41,
                quick ? 30 : 60,
                new("IDistributedCache.GetAsync, sliding", n => Loop(n, inFlight, async () => (await cache.GetAsync("sliding"))!.Length)),
                new("StringGetAsync", n => Loop(n, inFlight, async () => ((byte[]?)await database.StringGetAsync("plain"))!.Length)),
                new("SessionStrategy", n => Loop(n, inFlight, () => AuthenticateAsync(ours, token))),
                new("StringGetAsync, SocketManager.ThreadPool", n => Loop(n, inFlight, async () => ((byte[]?)await onThePool.StringGetAsync("plain"))!.Length)));
            yield return Goals.Time(14, $"authenticate in Redis, {how} / IDistributedCache", rows[2], rows[0], inFlight == 1 ? 0.60 : 0.52);
            yield return Goals.Time(14, $"authenticate in Redis, {how} / StringGetAsync", rows[2], rows[1], inFlight == 1 ? 1.10 : 1.15);
            // The setting that our own connections have, for those who know it.
            yield return Goals.Time(14, $"authenticate in Redis, {how} / StringGetAsync on the thread pool", rows[2], rows[3], null);
        }
    }

    public static bool IsMissing()
    {
        if (RedisProcess.Missing is not { } missing)
            return false;

        Console.Error.WriteLine($"Not measured: {missing}");
        return true;
    }

    public static ServiceProvider Services(Action<IAuthStrategyBuilder> store)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        store(services.AddAuthStrategy().AddSession());
        return services.BuildServiceProvider();
    }

    public static async Task<string> IssueAsync(IAuthStrategy strategy) => (await strategy.IssueAsync(TokenSample.Principal())).Value;

    public static async ValueTask<long> AuthenticateAsync(IAuthStrategy strategy, string token) =>
        (await strategy.AuthenticateAsync(token)).Principal is null ? throw new InvalidOperationException("A live session was refused.") : 1;

    private static IEnumerable<RedisKey> Keys(ConnectionMultiplexer multiplexer) =>
        multiplexer.GetServers().Single().Keys(pattern: "*:s:*");

    /// <summary>So many operations by so many callers, of whom each waits for its own. What ends at once is not waited for.</summary>
    public static long Loop(int operations, int inFlight, Func<ValueTask<long>> operation)
    {
        if (inFlight == 1)
            return LoopAsync(operations, operation).GetAwaiter().GetResult();

        Task<long>[] callers = [.. Enumerable.Range(0, inFlight).Select(i => LoopAsync((operations + i) / inFlight, operation))];
        return Task.WhenAll(callers).GetAwaiter().GetResult().Sum();
    }

    private static async Task<long> LoopAsync(int operations, Func<ValueTask<long>> operation)
    {
        long sum = 0;
        for (int n = 0; n < operations; n++)
            sum += await operation();
        return sum;
    }
}
