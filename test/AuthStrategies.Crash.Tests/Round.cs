using AuthStrategies.Crash.Deaths;
using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Vaults;

namespace AuthStrategies.Crash.Tests;

/// <summary>One subject, one process that dies over one act, and what must hold afterwards.</summary>
internal sealed class Round(Vault vault, LoginKind login, Act act, Node before, Node node, Node later)
{
    private static int _subjects;

    public async Task<Told> RunAsync(Moment moment, int at, int spins)
    {
        string subject = $"subject-{Interlocked.Increment(ref _subjects)}";
        ClientLogin old = await before.LoginAsync(subject);
        ClientLogin other = await before.LoginAsync(subject);
        var aftermath = new Aftermath(vault, node, later, subject, old, other);

        Told told = await Child.PlayAsync(new(vault.Kind, vault.Connection, login, act, subject, node.Clock.Ahead, moment, at, spins), old, other);

        Assert.That(told.Anything, Is.EqualTo(moment == Moment.Told), "whether it died before it told anybody");
        await aftermath.WholeAsync();
        await (act switch
        {
            Act.Login => aftermath.LoginAsync(told),
            Act.Refresh => aftermath.RefreshAsync(told),
            Act.Logout => aftermath.LogoutAsync(told),
            _ => aftermath.LogoutOthersAsync(told),
        });
        await aftermath.EndAsync();
        return told;
    }
}
