using System.Collections.Concurrent;
using AuthStrategies.Crash.Deaths;
using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Vaults;

namespace AuthStrategies.Crash.Tests;

/// <summary>
/// A process of the application is killed (SIGKILL) at every exchange with its vault in a login, a rotation and a logout: before it is sent, on its
/// way, and after the vault did it and before anybody looked at the answer; and at the end, before and after the client was told. Then other nodes
/// over the same vault look at what is left.
/// </summary>
[TestFixture]
public sealed class KillTests
{
    private static readonly TimeSpan Later = 2 * Node.Window;

    private static readonly Moment[] OnTheWay = [Moment.BeforeSending, Moment.Sending, Moment.Answered];

    // A process that uses Entity Framework takes a second to get going: there each strategy plays the rotation, and one of them the rest.
    private static IEnumerable<object[]> Rows =>
        from kind in Enum.GetValues<VaultKind>()
        from login in Enum.GetValues<LoginKind>()
        from act in new[] { Act.Login, Act.Refresh, Act.Logout, Act.LogoutOthers }
        where kind == VaultKind.Redis || act == Act.Refresh || login == (kind == VaultKind.Sqlite ? LoginKind.Session : LoginKind.Jwt)
        select new object[] { kind, login, act };

    [TestCaseSource(nameof(Rows))]
    [Property("Requirement", "F-26")]
    public async Task Act_KilledAnywhere_NothingToldIsLostAndNothingIsHalf(VaultKind kind, LoginKind login, Act act)
    {
        Vault vault = await AllVaults.GetAsync(kind);
        await using Node before = vault.Open(login, TimeSpan.Zero);
        await using Node node = vault.Open(login, Later);
        await using Node later = vault.Open(login, 2 * Later);
        var round = new Round(vault, login, act, before, node, later);
        // The one that comes to the end says how many exchanges there are to die at.
        int exchanges = (await round.RunAsync(Moment.Told, 0, 0)).Exchanges;
        IEnumerable<(Moment Moment, int At)> deaths = [(Moment.Returned, 0), .. OnTheWay.SelectMany(moment => Enumerable.Range(1, exchanges).Select(at => (moment, at)))];
        var failures = new ConcurrentBag<string>();
        int rounds = 1;

        await Parallel.ForEachAsync(deaths, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (death, _) =>
        {
            try
            {
                await round.RunAsync(death.Moment, death.At, spins: death.At * 1_000);
                Interlocked.Increment(ref rounds);
            }
            catch (Exception exception)
            {
                failures.Add($"killed {death.Moment} {death.At} of {exchanges}: {exception.Message}");
            }
        });

        Assert.That(failures, Is.Empty);
        await TestContext.Out.WriteLineAsync($"{rounds} rounds, {exchanges} exchanges");
    }
}
