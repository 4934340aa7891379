using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Moq;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

[TestFixture]
[Property("Requirement", "F-40")]
public sealed class ContextPoolTests
{
    private const int Most = 32;

    [Test]
    public async Task Find_OneFailed_ItsContextIsNotUsedAgain([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        var lookUps = new LookUpInterceptor();
        ISessionStore store = database.Node(more: options => options.AddInterceptors(lookUps));
        await store.FindAsync(Sample.Id(), default);
        lookUps.Fails = true;
        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(Sample.Id(), default));
        lookUps.Fails = false;

        await store.FindAsync(Sample.Id(), default);

        Assert.That(lookUps.Contexts[1], Is.EqualTo(lookUps.Contexts[0]), "contexts are not kept: the test saw nothing");
        Assert.That(lookUps.Contexts[2], Is.Not.EqualTo(lookUps.Contexts[1]));
    }

    [Test]
    public async Task Find_ManyAtOnce_EachHasAContextToItself()
    {
        const int calls = 40;
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        var lookUps = new LookUpInterceptor();
        ISessionStore store = database.Node(more: options => options.AddInterceptors(lookUps));
        await store.FindAsync(Sample.Id(), default);
        lookUps.Closes();

        Task[] finding = [.. Enumerable.Range(0, calls).Select(_ => store.FindAsync(Sample.Id(), default).AsTask())];
        await Until.TrueAsync(() => lookUps.Contexts.Count == calls + 1);

        Assert.That(lookUps.Contexts.Skip(1), Is.Unique);
        lookUps.Opens();
        await Task.WhenAll(finding);
    }

    [Test]
    [Property("Requirement", "F-45")]
    public async Task Find_Cancelled_GivesItsConnectionBack([Values] bool keeps)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        ISessionStore store = database.Node(more: options => options.UseNpgsql(database.ConnectionString + ";Maximum Pool Size=1;Application Name=" + Sample.Id()), timeout: TimeSpan.FromSeconds(60), keeps: keeps);
        using var client = new CancellationTokenSource();
        await using (DbConnection other = await database.ConnectAsync())
        {
            await using DbCommand command = other.CreateCommand();
            command.CommandText = """BEGIN; LOCK TABLE "AuthStrategySessions" IN ACCESS EXCLUSIVE MODE""";
            await command.ExecuteNonQueryAsync();
            Task finding = store.FindAsync(Sample.Id(), client.Token).AsTask();
            await Until.TrueAsync(() => database.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), waiting => waiting > 0);
            await client.CancelAsync();
            await Assert.ThrowsAsync(Is.InstanceOf<OperationCanceledException>(), () => finding);
        }

        SessionRecord? found = await store.FindAsync(Sample.Id(), default);

        Assert.That(found, Is.Null);
    }

    [Test]
    public async Task Find_Ended_HoldsNoConnection()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        string name = "kept-" + Sample.Id();
        ISessionStore store = database.Node(more: options => options.UseNpgsql(database.ConnectionString + ";Maximum Pool Size=1;Application Name=" + name));
        await store.FindAsync(Sample.Id(), default);

        // Would wait for the pool's only connection.
        bool created = await store.TryCreateAsync(Sample.Record(), default);

        Assert.That(created, Is.True);
    }

    [Test]
    public async Task Find_SqliteFileMadeAnew_ReadsTheNewOne()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ISessionStore store = database.Node();
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);
        var options = new DbContextOptionsBuilder<AuthStrategySessionsContext>();
        database.Use(options);
        await using var context = new AuthStrategySessionsContext(options.Options);
        // It empties the provider's pool, and leaves the files beside the first one.
        await context.Database.EnsureDeletedAsync();
        foreach (string left in Directory.GetFiles(Path.GetDirectoryName(context.Database.GetDbConnection().DataSource)!))
            File.Delete(left);
        await context.Database.EnsureCreatedAsync();

        SessionRecord? found = await store.FindAsync(record.Id, default);

        Assert.That(found, Is.Null);
    }

    [Test]
    public async Task Find_ApplicationMakesTheConnection_ThatOneIsOpened()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        var maker = new Maker();
        ISessionStore store = database.Node(more: options => options.AddInterceptors(maker));

        await store.FindAsync(Sample.Id(), default);

        Assert.That(maker.Opened, Is.Not.Null.And.SameAs(maker.Made));
    }

    [Test]
    public async Task GiveBack_OneTooMany_IsDisposed()
    {
        using ContextPool<AuthStrategySessionsContext> kept = Kept();
        AuthStrategySessionsContext[] contexts = [.. Enumerable.Range(0, Most + 1).Select(_ => kept.Take())];

        foreach (AuthStrategySessionsContext context in contexts)
            await kept.GiveBackAsync(context);

        Assert.That(contexts.Count(IsDisposed), Is.EqualTo(1));
        Assert.That(contexts, Does.Contain(kept.Take()));
    }

    [Test]
    public async Task Dispose_ContextsInUseAndIdle_AllAreDisposedInTheEnd()
    {
        ContextPool<AuthStrategySessionsContext> kept = Kept();
        AuthStrategySessionsContext idle = kept.Take(), inUse = kept.Take();
        await kept.GiveBackAsync(idle);

        await kept.DisposeAsync();
        await kept.GiveBackAsync(inUse);

        Assert.That(IsDisposed(idle), Is.True);
        Assert.That(IsDisposed(inUse), Is.True);
    }

    private static bool IsDisposed(AuthStrategySessionsContext context)
    {
        try
        {
            return context.Model is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static ContextPool<AuthStrategySessionsContext> Kept()
    {
        DbContextOptions<AuthStrategySessionsContext> options = new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseSqlite("Data Source=:memory:").Options;
        var factory = new Mock<IDbContextFactory<AuthStrategySessionsContext>>();
        factory.Setup(f => f.CreateDbContext()).Returns(() => new(options));
        return new(factory.Object);
    }

    /// <summary>Sees every look-up in its context; holds it up or breaks it.</summary>
    private sealed class LookUpInterceptor : DbCommandInterceptor
    {
        private readonly List<Guid> _contexts = [];
        private TaskCompletionSource _open = new();

        public LookUpInterceptor() => _open.SetResult();

        public bool Fails { get; set; }

        public IReadOnlyList<Guid> Contexts
        {
            get
            {
                lock (_contexts)
                    return [.. _contexts];
            }
        }

        public void Closes() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Opens() => _open.SetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            lock (_contexts)
                _contexts.Add(eventData.Context!.ContextId.InstanceId);
            await _open.Task;
            return Fails ? throw new IOException("broken") : result;
        }
    }

    /// <summary>Sees which connection was made and which is opened.</summary>
    private sealed class Maker : DbConnectionInterceptor
    {
        public DbConnection? Made { get; private set; }

        public DbConnection? Opened { get; private set; }

        public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result) => Made = result;

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Opened = connection;
            return Task.CompletedTask;
        }
    }
}
