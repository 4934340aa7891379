using AuthStrategies.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace AuthStrategies.Crash.Tests.Stores;

/// <summary>One store for all rounds over it: what nodes connect to, and a look at what it really keeps.</summary>
internal sealed class TargetStore : IAsyncDisposable
{
    private readonly IAsyncDisposable? _server;
    private readonly DirectoryInfo? _folder;
    private readonly ConnectionMultiplexer? _redis;

    private TargetStore(StoreKind kind, string connection, IAsyncDisposable? server = null, DirectoryInfo? folder = null, ConnectionMultiplexer? redis = null)
    {
        Kind = kind;
        Connection = connection;
        _server = server;
        _folder = folder;
        _redis = redis;
    }

    public StoreKind Kind { get; }

    public string Connection { get; }

    /// <summary>Starts one, or ignores the test and says what to install.</summary>
    public static async Task<TargetStore> StartAsync(StoreKind kind)
    {
        if (MissingServer(kind) is { } missing)
            Assert.Ignore(missing);
        if (kind == StoreKind.Redis)
        {
            RedisProcess redis = await RedisProcess.StartAsync();
            return new(kind, redis.EndPoint, redis, redis: await redis.ConnectAsync());
        }

        PostgresProcess? postgres = kind == StoreKind.Postgres ? await PostgresProcess.StartAsync("-F", "-c", "max_connections=300", "-c", "deadlock_timeout=200ms") : null;
        DirectoryInfo? folder = postgres is null ? Directory.CreateTempSubdirectory("auth-crash-") : null;
        var targetStore = new TargetStore(kind, postgres?.ConnectionString ?? $"Data Source={Path.Combine(folder!.FullName, "sessions.db")}", postgres, folder);
        await using Node node = targetStore.Open(StrategyKind.Session, TimeSpan.Zero);
        await using var context = await node.Database.CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
        return targetStore;
    }

    public Node Open(StrategyKind strategy, TimeSpan ahead) => new(Kind, Connection, strategy, ahead);

    /// <summary>Every record that can be found of a subject, whether or not any list names it.</summary>
    public async Task<List<SessionRecord>> RecordsAsync(Node node, string subject)
    {
        List<SessionRecord> found = [];
        foreach (SessionId id in _redis is null ? await RowsAsync(node) : Keys())
        {
            if (await node.Store.FindAsync(id, default) is { } record && record.Subject == subject)
                found.Add(record);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder?.Delete(recursive: true);
    }

    private static string? MissingServer(StoreKind kind) => kind switch
    {
        StoreKind.Redis => RedisProcess.Missing,
        StoreKind.Postgres => PostgresProcess.Missing,
        _ => null,
    };

    private IEnumerable<SessionId> Keys()
    {
        const string prefix = Node.KeyPrefix + ":s:";
        return _redis!.GetServers().Single().Keys(pattern: prefix + "*").Select(key => SessionId.Parse(key.ToString()[prefix.Length..]));
    }

    private static async Task<List<SessionId>> RowsAsync(Node node)
    {
        await using var context = await node.Database.CreateDbContextAsync();
        List<byte[]> ids = await context.Database.SqlQueryRaw<byte[]>("""SELECT "Id" AS "Value" FROM "AuthStrategySessions" """).ToListAsync();
        return [.. ids.Select(id => new SessionId(id))];
    }
}
