using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>How the cost of sessions in Redis and in SQLite grows: sessions of one subject, calls in flight.</summary>
internal static class BackendGrowth
{
    private static readonly int[] OfOne = [1, 10, 100, 1_000, 3_000, 9_900];

    public static IEnumerable<GrowthRow> Rows =>
    [
        new("log in and out in Redis", "sessions of the subject", Order.Constant, OfOne, (size, owned) => LogInAndOut.Of(InRedis(owned, 10_000), size)) { Missing = RedisProcess.Missing },
        new("log in and out in Redis, at the limit", "sessions of the subject", Order.Linear, [128, 500, 1_000], (size, owned) => LogInAndOut.Of(InRedis(owned, size), size, logsOut: false)) { Missing = RedisProcess.Missing },
        new("authenticate a session in Redis", "calls in flight", Order.Constant, [1, 4, 16, 64, 256], InFlight) { Missing = RedisProcess.Missing },
        new("log in and out in SQLite", "sessions of the subject", Order.Logarithmic, [1, 10, 100, 1_000, 3_000], (size, owned) => LogInAndOut.Of(InSqlite(owned), size)),
    ];

    private static IAuthStrategy InRedis(Stack<IDisposable> owned, int limit)
    {
        RedisProcess server = RedisProcess.StartAsync().GetAwaiter().GetResult();
        owned.Push(server);
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddSession(o => o.MaxSessionsPerSubject = limit).UseRedis(server.EndPoint);
        return Strategy(owned, services);
    }

    private static IAuthStrategy InSqlite(Stack<IDisposable> owned)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("growth-");
        owned.Push(new Folder(folder));
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        // The cost of a flush is the disk's, and would hide every growth.
        services.AddAuthStrategy().AddSession(o => o.MaxSessionsPerSubject = 10_000).UseEntityFramework(o => o.UseSqlite($"Data Source={Path.Combine(folder.FullName, "sessions.db")}"));
        IAuthStrategy strategy = Strategy(owned, services, provider =>
        {
            using AuthStrategySessionsContext context = provider.GetRequiredService<IDbContextFactory<AuthStrategySessionsContext>>().CreateDbContext();
            context.Database.EnsureCreated();
            context.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
        });
        return strategy;
    }

    private static Func<int, long> InFlight(int callers, Stack<IDisposable> owned)
    {
        IAuthStrategy strategy = InRedis(owned, 100);
        string token = strategy.IssueAsync(TokenSample.Principal()).AsTask().GetAwaiter().GetResult().Value;
        return operations =>
            Task.WhenAll(Enumerable.Range(0, callers).Select(i => RunAsync((operations + i) / callers))).GetAwaiter().GetResult().Sum();

        async Task<long> RunAsync(int own)
        {
            long found = 0;
            for (int n = 0; n < own; n++)
                found += (await strategy.AuthenticateAsync(token)).Principal is null ? 0 : 1;
            return found;
        }
    }

    private static IAuthStrategy Strategy(Stack<IDisposable> owned, ServiceCollection services, Action<ServiceProvider>? prepare = null)
    {
        ServiceProvider provider = services.BuildServiceProvider();
        owned.Push(provider);
        prepare?.Invoke(provider);
        return provider.GetRequiredService<IAuthStrategy>();
    }

    private sealed class Folder(DirectoryInfo folder) : IDisposable
    {
        public void Dispose()
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
