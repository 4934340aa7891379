using AuthStrategies.EntityFrameworkCore.Tests.Apps;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>A table that is missing, and a database that does not answer: a warning after the start says what to do, and nothing stops.</summary>
[TestFixture]
public sealed class TableCheckTests
{
    private const int TableMissing = 304;
    private const int NoAnswer = 305;

    [TestCase(Backend.Sqlite, "missing", TableMissing)]
    [TestCase(Backend.Postgres, "missing", TableMissing)]
    [TestCase(Backend.Sqlite, "other columns", TableMissing)]
    [TestCase(Backend.Sqlite, "unreachable", NoAnswer)]
    public async Task Start_WithoutTheTable_WarnsOnceAndSaysWhatCreatesIt(Backend backend, string state, int id)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await database.SayAsync("""DROP TABLE IF EXISTS "Logins" """);
        if (state == "other columns")
            await database.SayAsync("""CREATE TABLE "Logins" ("Id" BLOB PRIMARY KEY)""");
        using LogCapture log = new();
        using IHost host = Build(log, auth => auth.UseEntityFramework<ShopContext>(), services => services.AddDbContextFactory<ShopContext>(options =>
        {
            if (state == "unreachable")
                options.UseSqlite("Data Source=/no/such/directory/sessions.db");
            else
                database.Use(options);
        }));

        await host.StartAsync();
        await Until.TrueAsync(() => log.Ids.Contains(id));
        await host.StopAsync();

        string line = log.Entries.Single(entry => entry.Id is TableMissing or NoAnswer).Text;
        Assert.That(line, id == NoAnswer
            ? Does.StartWith("The database of ShopContext does not answer.")
            : Does.StartWith("The table of sessions \"Logins\" cannot be read").And.Contain("dotnet ef migrations add Sessions --context ShopContext, then dotnet ef database update --context ShopContext"));
    }

    /// <summary>The first login says it too, for a reader who did not see the start.</summary>
    [TestCase(Backend.Sqlite)]
    [TestCase(Backend.Postgres)]
    public async Task Call_WithoutTheTable_NamesItAndSaysWhatCreatesIt(Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await database.SayAsync("""DROP TABLE IF EXISTS "Logins" """);
        using LogCapture log = new();
        using IHost host = Build(log, auth => auth.UseEntityFramework<ShopContext>(), services => services.AddDbContextFactory<ShopContext>(database.Use));

        SessionStoreException error = (await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Services.GetRequiredService<ISessionStore>().ListAsync("alice", default)))!;

        const string Expected = "the table of sessions \"Logins\" is missing, or has other columns. Create it: dotnet ef migrations add Sessions --context ShopContext, then dotnet ef database update --context ShopContext";
        Assert.That(error.Message, Does.Contain(Expected));
        Assert.That(log.Entries.First(entry => entry.Id == 301).Text, Does.Contain(Expected));
    }

    [TestCase(Backend.Sqlite)]
    [TestCase(Backend.Postgres)]
    public async Task Keys_WithoutTheirTable_NameItAndSayWhatCreatesIt(Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await database.SayAsync("""DROP TABLE IF EXISTS "AuthStrategyJwtKeys" """);
        ServiceCollection services = new();
        services.AddDbContextFactory<AuthStrategyJwtKeysContext>(database.Use);
        await using ServiceProvider provider = services.BuildServiceProvider();
        using EntityFrameworkJwtKeyStore<AuthStrategyJwtKeysContext> store = new(provider.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);

        JwtKeyStoreException error = (await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await store.LoadAsync("Jwt", default)))!;

        Assert.That(error.Message, Does.Contain("the table of keys \"AuthStrategyJwtKeys\" is missing, or has other columns. Create it: dotnet ef migrations add Keys --context AuthStrategyJwtKeysContext, then dotnet ef database update --context AuthStrategyJwtKeysContext. The migrations of this context").And.Contain("MigrationsAssembly(\"Shop\")"));
    }

    [Test]
    public async Task Stop_AfterItsHostWasDisposedOf_IsNoError()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        using LogCapture log = new();
        IHost host = Build(log, auth => auth.UseEntityFramework(database.Use), _ => { });
        await host.StartAsync();
        IHostedService[] ours = [.. host.Services.GetServices<IHostedService>().Where(service => service.GetType().FullName!.StartsWith("AuthStrategies.", StringComparison.Ordinal))];
        host.Dispose();

        foreach (IHostedService service in ours)
        {
            if (service is IHostedLifecycleService whole)
                await whole.StoppingAsync(default);
            await service.StopAsync(default);
        }

        Assert.That(ours, Has.Length.GreaterThanOrEqualTo(3), "the check of the table, the sweep and those of every application");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Start_WithTheTable_IsSilent(bool isCreatedByAService)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        if (isCreatedByAService)
            await database.SayAsync("""DROP TABLE "AuthStrategySessions" """);
        using LogCapture log = new();
        using IHost host = Build(log, auth => auth.UseEntityFramework(database.Use), services =>
        {
            if (isCreatedByAService)
                services.AddHostedService<TableMaker>();
        });

        await host.StartAsync();
        await host.Services.GetServices<IHostedService>().OfType<TableCheck<AuthStrategySessionsContext>>().Single().Running;
        await host.StopAsync();

        Assert.That(log.Ids, Has.None.AnyOf(TableMissing, NoAnswer, 301, 302));
    }

    /// <summary>Otherwise the first login would spend its time limit on the model.</summary>
    [Test]
    [Property("Requirement", "F-06")]
    public async Task Start_ModelOfTheContext_IsBuiltThenAndNotByTheFirstLogin()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        using LogCapture log = new();
        using IHost host = Build(log, auth => auth.UseEntityFramework<CountedContext>(), services => services.AddDbContextFactory<CountedContext>(database.Use));
        int before = CountedContext.Models;

        await host.StartAsync();

        Assert.That((before, CountedContext.Models), Is.EqualTo((0, 1)));
        await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(new(new System.Security.Claims.ClaimsIdentity([new("sub", "alice")], "password")));
        Assert.That(CountedContext.Models, Is.EqualTo(1));
        await host.StopAsync();
    }

    [Test]
    public async Task Start_WithAnotherStoreChosenLater_AsksNothing()
    {
        using LogCapture log = new();
        using IHost host = Build(log, auth => auth.UseEntityFramework(options => options.UseSqlite("Data Source=/no/such/directory/sessions.db")).UseInMemorySessionStore(_ => { }), _ => { });

        await host.StartAsync();
        await host.StopAsync();

        Assert.That(log.Ids, Has.None.AnyOf(TableMissing, NoAnswer, 301, 302));
    }

    private static IHost Build(LogCapture log, Action<IAuthStrategyBuilder> store, Action<IServiceCollection> services)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        services(builder.Services);
        store(builder.Services.AddAuthStrategy().AddSession().LimitSessionStoreCalls(o => o.Timeout = TimeLimits.Generous));
        builder.Services.PostConfigure<EntityFrameworkSessionStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
        return builder.Build();
    }

    /// <summary>An application that creates its tables while it starts.</summary>
    private sealed class TableMaker(IDbContextFactory<AuthStrategySessionsContext> contexts) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using AuthStrategySessionsContext context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class CountedContext(DbContextOptions<CountedContext> options) : DbContext(options)
    {
        private static int _models;

        public static int Models => _models;

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            Interlocked.Increment(ref _models);
            modelBuilder.AddAuthStrategySessions();
        }
    }
}
