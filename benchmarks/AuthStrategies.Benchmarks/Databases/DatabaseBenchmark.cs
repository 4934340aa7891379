using System.Data.Common;
using AuthStrategies.Benchmarks.Tokens;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuthStrategies.Benchmarks.Databases;

/// <summary>
/// Target 17: a session whose token was seen before, looked up in a database, over the bare query. SQLite works on the caller's thread and counts
/// processor time; PostgreSQL is another process and counts the clock on the wall.
/// </summary>
internal static class DatabaseBenchmark
{
    private const double Goal = 1.3;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        List<TargetRow> rows = [];
        rows.AddRange(OverSqlite(quick));
        if (PostgresProcess.Missing is { } missing)
            Console.Error.WriteLine($"Not measured: {missing}");
        else
            rows.AddRange(OverPostgres(quick));
        return rows;
    }

    private static TargetRow[] OverSqlite(bool quick)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-sqlite-");
        string connection = $"Data Source={Path.Combine(folder.FullName, "sessions.db")}";
        try
        {
            return Compare("SQLite", Bench.RunOnOneThread, quick, () => new SqliteConnection(connection), o => o.UseSqlite(connection));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static TargetRow[] OverPostgres(bool quick)
    {
        PostgresProcess server = SharedServers.Postgres;
        using var source = NpgsqlDataSource.Create(server.ConnectionString);
        return Compare("PostgreSQL", Bench.Run, quick, source.CreateConnection, o => o.UseNpgsql(source));
    }

    private static TargetRow[] Compare(string database, Measure measure, bool quick, Func<DbConnection> make, Action<DbContextOptionsBuilder> use)
    {
        using ServiceProvider ready = Services(services => services.AddAuthStrategy().AddSession().UseEntityFramework(use));
        using ServiceProvider own = Services(services => services.AddDbContextFactory<ShopContext>(use).AddAuthStrategy().AddSession().UseEntityFramework<ShopContext>());
        using ServiceProvider pooled = Services(services => services.AddPooledDbContextFactory<ShopContext>(use).AddAuthStrategy().AddSession().UseEntityFramework<ShopContext>());
        (string token, byte[] id) = FillAsync(ready.GetRequiredService<IAuthStrategy>(), ready.GetRequiredService<IDbContextFactory<AuthStrategySessionsContext>>(), quick ? 100 : 1_000).GetAwaiter().GetResult();

        Row[] rows = measure(
            "authenticate over " + database,
            quick ? 15 : 61,
            quick ? 15 : 50,
            new("bare provider query", n => BareQuery.AskAsync(make, id, n).GetAwaiter().GetResult()),
            Authenticate("ready context", ready, token),
            Authenticate("own context, AddDbContextFactory", own, token),
            Authenticate("own context, AddPooledDbContextFactory", pooled, token));
        return
        [
            Goals.Time(17, $"authenticate over {database}, ready context / bare query", rows[1], rows[0], Goal),
            Goals.Time(17, $"authenticate over {database}, own context / bare query", rows[2], rows[0], null),
            Goals.Time(17, $"authenticate over {database}, own pooled context / bare query", rows[3], rows[0], Goal),
        ];
    }

    private static Contender Authenticate(string name, ServiceProvider provider, string token)
    {
        var ours = provider.GetRequiredService<IAuthStrategy>();
        return new(name, n => AuthenticateAsync(ours, token, n).GetAwaiter().GetResult());
    }

    private static async Task<long> AuthenticateAsync(IAuthStrategy ours, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += (await ours.AuthenticateAsync(token)).Principal!.Identity!.IsAuthenticated ? 1 : 0;
        return read;
    }

    private static async Task<(string Token, byte[] Id)> FillAsync(IAuthStrategy ours, IDbContextFactory<AuthStrategySessionsContext> factory, int sessions)
    {
        await using (AuthStrategySessionsContext context = await factory.CreateDbContextAsync())
            await context.Database.EnsureCreatedAsync();
        for (int i = 1; i < sessions; i++)
            await ours.IssueAsync(TokenSample.Principal());
        string token = (await ours.IssueAsync(TokenSample.Principal())).Value;
        return (token, (await ours.AuthenticateAsync(token)).SessionId!.Value.ToByteArray());
    }

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        add(services);
        return services.BuildServiceProvider();
    }

    private delegate Row[] Measure(string title, int rounds, double roundMilliseconds, params Contender[] contenders);
}
