using AuthStrategies.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>A SQLite file that two nodes share; now and then another connection locks it.</summary>
internal sealed class SqliteLoadStore : ILoadStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-sqlite").FullName;

    public string Name => "sqlite";

    public string? Missing => null;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    public bool MayForget => false;

    private string Connection => $"Data Source={Path.Combine(_folder, "sessions.db")};Default Timeout=1";

    public async Task StartAsync()
    {
        await using AuthStrategySessionsContext context = new(new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseSqlite(Connection).Options);
        await context.Database.EnsureCreatedAsync();
    }

    public void Use(IAuthStrategyBuilder builder) => builder.UseEntityFramework(database => database.UseSqlite(Connection));

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = new(Connection);
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Task.Delay(500, cancellationToken);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
