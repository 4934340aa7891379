using System.Diagnostics;
using System.Security.Cryptography;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Redis;
using AuthStrategies.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Target 20: ending all sessions at once, with 10⁶ of them. The figures are milliseconds and writes of one call.</summary>
internal static class EverythingBenchmark
{
    private const int Sessions = 1_000_000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        List<TargetRow> rows = [.. Measure("in memory", StandingSessions.Of(Sessions).Store.Store, quick)];
        if (RedisProcess.Missing is { } noRedis)
            Console.Error.WriteLine($"Not measured: {noRedis}");
        else
            rows.AddRange(OverRedis(quick));
        if (PostgresProcess.Missing is { } noPostgres)
            Console.Error.WriteLine($"Not measured: {noPostgres}");
        else
            rows.AddRange(OverPostgres(quick));
        return rows;
    }

    private static TargetRow[] OverRedis(bool quick)
    {
        RedisProcess server = SharedServers.Redis;
        using ConnectionMultiplexer multiplexer = server.ConnectAsync().GetAwaiter().GetResult();
        IDatabase database = multiplexer.GetDatabase();
        byte[] record = RandomNumberGenerator.GetBytes(300);
        for (int from = 0; from < Sessions; from += Sessions / 10)
            database.ScriptEvaluate("for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do redis.call('SET', 'bench:s:' .. i, ARGV[3]) end", values: [from, from + (Sessions / 10) - 1, record]);
        using RedisSessionStore store = new(Options.Create(new RedisStoreOptions { Configuration = server.EndPoint, KeyPrefix = "bench" }), TimeProvider.System);
        TargetRow[] rows = Measure("in Redis", store, quick);
        multiplexer.GetServers().Single().FlushAllDatabases();
        return rows;
    }

    private static TargetRow[] OverPostgres(bool quick)
    {
        // Another database than that of the look-ups, which must not wait for what a million rows leave behind.
        using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(SharedServers.Postgres.ConnectionString) { Database = "everything" });
        using ServiceProvider services = new ServiceCollection().AddLogging().AddAuthStrategy().AddSession().UseEntityFramework(o => o.UseNpgsql(source)).Services.BuildServiceProvider();
        using (AuthStrategySessionsContext context = services.GetRequiredService<IDbContextFactory<AuthStrategySessionsContext>>().CreateDbContext())
            context.Database.EnsureCreated();
        ISessionStore store = services.GetRequiredService<ISessionStore>();
        store.TryCreateAsync(Sample.Records(1).Single(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        using (NpgsqlCommand fill = source.CreateCommand($"""
            INSERT INTO "AuthStrategySessions" ("Id", "SubjectHash", "Subject", "Payload", "ExpiresAt", "AbsoluteExpiresAt", "Version")
            SELECT decode(lpad(to_hex(i), 32, '0'), 'hex'), "SubjectHash", "Subject", "Payload", "ExpiresAt", "AbsoluteExpiresAt", "Version"
            FROM "AuthStrategySessions", generate_series(2, {Sessions}) AS i
            """))
        {
            fill.CommandTimeout = 300;
            fill.ExecuteNonQuery();
        }

        // What the fill has left to write must not be in the way of the calls.
        using (NpgsqlCommand rest = source.CreateCommand("CHECKPOINT"))
            rest.ExecuteNonQuery();

        TargetRow[] rows = Measure("in PostgreSQL", store, quick);
        using (AuthStrategySessionsContext context = services.GetRequiredService<IDbContextFactory<AuthStrategySessionsContext>>().CreateDbContext())
            context.Database.EnsureDeleted();
        return rows;
    }

    private static TargetRow[] Measure(string where, ISessionStore sessions, bool quick)
    {
        CountingStore store = new(sessions);
        using ServiceProvider services = new ServiceCollection().AddLogging().AddAuthStrategy().AddSession().UseSessionStore(_ => store).Services.BuildServiceProvider();
        ISessionDirectory directory = services.GetRequiredService<ISessionDirectory>();
        directory.RevokeEverythingAsync().AsTask().GetAwaiter().GetResult();

        double[] milliseconds = new double[quick ? 21 : 101];
        double[] writes = new double[milliseconds.Length];
        for (int round = 0; round < milliseconds.Length; round++)
        {
            store.Writes = 0;
            long started = Stopwatch.GetTimestamp();
            directory.RevokeEverythingAsync().AsTask().GetAwaiter().GetResult();
            milliseconds[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            writes[round] = store.Writes;
        }

        double median = Bench.Median(milliseconds);
        return
        [
            new(20, FormattableString.Invariant($"end all sessions, {Sessions:N0} sessions {where}, ms"), "≤ 10 ms", median, milliseconds.Min(), milliseconds.Max(), double.NaN, median <= 10),
            new(20, $"the same {where}, writes", "1", Bench.Median(writes), writes.Min(), writes.Max(), double.NaN, writes.Max() == 1),
        ];
    }

    private sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public int Writes { get; set; }

        public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            Writes++;
            return base.TryCreateAsync(record, cancellationToken);
        }

        public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            Writes++;
            return base.TryReplaceAsync(record, cancellationToken);
        }

        public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
        {
            Writes++;
            return base.RemoveAsync(id, ifVersion, cancellationToken);
        }
    }
}
