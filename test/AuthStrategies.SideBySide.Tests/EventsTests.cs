using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>The page shows what a sink gets, as it happens, and the reason when a session was ended.</summary>
public sealed class EventsTests : PageTests
{
    private ILocator Events => Page.Locator("#events tr");

    [Test]
    public async Task Events_LoginRotationTheftAndWhatFollows_AppearInTheirOrder()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await Session.DoAsync("call");
        await WaitForRotationAsync();
        await Session.DoAsync("replay");
        await Session.DoAsync("replay");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await Session.SaysNoAsync("Reused", "Its client is told why: Safety. “The session was ended for safety. Log in again.”");
        await Session.DoAsync("replay");
        await Session.SaysNoAsync("UnknownSession", "Its client is told why: Safety.");

        await SeeAsync("session_ended", "Safety, by SuspectedTheft");
        await SeeAsync("credential_refused", "UnknownSession");
        string[] names = await Events.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.event)");
        Assert.That(names, Is.SupersetOf(["credential_issued", "token_rotated", "token_replayed", "token_reused", "session_ended", "credential_refused"]));
        Assert.That(Array.IndexOf(names, "credential_issued"), Is.Zero);
        Assert.That(Array.IndexOf(names, "token_reused"), Is.LessThan(Array.IndexOf(names, "session_ended")));
        await Expect(Row("credential_issued").First).ToContainTextAsync("alice", new() { IgnoreCase = true });
        await Expect(Row("credential_issued").First).ToContainTextAsync("Chrome");
        await ShootAsync("events");
    }

    [TestCase("session")]
    [TestCase("jwt")]
    public async Task Events_LogOutElsewhere_SaysSoInTheListAndOnThePageOfTheEndedSession(string column)
    {
        (ColumnPage ended, ColumnPage other) = column == "session" ? (Session, Jwt) : (Jwt, Session);
        await ended.DoAsync("login");
        await other.DoAsync("login");

        await other.DoAsync("logout-everywhere");
        await ended.DoAsync(column == "session" ? "call" : "refresh");

        await ended.SaysNoAsync("UnknownSession", "Its client is told why: LoggedOutElsewhere. “You logged out on another device.”");
        await SeeAsync("session_ended", "LoggedOutElsewhere, by OtherSession");
        await SeeAsync("session_ended", "LoggedOut, by User");
        await SeeAsync("credential_refused", "UnknownSession");
    }

    [Test]
    public async Task Events_CredentialsInUse_AreNotInThem()
    {
        await Session.DoAsync("login");
        await Jwt.DoAsync("login");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await Jwt.DoAsync("refresh");
        await SeeAsync("credential_refreshed", "");
        string[] secrets = [(await CookieAsync())!.Value, await Jwt.RawAsync()];

        string shown = await Page.Locator("#events").InnerTextAsync();

        foreach (string secret in secrets)
            Assert.That(shown, Does.Not.Contain(secret[^16..]).And.Not.Contain(secret[22..38]));
    }

    [TestCase("<img src=x onerror=alert(1)>")]
    [TestCase("\u202eevil \u2028 data: x")]
    [TestCase("</td><script>alert(1)</script>")]
    public async Task Events_OddUserAndUserAgent_AreShownAsText(string odd)
    {
        await OpenPageAsync(new() { UserAgent = "Odd " + odd.Replace("\u2028", " ", StringComparison.Ordinal).Replace("\u202e", " ", StringComparison.Ordinal) });
        await Page.FillAsync("#user", odd.Length > 40 ? odd[..40] : odd);

        await Session.DoAsync("login");
        await Session.DoAsync("logout");

        await SeeAsync("session_ended", "LoggedOut, by User");
        Assert.That(await Page.Locator("#events img, #events script").CountAsync(), Is.Zero);
        Assert.That(await Row("credential_issued").CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Reload_EventsBefore_AreShownAgain()
    {
        await Session.DoAsync("login");
        await SeeAsync("credential_issued", "");

        await LoadAsync();

        await SeeAsync("credential_issued", "");
        Assert.That(await Row("credential_issued").CountAsync(), Is.EqualTo(1));
    }

    private ILocator Row(string name) => Page.Locator($"#events tr[data-event={name}]");

    private Task SeeAsync(string name, string text) => Expect(Row(name).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
}
