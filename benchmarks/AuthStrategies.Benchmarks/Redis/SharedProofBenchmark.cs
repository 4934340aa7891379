using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>Beside target 21: what it costs to remember used proofs for all nodes.</summary>
internal static class SharedProofBenchmark
{
    private const string Address = "https://api.example/notes";

    // A proof is accepted once, so each round trip takes another one.
    private const int Proofs = 40_000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        if (RedisProcess.Missing is { } missing)
        {
            Console.Error.WriteLine($"Not measured: {missing}");
            yield break;
        }

        RedisProcess server = SharedServers.Redis;
        SettableTimeProvider time = new(TimeProvider.System.GetUtcNow());
        using DPoPKey key = new();
        string[] proofs = [.. Enumerable.Range(0, quick ? Proofs / 2 : Proofs).Select(_ => key.CreateProof("GET", new Uri(Address), issuedAt: time.GetUtcNow()))];
        using ServiceProvider shared = Services(time, builder => builder.UseRedis(server.EndPoint));
        using ServiceProvider local = Services(time, builder => { });
        Row[] rows = Bench.Run(
            "a proof remembered for all nodes",
            quick ? 15 : 41,
            quick ? 20 : 40,
            Contender("the memory of this node", local, proofs),
            Contender("Redis", shared, proofs));
        yield return Goals.Time(21, "a proof in Redis (ShareReplays) / in the memory of the node", rows[1], rows[0], null);
    }

    private static Contender Contender(string name, ServiceProvider services, string[] proofs)
    {
        DPoPProofVerifier verifier = services.GetRequiredService<DPoPProofVerifier>();
        int next = 0;
        return new(name, operations => Loop(operations).GetAwaiter().GetResult());

        async Task<long> Loop(int operations)
        {
            long read = 0;
            for (int i = 0; i < operations; i++)
            {
                DPoPProofResult result = await verifier.VerifyAsync(new() { Proofs = [proofs[next++]], Method = "GET", Uri = Address });
                read += result.Succeeded ? 1 : throw new InvalidOperationException(result.Detail);
            }

            return read;
        }
    }

    private static ServiceProvider Services(TimeProvider time, Action<IAuthStrategyBuilder> store)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time).AddLogging().AddMetrics();
        IAuthStrategyBuilder builder = services.AddAuthStrategy().AddSession().UseDPoP(options => options.ShareReplays = true);
        store(builder);
        return services.BuildServiceProvider();
    }
}
