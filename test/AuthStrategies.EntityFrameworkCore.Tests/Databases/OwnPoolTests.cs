using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

/// <summary>Look-ups with contexts of an application's type that the store keeps.</summary>
[TestFixture]
[Property("Requirement", "F-40")]
public sealed class OwnPoolTests
{
    [SetUp]
    public void Forget() => (PooledContext.Created, PooledContext.OnCreated) = (0, null);

    /// <summary>The contexts of the application's pool keep the functions of Entity Framework Core, and are not asked for.</summary>
    [Test]
    public async Task Find_PooledContext_KeepsOneAndLeavesTheApplicationsAlone()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ServiceCollection services = Services(database);
        ISessionStore store = database.Over<PooledContext>(services);
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        await store.FindAsync(record.Id, default);
        int before = PooledContext.Created;

        for (int i = 0; i < 20; i++)
            Assert.That((await store.FindAsync(record.Id, default))?.Subject, Is.EqualTo(record.Subject));

        Assert.That(PooledContext.Created, Is.EqualTo(before));
        await using ServiceProvider application = services.BuildServiceProvider();
        await using PooledContext theirs = await application.GetRequiredService<IDbContextFactory<PooledContext>>().CreateDbContextAsync();
        Assert.That(await theirs.Database.SqlQueryRaw<int>("""SELECT CAST(ef_mod(7, 4) AS INTEGER) AS "Value" """).SingleAsync(), Is.EqualTo(3));
    }

    /// <summary>The application's context sets up each connection, here with the file that has the table. A plain connection finds no table.</summary>
    [Test]
    public async Task Find_ContextSetsUpItsConnection_IsAskedAsTheApplicationWould()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        string file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        PooledContext.OnCreated = context => context.Database.GetDbConnection().StateChange += (connection, change) => Attach((DbConnection)connection!, change.CurrentState, file);
        ServiceCollection services = [];
        services.AddPooledDbContextFactory<PooledContext>(options => options.UseSqlite("Data Source=:memory:"));
        ISessionStore store = database.Over<PooledContext>(services);
        SessionRecord record = Sample.Record();
        await database.Node().TryCreateAsync(record, default);

        SessionRecord?[] found = [await store.FindAsync(record.Id, default), await store.FindAsync(record.Id, default), await store.FindAsync(Sample.Id(), default)];

        Assert.That(found.Select(one => one?.Subject), Is.EqualTo([record.Subject, record.Subject, null]));
    }

    /// <summary>The first look-up fails in a kept context and succeeds in one of the application; the third is in a kept one again.</summary>
    [TestCase("1", true)]
    [TestCase("1, 2", true)]
    [TestCase("1, 3", false)]
    public async Task Find_SomeLookUpsFail_LeavesThePoolOnlyIfItFailsAgain(string failing, bool keeps)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await using ServiceProvider provider = Services(database).BuildServiceProvider();
        using Contexts<PooledContext> contexts = new(
            provider.GetRequiredService<IServiceScopeFactory>(), OwnPool.Of<PooledContext>(provider), TimeSpan.FromSeconds(30), isOurs: true, new Logger<OwnPoolTests>(database.Events));
        HashSet<int> failures = [.. failing.Split(", ").Select(int.Parse)];
        int looked = 0;
        Task<bool> Look(PooledContext context, int _, CancellationToken token) =>
            failures.Contains(++looked) ? throw new SqliteException("The database is locked.", 5) : Task.FromResult(context.ContextId.Lease == 0);

        await ((Task)contexts.ReadAsync(0, Look, default)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        failures.Clear();

        Assert.That(await contexts.ReadAsync(0, Look, default), Is.EqualTo(keeps));
        Assert.That(database.Events.Count(335), Is.EqualTo(keeps ? 0 : 1));
    }

    [TestCase("interceptor")]
    [TestCase("other options")]
    [TestCase("replaced connection")]
    [TestCase("internal services")]
    [TestCase("own connection")]
    [TestCase("own factory")]
    [TestCase("PostgreSQL")]
    [TestCase("not pooled")]
    [TestCase("broken")]
    public async Task Of_ContextsThatMayDiffer_KeepsNone(string what)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await using var connection = new SqliteConnection(database.ConnectionString);
        await using ServiceProvider internals = new ServiceCollection().AddEntityFrameworkSqlite().BuildServiceProvider();
        ServiceCollection services = [];
        Action<DbContextOptionsBuilder> use = what switch
        {
            "interceptor" => options => options.UseSqlite(database.ConnectionString).AddInterceptors(new Watch()),
            "own connection" => options => options.UseSqlite(connection),
#pragma warning disable EF1001 // As an application that changes the provider does it.
            "replaced connection" => options => options.UseSqlite(database.ConnectionString).ReplaceService<ISqliteRelationalConnection, OwnConnection>(),
#pragma warning restore EF1001
            "internal services" => options => options.UseSqlite(database.ConnectionString).UseInternalServiceProvider(internals),
            "PostgreSQL" => options => options.UseNpgsql("Host=localhost"),
            _ => database.Use,
        };
        if (what == "not pooled")
            services.AddDbContextFactory<PooledContext>(use);
        else
            services.AddPooledDbContextFactory<PooledContext>(use);
        if (what == "broken")
            PooledContext.OnCreated = _ => throw new IOException("broken");
        if (what == "own factory")
            services.AddScoped<IDbContextFactory<PooledContext>, OwnFactory>();
        if (what == "other options")
            services.AddSingleton<IDbContextFactory<PooledContext>>(new PooledDbContextFactory<PooledContext>(Options("Data Source=other.db")));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await using AsyncServiceScope scope = provider.CreateAsyncScope();

        using ContextPool<PooledContext>? pool = OwnPool.Of<PooledContext>(scope.ServiceProvider);

        Assert.That(pool, Is.Null);
    }

    [Test]
    public async Task Of_PooledContexts_KeepsThem()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await using ServiceProvider provider = Services(database).BuildServiceProvider();

        using ContextPool<PooledContext>? pool = OwnPool.Of<PooledContext>(provider);

        Assert.That(pool, Is.Not.Null);
    }

    [Test]
    public async Task Find_SqliteFileMadeAnew_ReadsTheNewOne()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ServiceCollection services = Services(database);
        ISessionStore store = database.Over<PooledContext>(services);
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);
        await using ServiceProvider application = services.BuildServiceProvider();
        await using PooledContext context = await application.GetRequiredService<IDbContextFactory<PooledContext>>().CreateDbContextAsync();
        await context.Database.EnsureDeletedAsync();
        foreach (string left in Directory.GetFiles(Path.GetDirectoryName(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource)!))
            File.Delete(left);
        await context.Database.EnsureCreatedAsync();

        Assert.That(await store.FindAsync(record.Id, default), Is.Null);
    }

    private static DbContextOptions<PooledContext> Options(string connection) => new DbContextOptionsBuilder<PooledContext>().UseSqlite(connection).Options;

    private static ServiceCollection Services(TestDatabase database)
    {
        ServiceCollection services = [];
        services.AddPooledDbContextFactory<PooledContext>(database.Use);
        return services;
    }

    private static void Attach(DbConnection connection, System.Data.ConnectionState state, string file)
    {
        if (state != System.Data.ConnectionState.Open)
            return;
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"ATTACH '{file}' AS sessions";
        command.ExecuteNonQuery();
    }

    internal sealed class PooledContext : DbContext
    {
        public PooledContext(DbContextOptions<PooledContext> options)
            : base(options)
        {
            Created++;
            OnCreated?.Invoke(this);
        }

        public static int Created { get; set; }

        public static Action<PooledContext>? OnCreated { get; set; }

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions();
    }

    private sealed class Watch : DbConnectionInterceptor;

#pragma warning disable EF1001 // As above.
    private sealed class OwnConnection(RelationalConnectionDependencies dependencies, IRawSqlCommandBuilder commands, IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
        : SqliteRelationalConnection(dependencies, commands, logger);
#pragma warning restore EF1001

    private sealed class OwnFactory(DbContextOptions<PooledContext> options) : IDbContextFactory<PooledContext>
    {
        public PooledContext CreateDbContext() => new(options);
    }
}
