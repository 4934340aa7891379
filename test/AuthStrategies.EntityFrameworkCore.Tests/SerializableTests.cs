using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>What races, over a database that gives up on statements that meet: they are repeated, and nobody notices.</summary>
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
        await using Vault vault = await Vault.OverAsync(Backend.PostgresSerializable);
        await using SessionStoreHarness harness = vault.Harness(Rounds);

        await @case.RunAsync(harness);
    }

    [Test]
    [Property("Requirement", "F-17")]
    public async Task Replace_ManyWriters_ConflictsAreRepeatedNotReported()
    {
        await using Vault vault = await Vault.OverAsync(Backend.PostgresSerializable);
        ISessionStore[] nodes = [vault.Node(), vault.Node(), vault.Node()];
        SessionRecord record = Sample.Record();
        await nodes[0].TryCreateAsync(record, default);

        int[] done = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await nodes[i % 3].TryReplaceAsync(Sample.Next(record), default) ? 1 : 0)));

        Assert.That(done.Sum(), Is.EqualTo(1));
        Assert.That(vault.Events.Ids, Does.Contain(303), "no statement met another: the test saw nothing");
    }
}
