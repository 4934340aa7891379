using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Load.Stores;

/// <summary>A separate PostgreSQL; it is killed and started again.</summary>
internal sealed class PostgresLoadStore : ILoadStore
{
    private PostgresProcess? _server;

    public string Name => "postgresql";

    public string? Missing => PostgresProcess.Missing;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    public bool MayForget => false;

    private string Connection => _server!.ConnectionString + ";Maximum Pool Size=40";

    public async Task StartAsync()
    {
        _server = await PostgresProcess.StartAsync("-c", "max_connections=200");
        await using AuthStrategySessionsContext context = new(new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseNpgsql(Connection).Options);
        await context.Database.EnsureCreatedAsync();
    }

    public void Use(IAuthStrategyBuilder builder) => builder.UseEntityFramework(database => database.UseNpgsql(Connection));

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public async Task HurtAsync(CancellationToken cancellationToken)
    {
        await _server!.KillAsync();
        await _server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
