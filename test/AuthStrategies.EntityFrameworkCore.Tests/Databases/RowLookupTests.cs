using AuthStrategies.EntityFrameworkCore.Tests.Apps;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

/// <summary>What a model and a context of an application's own say is heard, although look-ups go past the query pipeline.</summary>
[TestFixture]
public sealed class RowLookupTests
{
    private CountingInterceptor _counting = new();

    [SetUp]
    public void SetUp() => _counting = new();

    [Test]
    public async Task Find_TableSchemaAndColumnsRenamed_ReadsThere([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        ISessionStore store = await MappedAsync(database, model => model.Entity<SessionRow>(row =>
        {
            row.ToTable("log ins", backend == Backend.Sqlite ? null : "auth");
            foreach (var property in row.Metadata.GetProperties())
                property.SetColumnName("a \"" + property.Name.ToUpperInvariant());
        }));
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);

        SessionRecord? found = await store.FindAsync(record.Id, default);

        AssertSame(found, record);
        Assert.That(_counting.Commands.Last(), Does.StartWith("SELECT").And.Not.Contain("LIMIT"), "the query pipeline was asked");
    }

    [Test]
    public async Task Find_ModelForEachTenant_ReadsEachTenantsTable([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        ISessionStore store = database.Over<TenantContext>(new ServiceCollection().AddDbContextFactory<TenantContext>(options =>
        {
            database.Use(options);
            options.ReplaceService<IModelCacheKeyFactory, TenantModels>();
        }));
        SessionRecord record = Sample.Record();
        foreach (string tenant in new[] { "red", "blue" })
            await database.SayAsync($"""CREATE TABLE "Logins_{tenant}" AS SELECT * FROM "AuthStrategySessions" """);
        TenantContext.Tenant = "red";
        await store.TryCreateAsync(record, default);
        await store.FindAsync(record.Id, default);

        TenantContext.Tenant = "blue";
        SessionRecord? elsewhere = await store.FindAsync(record.Id, default);

        Assert.That(elsewhere, Is.Null);
        TenantContext.Tenant = "red";
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);
    }

    [Test]
    public async Task Find_QueryFilter_IsApplied()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ISessionStore store = await MappedAsync(database, model => model.Entity<SessionRow>().HasQueryFilter(row => row.Version > 1));
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);

        SessionRecord? found = await store.FindAsync(record.Id, default);

        Assert.That(found, Is.Null);
    }

    [Test]
    public async Task Find_ValueConverter_IsApplied()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ISessionStore store = await MappedAsync(database, model => model.Entity<SessionRow>(row =>
        {
            row.Property(r => r.Id).HasConversion(id => Turned(id), column => Turned(column));
            row.Property(r => r.Version).HasConversion(version => -version, column => -column);
        }));
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);

        SessionRecord? found = await store.FindAsync(record.Id, default);

        AssertSame(found, record);
    }

    [Test]
    public async Task Find_MaterializationInterceptor_SeesTheRow()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        var witness = new Observer();
        ISessionStore store = await MappedAsync(database, _ => { }, options => options.AddInterceptors(witness));
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);

        await store.FindAsync(record.Id, default);

        Assert.That(witness.Seen, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Find_AnyContext_InterceptorsSeeItWithItsTimeout([Values] bool keeps, [Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        ISessionStore store = database.Node(more: options => options.AddInterceptors(_counting), timeout: TimeSpan.FromMilliseconds(6_500), keeps: keeps);

        await store.FindAsync(Sample.Id(), default);
        await store.FindAsync(Sample.Id(), default);

        Assert.That(_counting.Timeouts, Is.EqualTo(new[] { 7, 7 }));
    }

    private static byte[] Turned(byte[] bytes) => [.. bytes.Reverse()];

    private static void AssertSame(SessionRecord? found, SessionRecord record)
    {
        Assert.That(found, Is.Not.Null);
        Assert.That((found.Id, found.Subject, found.ExpiresAt, found.AbsoluteExpiresAt, found.Version), Is.EqualTo((record.Id, record.Subject, record.ExpiresAt, record.AbsoluteExpiresAt, record.Version)));
        Assert.That(found.Payload.ToArray(), Is.EqualTo(record.Payload.ToArray()));
    }

    private async Task<ISessionStore> MappedAsync(TestDatabase database, Action<ModelBuilder> map, Action<DbContextOptionsBuilder>? more = null)
    {
        IServiceCollection services = new ServiceCollection().AddSingleton(map).AddDbContextFactory<MappedContext>(options =>
        {
            database.Use(options);
            // One model for each test.
            options.EnableServiceProviderCaching(false).AddInterceptors(_counting);
            more?.Invoke(options);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        await using MappedContext context = await provider.GetRequiredService<IDbContextFactory<MappedContext>>().CreateDbContextAsync();
        string script = context.Database.GenerateCreateScript().Replace("GO", "", StringComparison.Ordinal);
        await database.SayAsync("""DROP TABLE IF EXISTS "Logins" """);
        await database.SayAsync(script);
        return database.Over<MappedContext>(services);
    }

    private sealed class Observer : IMaterializationInterceptor
    {
        public int Seen { get; private set; }

        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            Seen++;
            return entity;
        }
    }
}
