using System.Collections.Concurrent;
using AuthStrategies.Crash.KillPoints;
using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Stores;

namespace AuthStrategies.Crash.Tests;

/// <summary>
/// A process of the application is killed (SIGKILL) at every exchange with its store in a login, a rotation and a logout: before it is sent, on its
/// way, and after the store did it and before the process looked at the answer; and at the end, before and after the client was told. Then other nodes
/// over the same store look at what is left.
/// </summary>
[TestFixture]
public sealed class KillTests
{
    private static readonly TimeSpan Later = 2 * Node.Window;

    private static readonly Moment[] OnTheWay = [Moment.BeforeSending, Moment.Sending, Moment.Answered];

    // A process that uses Entity Framework takes a second to get going: there each strategy plays the rotation, and one of them the rest.
    private static IEnumerable<object[]> Rows =>
        from kind in Enum.GetValues<StoreKind>()
        from strategy in Enum.GetValues<StrategyKind>()
        from act in new[] { Act.Login, Act.Refresh, Act.Logout, Act.LogoutOthers }
        where kind == StoreKind.Redis || act == Act.Refresh || strategy == (kind == StoreKind.Sqlite ? StrategyKind.Session : StrategyKind.Jwt)
        select new object[] { kind, strategy, act };

    [TestCaseSource(nameof(Rows))]
    [Property("Requirement", "F-26")]
    public async Task Act_KilledAnywhere_NothingToldIsLostAndNothingIsHalf(StoreKind kind, StrategyKind strategy, Act act)
    {
        TargetStore targetStore = await AllStores.GetAsync(kind);
        await using Node before = targetStore.Open(strategy, TimeSpan.Zero);
        await using Node node = targetStore.Open(strategy, Later);
        await using Node later = targetStore.Open(strategy, 2 * Later);
        var round = new Round(targetStore, strategy, act, before, node, later);
        // The one that comes to the end says how many exchanges there are to die at.
        int exchanges = (await round.RunAsync(Moment.ClientLog, 0, 0)).Exchanges;
        IEnumerable<(Moment Moment, int At)> killPoints = [(Moment.Returned, 0), .. OnTheWay.SelectMany(moment => Enumerable.Range(1, exchanges).Select(at => (moment, at)))];
        var failures = new ConcurrentBag<string>();
        int rounds = 1;

        await Parallel.ForEachAsync(killPoints, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (killPoint, _) =>
        {
            try
            {
                await round.RunAsync(killPoint.Moment, killPoint.At, spins: killPoint.At * 1_000);
                Interlocked.Increment(ref rounds);
            }
            catch (Exception exception)
            {
                failures.Add($"killed {killPoint.Moment} {killPoint.At} of {exchanges}: {exception.Message}");
            }
        });

        Assert.That(failures, Is.Empty);
        await TestContext.Out.WriteLineAsync($"{rounds} rounds, {exchanges} exchanges");
    }
}
