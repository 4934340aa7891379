using System.Security.Claims;
using AuthStrategies.Crash.KillPoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AuthStrategies.Crash;

/// <summary>One node of the application, registered as users register theirs: the one that dies, and those that look at what it left.</summary>
public sealed class Node : IAsyncDisposable
{
    public const string KeyPrefix = "crash";

    /// <summary>How long a replaced token is answered with its successor.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // Long, so that clocks can be put forward without a session coming to its end or being renewed on the way.
    private static readonly TimeSpan Idle = TimeSpan.FromDays(7);
    private static readonly TimeSpan Absolute = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;

    public Node(StoreKind targetStore, string connection, StrategyKind strategy, TimeSpan ahead, KillPoint? killPoint = null)
    {
        Clock = new(ahead);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        if (strategy == StrategyKind.Session)
            builder.AddSession(options => (options.IdleTimeout, options.AbsoluteTimeout, options.ReuseWindow) = (Idle, Absolute, Window));
        else
            builder.AddJwt(Configure);
        if (targetStore == StoreKind.Redis)
            builder.UseRedis(options => Configure(options, connection, killPoint));
        else
            builder.UseEntityFramework(options => Configure(options, targetStore, connection, killPoint), options => options.OperationTimeout = Patience);
        _services = services.BuildServiceProvider();
    }

    public ShiftedClock Clock { get; }

    public IAuthStrategy Strategy => _services.GetRequiredService<IAuthStrategy>();

    public ISessionDirectory Directory => _services.GetRequiredService<ISessionDirectory>();

    public ISessionStore Store => _services.GetRequiredService<ISessionStore>();

    public IDbContextFactory<EntityFrameworkCore.AuthStrategySessionsContext> Database =>
        _services.GetRequiredService<IDbContextFactory<EntityFrameworkCore.AuthStrategySessionsContext>>();

    public async Task<ClientSession> LoginAsync(string subject, string? replaces = null) =>
        ClientSession.Of(await Strategy.IssueAsync(new(new ClaimsIdentity([new("sub", subject)], "test")), new() { Replaces = replaces }));

    public async Task<IReadOnlyList<SessionInfo>> SessionsAsync(string subject) => await Directory.ListAsync(subject);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void Configure(JwtStrategyOptions options)
    {
        options.Issuer = "https://crash.example";
        options.Audience = "crash";
        // All processes of a test must know it, and no other test uses it.
        options.SigningKeys.Add(JwtKey.FromBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "HS256"));
        options.AccessTokenLifetime = TimeSpan.FromHours(12);
        options.RequireLiveSession = true;
        options.RefreshTokens.Enabled = true;
        options.RefreshTokens.IdleTimeout = Idle;
        options.RefreshTokens.AbsoluteTimeout = Absolute;
        options.RefreshTokens.ReuseWindow = Window;
    }

    private static void Configure(Redis.RedisStoreOptions options, string connection, KillPoint? killPoint)
    {
        options.KeyPrefix = KeyPrefix;
        options.OperationTimeout = Patience;
        if (killPoint is null)
            options.Configuration = connection;
        else
            options.ConnectionMultiplexerFactory = async () => KilledRedis.Around(await ConnectionMultiplexer.ConnectAsync(connection), killPoint);
    }

    private static void Configure(DbContextOptionsBuilder options, StoreKind targetStore, string connection, KillPoint? killPoint)
    {
        if (targetStore == StoreKind.Sqlite)
            options.UseSqlite(connection);
        else
            options.UseNpgsql(connection);
        if (killPoint is not null)
            options.AddInterceptors(new KilledCommands(killPoint));
    }
}
