using System.Data.Common;
using System.Transactions;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Tests;

[TestFixture]
[Property("Requirement", "F-39")]
public sealed class EntityFrameworkSessionStoreTests
{
    [Test]
    public async Task RemoveAll_ChosenAsDeadlockVictim_IsRepeated()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        ISessionStore store = database.Node();
        SessionRecord first = Sample.Record(), second = Sample.Record();
        await store.TryCreateAsync(first, default);
        await store.TryCreateAsync(second, default);
        await using DbConnection other = await database.ConnectAsync();
        // The transaction that looks for deadlocks first is the victim: not this one.
        await SayAsync(other, "SET deadlock_timeout = '60s'; BEGIN; " + Touch(database, second));
        Task<int> removing = store.RemoveAllAsync("alice", null, default).AsTask();
        await Until.TrueAsync(() => database.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), waiting => waiting > 0);

        await SayAsync(other, Touch(database, first));
        await SayAsync(other, "COMMIT; SET deadlock_timeout = DEFAULT");

        Assert.That(await removing, Is.EqualTo(2));
        Assert.That(database.Events.Ids, Does.Contain(303), "there was no deadlock: the test saw nothing");
    }

    [Test]
    public async Task Create_RefusedByAnotherConstraint_IsAFailureNotANo([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        ISessionStore store = database.Node();
        await database.SayAsync("""CREATE UNIQUE INDEX one_each ON "AuthStrategySessions" ("SubjectHash")""");
        await store.TryCreateAsync(Sample.Record(), default);

        SessionStoreException failure = (await Assert.ThrowsAsync<SessionStoreException>(async () => await store.TryCreateAsync(Sample.Record(), default)))!;

        Assert.That(failure.InnerException, Is.InstanceOf<DbUpdateException>());
    }

    [Test]
    public async Task AnyWrite_WithinATransactionThatIsRolledBack_Stands([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        ISessionStore store = database.Node();
        SessionRecord ended = Sample.Record(), begun = Sample.Record();
        await store.TryCreateAsync(ended, default);

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await store.RemoveAsync(ended.Id, null, default);
            await store.TryCreateAsync(begun, default);
        }

        Assert.That(await store.FindAsync(ended.Id, default), Is.Null, "a logout was undone");
        Assert.That(await store.FindAsync(begun.Id, default), Is.Not.Null);
    }

    [Test]
    [Property("Requirement", "F-12")]
    public async Task Create_ContextRetriesByItself_IsNotRepeatedBlindly()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        var counting = new CountingInterceptor();
        ISessionStore store = database.Node(more: options => options
            .UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure(5, TimeSpan.Zero, ["P0001"]))
            .AddInterceptors(counting));
        // A failure that the context's own strategy would repeat; whether such a statement was done is not known in general.
        await database.SayAsync("""
            CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'lost'; END $$;
            CREATE TRIGGER no_room BEFORE INSERT ON "AuthStrategySessions" FOR EACH ROW EXECUTE FUNCTION no_room();
            """);

        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.TryCreateAsync(Sample.Record(), default));

        Assert.That(counting.Inserts, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-40")]
    public async Task AnyCall_OneFails_NextHasAContextOfItsOwn()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        var counting = new CountingInterceptor();
        ISessionStore store = database.Node(more: options => options.AddInterceptors(counting), keeps: false);
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        await store.TryCreateAsync(record, default);
        await store.FindAsync(record.Id, default);

        bool created = await store.TryCreateAsync(Sample.Record(), default);

        Assert.That(created, Is.True);
        Assert.That(counting.Contexts, Is.Unique);
    }

    [Test]
    [Property("Requirement", "F-44")]
    public async Task RemoveExpired_RenewedWhileItWaits_Stays()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        ISessionStore store = database.Node();
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        await using DbConnection other = await database.ConnectAsync();
        await SayAsync(other, $"""BEGIN; UPDATE "AuthStrategySessions" SET "ExpiresAt" = {Sample.Start.AddDays(9).UtcTicks} WHERE "Id" = {database.Bytes(record.Id.ToByteArray())}""");
        Task<int> sweeping = store.RemoveExpiredAsync(Sample.Start.AddDays(1), 10, default).AsTask();
        await Until.TrueAsync(() => database.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), waiting => waiting > 0);

        await SayAsync(other, "COMMIT");

        Assert.That(await sweeping, Is.Zero);
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);
    }

    private static string Touch(TestDatabase database, SessionRecord record) =>
        $"""UPDATE "AuthStrategySessions" SET "ExpiresAt" = "ExpiresAt" WHERE "Id" = {database.Bytes(record.Id.ToByteArray())};""";

    private static async Task SayAsync(DbConnection connection, string sql)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
