using System.Text;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Redis;
using AuthStrategies.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.CookieTickets;

/// <summary>Where an application keeps its tickets.</summary>
public enum TicketsIn
{
    Memory,
    Redis,
    Sqlite,
}

/// <summary>A session store for one test.</summary>
internal sealed class TicketPlace : IAsyncDisposable
{
    private readonly TicketsIn _kind;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-tickets-");
    private RedisProcess? _redis;

    private TicketPlace(TicketsIn kind) => _kind = kind;

    public static async Task<TicketPlace> StartAsync(TicketsIn kind)
    {
        TicketPlace place = new(kind);
        if (kind != TicketsIn.Redis)
            return place;
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        place._redis = await RedisProcess.StartAsync();
        return place;
    }

    public void Use(IAuthStrategyBuilder builder)
    {
        if (_kind == TicketsIn.Memory)
            builder.UseSessionStore(SpyStores.Create);
        else if (_kind == TicketsIn.Redis)
            builder.UseRedis(_redis!.EndPoint).Services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        else
            UseSqlite(builder);
    }

    /// <summary>The bytes of all that the store has of a subject.</summary>
    public static async Task<string> DumpAsync(IServiceProvider services, string subject)
    {
        IReadOnlyList<SessionRecord> records = await services.GetRequiredService<ISessionStore>().ListAsync(subject, CancellationToken.None);
        return string.Concat(records.Select(record => Encoding.Latin1.GetString(record.Payload.Span)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private void UseSqlite(IAuthStrategyBuilder builder)
    {
        string connection = $"Data Source={Path.Combine(_folder.FullName, "sessions.db")}";
        using AuthStrategySessionsContext context = new(new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseSqlite(connection).Options);
        context.Database.EnsureCreated();
        builder.UseEntityFramework(database => database.UseSqlite(connection));
    }
}
