using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.EntityFrameworkCore.Tests.Behavior;

/// <summary>What races, over a database that gives up on statements that meet: they are repeated, and no caller notices.</summary>
[TestFixture]
[Property("Requirement", "F-39")]
public sealed class SerializableTests
{
    private const int Rounds = 25;

    private static readonly string[] Races = ["Racing", "AtOnce", "ManyWriters", "While", "Hundred", "Beside"];

    private static IEnumerable<TestCaseData> Cases => SessionStoreConformance.Cases
        .Where(c => Races.Any(word => c.Name.Contains(word, StringComparison.Ordinal)))
        .Select(c => new TestCaseData(c) { TestName = "Serializable_" + c.Name });

    [TestCaseSource(nameof(Cases))]
    public async Task Store_EveryStatementSerializable_Conforms(SessionStoreCase @case)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.PostgresSerializable);
        await using SessionStoreHarness harness = database.Harness(Rounds);

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task Replace_RowTouchedWhileItWaits_IsRepeatedNotReported()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.PostgresSerializable);
        ISessionStore store = database.Node();
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        await using DbConnection other = await database.ConnectAsync();
        await using DbCommand command = other.CreateCommand();
        command.CommandText = """BEGIN; UPDATE "AuthStrategySessions" SET "ExpiresAt" = "ExpiresAt" """;
        await command.ExecuteNonQueryAsync();
        Task<bool> replacing = store.TryReplaceAsync(Sample.Next(record), default).AsTask();
        await Until.TrueAsync(() => database.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), waiting => waiting > 0);

        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync();

        Assert.That(await replacing, Is.True);
        Assert.That(database.Events.Ids, Does.Contain(303), "nothing was rolled back: the test saw nothing");
    }

    [Test]
    public async Task Replace_RolledBackAgainAndAgain_EndsInAFailure()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.PostgresSerializable);
        ISessionStore store = database.Node();
        SessionRecord record = Sample.Record();
        await store.TryCreateAsync(record, default);
        await database.SayAsync("""
            CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE serialization_failure; END $$;
            CREATE TRIGGER never BEFORE UPDATE ON "AuthStrategySessions" FOR EACH ROW EXECUTE FUNCTION never();
            """);

        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.TryReplaceAsync(Sample.Next(record), default));

        Assert.That(database.Events.Ids.Count(id => id == 303), Is.EqualTo(9));
        Assert.That(database.Events.Ids.Last(), Is.EqualTo(301));
    }
}
