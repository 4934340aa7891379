using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

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

    [TestCase("interceptor")]
    [TestCase("own connection")]
    [TestCase("own factory")]
    [TestCase("PostgreSQL")]
    [TestCase("not pooled")]
    [TestCase("broken")]
    public async Task Of_ContextsThatMayDiffer_KeepsNone(string what)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await using var connection = new SqliteConnection(database.ConnectionString);
        ServiceCollection services = [];
        Action<DbContextOptionsBuilder> use = what switch
        {
            "interceptor" => options => options.UseSqlite(database.ConnectionString).AddInterceptors(new Watch()),
            "own connection" => options => options.UseSqlite(connection),
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

    private sealed class OwnFactory(DbContextOptions<PooledContext> options) : IDbContextFactory<PooledContext>
    {
        public PooledContext CreateDbContext() => new(options);
    }
}
