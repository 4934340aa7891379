using System.Collections.Concurrent;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.EntityFrameworkCore.Tests.Behavior;

/// <summary>A PostgreSQL of the test's own, killed while it is used.</summary>
[TestFixture]
[Property("Requirement", "F-01")]
[Property("Requirement", "F-12")]
public sealed class OutageTests
{
    [Test]
    [Property("Requirement", "F-39")]
    public async Task AnyCall_ServerKilledMidTraffic_IsAFailureThenWorksAgainAndNothingIsHalf()
    {
        await using PostgresProcess server = await Postgres.StartOwnAsync();
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres, server.ConnectionString);
        ISessionStore[] nodes = [database.Node(), database.Node(), database.Node()];
        ConcurrentQueue<SessionRecord> created = [];
        ConcurrentQueue<SessionId> removed = [];
        ConcurrentQueue<Exception> wrong = [];
        int failures = 0, successes = 0, later = 0;
        using var stop = new CancellationTokenSource();

        Task[] traffic = [.. Enumerable.Range(0, 12).Select(worker => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                SessionRecord record = Sample.Record("subject-" + worker);
                bool toldCreated = false;
                try
                {
                    toldCreated = await nodes[worker % 3].TryCreateAsync(record, default);
                    if (await nodes[(worker + 1) % 3].RemoveAsync(record.Id, 1, default))
                        removed.Enqueue(record.Id);
                    Interlocked.Increment(ref successes);
                    if (Volatile.Read(ref failures) > 0)
                        Interlocked.Increment(ref later);
                }
                catch (SessionStoreException failure) when (failure.InnerException is not null)
                {
                    Interlocked.Increment(ref failures);
                    if (toldCreated)
                        created.Enqueue(record);
                    await Task.Delay(10, CancellationToken.None);
                }
                catch (Exception other)
                {
                    wrong.Enqueue(other);
                    return;
                }
            }
        }))];
        await Until.TrueAsync(() => Volatile.Read(ref successes) > 50);
        await server.KillAsync();
        await Until.TrueAsync(() => Volatile.Read(ref failures) > 20 || !wrong.IsEmpty);
        await server.StartAgainAsync();
        await Until.TrueAsync(() => Volatile.Read(ref later) > 50 || !wrong.IsEmpty);
        await stop.CancelAsync();
        await Task.WhenAll(traffic);

        Assert.That(wrong, Is.Empty);
        foreach (SessionId id in removed)
            Assert.That(await nodes[0].FindAsync(id, default), Is.Null, "what was said to be gone is there");
        foreach (SessionRecord record in created)
        {
            // Its removal was cut off: done or not, and in either case found and listed alike.
            SessionRecord? found = await nodes[0].FindAsync(record.Id, default);
            Assert.That(await nodes[1].RemoveAsync(record.Id, null, default), Is.EqualTo(found is not null));
        }
    }

    [Test]
    [Property("Requirement", "F-06")]
    public async Task Find_TableLockedPastTheDeadline_IsAFailureNotAnEmptyAnswer()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Postgres);
        ISessionStore store = database.Node(timeout: TimeSpan.FromMilliseconds(300));
        await using System.Data.Common.DbConnection other = await database.ConnectAsync();
        await using System.Data.Common.DbCommand command = other.CreateCommand();
        command.CommandText = """BEGIN; LOCK TABLE "AuthStrategySessions" IN ACCESS EXCLUSIVE MODE""";
        await command.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(Sample.Id(), default));

        Assert.That(database.Events.Ids, Does.Contain(302));
    }

    [Test]
    [Property("Requirement", "F-45")]
    public async Task Find_SqliteLockedByAnother_EndsWhenCancelled()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await database.SayAsync("PRAGMA journal_mode = DELETE");
        ISessionStore store = database.Node();
        ISessionStore impatient = database.Node(timeout: TimeSpan.FromSeconds(1));
        await using System.Data.Common.DbConnection other = await database.ConnectAsync();
        await using System.Data.Common.DbCommand command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        using var client = new CancellationTokenSource();

        Task<SessionRecord?> finding = Task.Run(async () => await store.FindAsync(Sample.Id(), client.Token));
        await client.CancelAsync();

        Assert.That(async () => await finding, Throws.InstanceOf<OperationCanceledException>());
        await Assert.ThrowsAsync<SessionStoreException>(async () => await impatient.FindAsync(Sample.Id(), default));
    }
}
