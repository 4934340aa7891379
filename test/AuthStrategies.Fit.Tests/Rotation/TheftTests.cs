using Microsoft.Extensions.Logging;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Another client has the same jar: what both clients, the log and the counters see.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
[Property("Requirement", "M-14")]
public sealed class TheftTests(bool hasNearCache, string version) : RotationScenarios(hasNearCache, version)
{
    private const int MaxRounds = 10;

    [TestCase(true, TestName = "OwnerAndThief_BothGoOn_TheSessionEndsForBoth(owner first)")]
    [TestCase(false, TestName = "OwnerAndThief_BothGoOn_TheSessionEndsForBoth(thief first)")]
    public async Task OwnerAndThief_BothGoOn(bool isOwnerFirst)
    {
        BrowserClient thief = App.OpenBrowser(Browser.Jar.Duplicate(), Version);
        BrowserClient[] clients = isOwnerFirst ? [Browser, thief] : [thief, Browser];

        bool isEnded = false;
        for (int round = 0; round < MaxRounds && !isEnded; round++)
        {
            App.BecomeDue();
            foreach (BrowserClient client in clients)
                isEnded |= (await client.AskAsync("GET /me")).Status == 401;
        }

        int[] statuses = [(await Browser.AskAsync("GET /me")).Status, (await thief.AskAsync("GET /me")).Status];
        Assert.That((isEnded, statuses[0], statuses[1], Counters.Reused), Is.EqualTo((true, 401, 401, 1)));
        Assert.That(Warnings().Last(), Does.Contain("was ended").And.Contain("may have a copy"));
        Assert.That(App.App.Log.Text, Does.Not.Contain("stolen").IgnoreCase);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task OwnerAndThief_AfterABranch_EndTheSessionWhenBothGoOn(bool isOwnerFirst)
    {
        BrowserClient thief = await LetThiefRotateAsync();
        await AskAsync();
        BrowserClient[] clients = isOwnerFirst ? [Browser, thief] : [thief, Browser];

        for (int round = 0; round < 2; round++)
        {
            foreach (BrowserClient client in clients)
                await client.AskAsync("GET /me");
            Pass(minutes: 11);
        }

        int[] statuses = [(await clients[0].AskAsync("GET /me")).Status, (await clients[1].AskAsync("GET /me")).Status];
        Assert.That((statuses[0], statuses[1], Counters.Suspicions), Is.EqualTo((401, 401, (1, 1))));
        string[] warnings = Warnings();
        Assert.That(warnings, Has.Length.EqualTo(2));
        Assert.That(warnings[0], Does.Contain("goes on").And.Contain("may have a copy"));
        Assert.That(warnings[1], Does.Contain("was ended").And.Contain("may have a copy"));
        Assert.That(App.App.Log.Text, Does.Not.Contain("stolen").IgnoreCase);
    }

    [Test]
    public async Task Thief_Alone_IsTheOnlyClientAndIsNotNoticed()
    {
        BrowserClient thief = App.OpenBrowser(Browser.Jar.Duplicate(), Version);
        for (int round = 0; round < 5; round++)
        {
            App.BecomeDue();
            Assert.That((await thief.AskAsync("GET /me")).Status, Is.EqualTo(200));
            Assert.That((await thief.AskAsync("GET /me")).Status, Is.EqualTo(200));
        }

        Assert.That((Counters.Rotated, Counters.Suspicions), Is.EqualTo((5, (0, 0))));
    }

    [Test]
    public async Task Owner_ComesBackToAThief_IsGivenABranchAndIsNotFresh()
    {
        BrowserClient thief = await LetThiefRotateAsync();
        BrowserAnswer fresh = await thief.AskAsync("GET /fresh");

        BrowserAnswer answer = await AskAsync();

        Assert.That((answer.Status, answer.SetCookies.Count, Counters.Suspicions), Is.EqualTo((200, 1, (1, 0))));
        Assert.That((fresh.Status, (await Browser.AskAsync("GET /fresh")).Status), Is.EqualTo((200, 401)), "After a branch the user must log in again for what needs a fresh login.");
        await AskAsync();
    }

    [Test]
    public async Task Owner_LogsOut_TheThiefIsOutToo()
    {
        BrowserClient thief = App.OpenBrowser(Browser.Jar.Duplicate(), Version);
        App.BecomeDue();
        await thief.AskAsync("GET /me");

        BrowserAnswer logout = await AskAsync("POST /auth/logout");

        Assert.That((logout.Status, (await thief.AskAsync("GET /me")).Status), Is.EqualTo((200, 401)));
    }

    /// <summary>The thief's browser gets the successor and uses it, until the owner's token is late.</summary>
    private async Task<BrowserClient> LetThiefRotateAsync()
    {
        BrowserClient thief = App.OpenBrowser(Browser.Jar.Duplicate(), Version);
        App.BecomeDue();
        await thief.AskAsync("GET /me");
        await thief.AskAsync("GET /me");
        Pass(minutes: 11);
        return thief;
    }

    private string[] Warnings() => [.. App.App.Log.Entries
        .Where(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("a replaced credential was used", StringComparison.Ordinal))
        .Select(entry => entry.Text)];
}
