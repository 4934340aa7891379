using AuthStrategies.Crash.KillPoints;
using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Stores;
using NUnit.Framework.Internal;

namespace AuthStrategies.Crash.Tests;

/// <summary>A process is killed from outside at any moment of its life: also between and inside what counts as one exchange elsewhere.</summary>
[TestFixture]
public sealed class LifeTests
{
    private const int Rounds = 4;

    private static int _subjects;

    [Test]
    [Property("Requirement", "F-26")]
    public async Task Life_KilledAtAnyMoment_NothingToldIsLostAndNothingIsHalf([Values] StoreKind kind, [Values] StrategyKind strategy)
    {
        TargetStore targetStore = await AllStores.GetAsync(kind);
        Randomizer random = TestContext.CurrentContext.Random;
        (int OutputLines, int Spins)[] killPoints = [.. Enumerable.Range(0, Rounds).Select(_ => (random.Next(2, 60), random.Next(100_000)))];

        await Parallel.ForEachAsync(killPoints, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (killPoint, _) =>
        {
            string subject = $"life-{Interlocked.Increment(ref _subjects)}";
            var ledger = new Ledger(await LiveAsync(targetStore, strategy, subject, killPoint.OutputLines, killPoint.Spins));
            await using Node node = targetStore.Open(strategy, ledger.Ahead);

            await CheckAsync(targetStore, node, subject, ledger);
        });
    }

    private static async Task<List<string>> LiveAsync(TargetStore targetStore, StrategyKind strategy, string subject, int lines, int spins)
    {
        using var child = Child.Start(new(targetStore.Kind, targetStore.Connection, strategy, Act.Life, subject, TimeSpan.Zero, Moment.ClientLog, 0, 0));
        List<string> heard = [];
        while (heard.Count < lines && await child.ReadLineAsync() is { } line)
            heard.Add(line);
        Thread.SpinWait(spins);
        child.Kill();
        heard.AddRange(await child.ReadToEndAsync());
        return heard;
    }

    private static async Task CheckAsync(TargetStore targetStore, Node node, string subject, Ledger ledger)
    {
        SessionId[] found = [.. (await targetStore.RecordsAsync(node, subject)).Select(record => record.Id)];
        SessionId[] listed = [.. (await node.SessionsAsync(subject)).Select(session => session.Id)];
        Assert.That(listed, Is.EquivalentTo(found), "the records that the subject's list names");
        Assert.That(found.Except(ledger.Known).Count(), Is.LessThanOrEqualTo(ledger.Refreshing is null && ledger.Revoking is null ? 1 : 0), "sessions that no client knows");
        Assert.That(found, Is.SupersetOf(ledger.Live.Select(session => session.Id)), "the sessions that live");
        Assert.That(found.Intersect(ledger.Ended.Select(session => session.Id)), Is.Empty, "the sessions that were ended");

        foreach (ClientSession live in ledger.Live)
            Assert.That((await node.Strategy.RefreshAsync(live.Lasting)).Succeeded, Is.True, "a session that lives is refreshed");
        foreach (ClientSession ended in ledger.Ended)
            Assert.That((await node.Strategy.RefreshAsync(ended.Lasting)).Failure, Is.Not.Null, "a session that was ended is refused");
        if (ledger.Refreshing is { } refreshing)
            await RetryAsync(node, refreshing);
        if (ledger.Revoking is { } revoking)
            Assert.That(await node.Strategy.RevokeAsync(revoking.Lasting), Is.EqualTo(found.Contains(revoking.Id) ? RevokeOutcome.Revoked : RevokeOutcome.NotFound), "the logout repeated");

        await node.Directory.RevokeAllAsync(subject);
        Assert.That(await targetStore.RecordsAsync(node, subject), Is.Empty, "records after the end of everything");
    }

    private static async Task RetryAsync(Node node, ClientSession refreshing)
    {
        RefreshResult first = await node.Strategy.RefreshAsync(refreshing.Lasting);
        RefreshResult second = await node.Strategy.RefreshAsync(refreshing.Lasting);

        Assert.That((first.Failure, second.Failure), Is.EqualTo(((AuthFailure?)null, (AuthFailure?)null)), $"a client's retry: {first}, {second}");
    }
}
