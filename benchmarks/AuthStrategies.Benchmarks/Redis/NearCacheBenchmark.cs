using System.Security.Claims;
using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>Target 15: a session that Redis holds, with copies near by.</summary>
internal static class NearCacheBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        if (RedisBenchmark.IsMissing())
            yield break;

        RedisProcess server = SharedServers.Redis;
        using ServiceProvider redis = RedisBenchmark.Services(builder => builder.UseRedis(server.EndPoint));
        using ServiceProvider near = RedisBenchmark.Services(builder => builder.UseRedis(server.EndPoint).UseNearCache());
        using ServiceProvider memory = RedisBenchmark.Services(builder => { });
        using HybridCachePeer hybrid = new(server.EndPoint);
        using FusionCachePeer fusion = new(server.EndPoint);
        IAuthStrategy[] strategies = [.. new[] { redis, near, memory }.Select(services => services.GetRequiredService<IAuthStrategy>())];
        string[] tokens = [.. strategies.Select(strategy => RedisBenchmark.IssueAsync(strategy).GetAwaiter().GetResult())];
        UntilCopied(strategies[1], tokens[1]);

        Row[] rows = Bench.Run(
            "authenticate a session in Redis, near-cached",
            quick ? 15 : 41,
            quick ? 15 : 40,
            new("SessionStrategy, Redis", n => Loop(n, () => RedisBenchmark.AuthenticateAsync(strategies[0], tokens[0]))),
            new("SessionStrategy, Redis and near cache", n => Loop(n, () => RedisBenchmark.AuthenticateAsync(strategies[1], tokens[1]))),
            new("SessionStrategy, in memory", n => Loop(n, () => RedisBenchmark.AuthenticateAsync(strategies[2], tokens[2]))),
            new("SessionStrategy, Redis and near cache, every claim read", n => Loop(n, () => ReadAsync(strategies[1].AuthenticateAsync(tokens[1])))),
            new("HybridCache, every claim read", n => Loop(n, () => ReadAsync(hybrid.AuthenticateAsync()))),
            new("FusionCache, every claim read", n => Loop(n, () => ReadAsync(fusion.AuthenticateAsync()))));
        yield return Goals.Time(15, "authenticate near-cached / Redis", rows[1], rows[0], 1 / 50.0);
        yield return Goals.Time(15, "authenticate near-cached / in memory", rows[1], rows[2], 1.30);
        yield return Goals.Time(15, "authenticate near-cached, every claim read / HybridCache", rows[3], rows[4], null);
        yield return Goals.Time(15, "authenticate near-cached, every claim read / FusionCache", rows[3], rows[5], null);
    }

    private static long Loop(int operations, Func<ValueTask<long>> operation) => RedisBenchmark.Loop(operations, inFlight: 1, operation);

    private static async ValueTask<long> ReadAsync(ValueTask<AuthResult> call) => TokenSample.Read((await call).Principal!);

    private static async ValueTask<long> ReadAsync(ValueTask<ClaimsPrincipal> call) => TokenSample.Read(await call);

    /// <summary>Copies are handed out from when word of changes comes. Until then every call would be Redis'.</summary>
    private static void UntilCopied(IAuthStrategy strategy, string token)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            Task<long> call = RedisBenchmark.AuthenticateAsync(strategy, token).AsTask();
            if (call.IsCompleted)
                return;
            call.GetAwaiter().GetResult();
            Thread.Sleep(10);
        }

        throw new InvalidOperationException("The near cache did not hand out a copy.");
    }
}
