using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>An empty table of sessions, nodes over it, and a hand on the database.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly List<ServiceProvider> _nodes = [];

    private TestDatabase(Backend backend, string connectionString, DirectoryInfo? folder)
    {
        Backend = backend;
        ConnectionString = connectionString;
        _folder = folder;
    }

    public Backend Backend { get; }

    public string ConnectionString { get; }

    public LogCapture Events { get; } = new();

    public static async Task<TestDatabase> OverAsync(Backend backend, string? server = null)
    {
        TestDatabase database = backend == Backend.Sqlite ? OverFile() : OverServer(backend, server ?? await Postgres.ConnectionStringAsync());
        await database.MakeTableAsync();
        return database;
    }

    public void Use(DbContextOptionsBuilder options)
    {
        if (Backend == Backend.Sqlite)
            options.UseSqlite(ConnectionString);
        else
            options.UseNpgsql(ConnectionString);
    }

    /// <summary>A store as another process of the application would have it; keeping contexts is what the ready registration adds.</summary>
    public EntityFrameworkSessionStore<AuthStrategySessionsContext> Node(TimeProvider? time = null, Action<DbContextOptionsBuilder>? more = null, TimeSpan? timeout = null, bool keeps = true)
    {
        IServiceCollection services = new ServiceCollection().AddDbContextFactory<AuthStrategySessionsContext>(options =>
        {
            Use(options);
            more?.Invoke(options);
        });
        if (keeps)
            services.AddSingleton<ContextPool<AuthStrategySessionsContext>>();
        return Over<AuthStrategySessionsContext>(services, time, timeout);
    }

    /// <summary>A store over the context that was registered.</summary>
    public EntityFrameworkSessionStore<TContext> Over<TContext>(IServiceCollection services, TimeProvider? time = null, TimeSpan? timeout = null)
        where TContext : DbContext
    {
        ServiceProvider node = services.BuildServiceProvider(validateScopes: true);
        _nodes.Add(node);
        var options = new EntityFrameworkSessionStoreOptions { OperationTimeout = timeout ?? TimeLimits.Generous };
        return new(node.GetRequiredService<IServiceScopeFactory>(), Options.Create(options), time ?? TimeProvider.System, new Logger<EntityFrameworkSessionStore<TContext>>(Events));
    }

    /// <summary>The store for the public kit.</summary>
    public SessionStoreHarness Harness(int rounds, bool keeps = true)
    {
        var time = new SettableTimeProvider();
        DbConnection? locked = null;
        return new(_ => new(Node(time, keeps: keeps)))
        {
            Time = time,
            OffersEnumeration = true,
            Rounds = rounds,
            BreakAsync = async _ => await SayAsync("""ALTER TABLE "AuthStrategySessions" RENAME TO "Elsewhere" """),
            RepairAsync = async _ => await SayAsync("""ALTER TABLE "Elsewhere" RENAME TO "AuthStrategySessions" """),
            // A reader of SQLite in WAL mode never waits.
            StallAsync = Backend == Backend.Sqlite ? null : async _ => locked = await LockAsync(),
            ResumeAsync = Backend == Backend.Sqlite ? null : async _ => await locked!.DisposeAsync(),
            FillAsync = async _ => await SayAsync(Full),
            DamageAsync = async (id, _) => await SayAsync($"""UPDATE "AuthStrategySessions" SET "Subject" = {Bytes([0xFF, 0xFE])} WHERE "Id" = {Bytes(id.ToByteArray())}"""),
            EvictAsync = async (id, _) => await SayAsync($"""DELETE FROM "AuthStrategySessions" WHERE "Id" = {Bytes(id.ToByteArray())}"""),
        };
    }

    public async Task<int> SayAsync(string sql)
    {
        await using DbConnection connection = await ConnectAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql = """SELECT count(*) FROM "AuthStrategySessions" """)
    {
        await using DbConnection connection = await ConnectAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<DbConnection> ConnectAsync()
    {
        DbConnection connection = Backend == Backend.Sqlite ? new SqliteConnection(ConnectionString) : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public string Bytes(byte[] bytes) => Backend == Backend.Sqlite ? $"x'{Convert.ToHexString(bytes)}'" : $"'\\x{Convert.ToHexString(bytes)}'";

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider node in _nodes)
            await node.DisposeAsync();
        if (_folder is null)
            return;

        await using (var connection = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(connection);
        _folder.Delete(recursive: true);
    }

    // Refuses rows for another reason than a second row of the same key.
    private string Full => Backend == Backend.Sqlite
        ? """CREATE TRIGGER full BEFORE INSERT ON "AuthStrategySessions" BEGIN SELECT RAISE(ABORT, 'no room'); END"""
        : """
          CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$;
          CREATE TRIGGER no_room BEFORE INSERT ON "AuthStrategySessions" FOR EACH ROW EXECUTE FUNCTION no_room();
          """;

    private static TestDatabase OverFile()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-sqlite-");
        return new(Backend.Sqlite, $"Data Source={Path.Combine(folder.FullName, "sessions.db")}", folder);
    }

    private static TestDatabase OverServer(Backend backend, string server) =>
        new(backend, backend == Backend.PostgresSerializable ? server + ";Options=-c default_transaction_isolation=serializable" : server, null);

    private async Task MakeTableAsync()
    {
        var options = new DbContextOptionsBuilder<AuthStrategySessionsContext>();
        Use(options);
        await using var context = new AuthStrategySessionsContext(options.Options);
        if (Backend != Backend.Sqlite)
            await SayAsync("DROP SCHEMA IF EXISTS auth CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        await context.Database.EnsureCreatedAsync();
    }

    private async Task<DbConnection> LockAsync()
    {
        DbConnection connection = await ConnectAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = """BEGIN; LOCK TABLE "AuthStrategySessions" IN ACCESS EXCLUSIVE MODE""";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
