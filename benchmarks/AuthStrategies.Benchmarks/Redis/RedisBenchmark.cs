using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>Targets 14 and 15: a session that Redis holds, with and without copies near by.</summary>
internal static class RedisBenchmark
{
    private const int InFlight = 64;

    public static IEnumerable<TargetRow> RunRedis(bool quick)
    {
        if (IsMissing())
            yield break;

        using RedisProcess server = RedisProcess.StartAsync().GetAwaiter().GetResult();

        using var multiplexer = ConnectionMultiplexer.Connect(server.EndPoint);
        IDatabase database = multiplexer.GetDatabase();
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
                60,
                new("IDistributedCache.GetAsync, sliding", n => Loop(n, inFlight, async () => (await cache.GetAsync("sliding"))!.Length)),
                new("StringGetAsync", n => Loop(n, inFlight, async () => ((byte[]?)await database.StringGetAsync("plain"))!.Length)),
                new("SessionStrategy", n => Loop(n, inFlight, () => AuthenticateAsync(ours, token))));
            yield return Goals.Time(14, $"authenticate in Redis, {how} / IDistributedCache", rows[2], rows[0], inFlight == 1 ? 0.60 : 0.45);
            yield return Goals.Time(14, $"authenticate in Redis, {how} / StringGetAsync", rows[2], rows[1], inFlight == 1 ? 1.10 : null);
        }
    }

    public static IEnumerable<TargetRow> RunNearCache(bool quick)
    {
        if (IsMissing())
            yield break;

        using RedisProcess server = RedisProcess.StartAsync().GetAwaiter().GetResult();

        using ServiceProvider redis = Services(builder => builder.UseRedis(server.EndPoint));
        using ServiceProvider near = Services(builder => builder.UseRedis(server.EndPoint).UseNearCache());
        using ServiceProvider memory = Services(builder => { });
        IAuthStrategy[] strategies = [.. new[] { redis, near, memory }.Select(services => services.GetRequiredService<IAuthStrategy>())];
        string[] tokens = [.. strategies.Select(strategy => IssueAsync(strategy).GetAwaiter().GetResult())];
        UntilCopied(strategies[1], tokens[1]);

        Row[] rows = Bench.Run(
            "authenticate a session in Redis, near-cached",
            quick ? 15 : 41,
            40,
            new("SessionStrategy, Redis", n => Loop(n, 1, () => AuthenticateAsync(strategies[0], tokens[0]))),
            new("SessionStrategy, Redis and near cache", n => Loop(n, 1, () => AuthenticateAsync(strategies[1], tokens[1]))),
            new("SessionStrategy, in memory", n => Loop(n, 1, () => AuthenticateAsync(strategies[2], tokens[2]))));
        yield return Goals.Time(15, "authenticate near-cached / Redis", rows[1], rows[0], 1 / 50.0);
        yield return Goals.Time(15, "authenticate near-cached / in memory", rows[1], rows[2], 1.30);
    }

    private static bool IsMissing()
    {
        if (RedisProcess.Missing is not { } missing)
            return false;

        Console.Error.WriteLine($"Not measured: {missing}");
        return true;
    }

    private static ServiceProvider Services(Action<IAuthStrategyBuilder> store)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        store(services.AddAuthStrategy().AddSession());
        return services.BuildServiceProvider();
    }

    private static async Task<string> IssueAsync(IAuthStrategy strategy) => (await strategy.IssueAsync(TokenSample.Principal())).Value;

    private static async ValueTask<long> AuthenticateAsync(IAuthStrategy strategy, string token) =>
        (await strategy.AuthenticateAsync(token)).Principal is null ? throw new InvalidOperationException("A live session was refused.") : 1;

    /// <summary>Copies are handed out from when word of changes comes. Until then every call would be Redis'.</summary>
    private static void UntilCopied(IAuthStrategy strategy, string token)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            Task<long> call = AuthenticateAsync(strategy, token).AsTask();
            if (call.IsCompleted)
                return;
            call.GetAwaiter().GetResult();
            Thread.Sleep(10);
        }

        throw new InvalidOperationException("The near cache did not hand out a copy.");
    }

    private static IEnumerable<RedisKey> Keys(ConnectionMultiplexer multiplexer) =>
        multiplexer.GetServers().Single().Keys(pattern: "*:s:*");

    /// <summary>So many operations by so many callers, of whom each waits for its own. What ends at once is not waited for.</summary>
    private static long Loop(int operations, int inFlight, Func<ValueTask<long>> operation)
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
