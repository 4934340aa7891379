using AuthStrategies.Crash.KillPoints;
using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Stores;

namespace AuthStrategies.Crash.Tests;

/// <summary>One subject, one process that dies over one act, and what must be true later.</summary>
internal sealed class Round(TargetStore targetStore, StrategyKind strategy, Act act, Node before, Node node, Node later)
{
    private static int _subjects;

    public async Task<ClientLog> RunAsync(Moment moment, int at, int spins)
    {
        string subject = $"subject-{Interlocked.Increment(ref _subjects)}";
        ClientSession old = await before.LoginAsync(subject);
        ClientSession other = await before.LoginAsync(subject);
        var stateAfterKill = new StateAfterKill(targetStore, node, later, subject, old, other);

        ClientLog told = await Child.PlayAsync(new(targetStore.Kind, targetStore.Connection, strategy, act, subject, node.Clock.Ahead, moment, at, spins), old, other);

        Assert.That(told.Anything, Is.EqualTo(moment == Moment.ClientLog), "whether it died before it told anybody");
        await stateAfterKill.WholeAsync();
        await (act switch
        {
            Act.Login => stateAfterKill.LoginAsync(told),
            Act.Refresh => stateAfterKill.RefreshAsync(told),
            Act.Logout => stateAfterKill.LogoutAsync(told),
            _ => stateAfterKill.LogoutOthersAsync(told),
        });
        await stateAfterKill.EndAsync();
        return told;
    }
}
