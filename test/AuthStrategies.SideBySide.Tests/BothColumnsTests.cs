using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuthStrategies.SideBySide.Tests;

public sealed class BothColumnsTests : PageTests
{
    [Test]
    public async Task Revoke_FromTheOtherColumn_EndsThatSession()
    {
        await Jwt.DoAsync("login");
        await Session.DoAsync("login");
        await Jwt.DoAsync("sessions");
        await Expect(Jwt.Sessions).ToHaveCountAsync(2);
        await Expect(Jwt.Sessions.Filter(new() { HasText = "this one" })).ToContainTextAsync("Jwt column");

        await Jwt.Sessions.Filter(new() { HasText = "Session column" }).GetByRole(AriaRole.Button).ClickAsync();
        await Jwt.IdleAsync();

        await Expect(Jwt.Status).ToHaveTextAsync("✓ Yes · 204");
        await Expect(Jwt.Sessions).ToHaveCountAsync(1);
        await Session.DoAsync("call");
        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task LogOutEverywhere_BothLoggedIn_EndsBoth()
    {
        await Jwt.DoAsync("login");
        await Session.DoAsync("login");
        await Jwt.DoAsync("steal");

        await Session.DoAsync("logout-everywhere");

        await Session.SaysYesAsync("2 sessions of this user ended");
        Assert.That(await CookieAsync(), Is.Null);
        await Jwt.DoAsync("refresh");
        await Jwt.SaysNoAsync("UnknownSession", "was ended or never existed");
        await Jwt.DoAsync("call");
        await Jwt.SaysYesAsync("the token is still accepted");
    }

    [Test]
    public async Task LogOutEverywhere_FromTheJwtColumn_EndsTheSessionToo()
    {
        await Jwt.DoAsync("login");
        await Session.DoAsync("login");

        await Jwt.DoAsync("logout-everywhere");

        await Jwt.SaysYesAsync("2 sessions of this user ended");
        await Session.DoAsync("call");
        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Table_AfterSteps_HoldsOneRowForEachWithInputAndChange()
    {
        await Jwt.DoAsync("login");
        await Session.DoAsync("login");
        await Jwt.DoAsync("require-live-session");
        await WaitForWindowAsync();
        await Session.DoAsync("logout");

        await Expect(Rows).ToHaveCountAsync(5);
        string[] last = [.. await Rows.Last.Locator("td").AllInnerTextsAsync()];
        Assert.That(last[0], Is.EqualTo("5"));
        Assert.That(last[1], Is.EqualTo("Session"));
        Assert.That(last[2], Is.EqualTo("log out"));
        Assert.That(last[3], Does.StartWith("POST /auth/logout, Cookie: auth="));
        Assert.That(last[4], Does.StartWith("200; store: ").And.Contain("remove (removed)").And.Contain("→ none"));
    }

    [TestCase("jwt")]
    [TestCase("session")]
    public async Task EveryButton_NotLoggedIn_AnswersWithoutAnError(string column)
    {
        ColumnPage page = column == "jwt" ? Jwt : Session;
        string[] actions = await page.Root.Locator("[data-action]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.action)");

        foreach (string action in actions.Where(action => action != "login"))
        {
            await page.DoAsync(action);
            await Expect(page.Status).Not.ToHaveTextAsync("No answer");
        }

        Assert.That(actions, Has.Length.EqualTo(column == "jwt" ? 13 : 12));
    }

    [Test]
    public async Task Keyboard_Alone_ReachesAndWorksEverything()
    {
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.Locator(".skip")).ToBeFocusedAsync();
        int reachable = await Page.Locator("a, button, input, select, summary, .scroll").CountAsync();
        HashSet<string> seen = [];
        for (int i = 0; i < reachable; i++)
        {
            seen.Add(await Page.EvaluateAsync<string>("[...document.querySelectorAll('*')].indexOf(document.activeElement).toString()"));
            Assert.That(await Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"), Is.Not.EqualTo("none"), "Focus can be seen.");
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.That(seen, Has.Count.EqualTo(reachable));
        await Session.Button("login").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Session.SaysYesAsync("A session was written to the store");
        await Expect(Session.Button("login")).ToBeFocusedAsync();
    }

    [Test]
    public async Task Page_Always_ForbidsForeignAndInlineScript()
    {
        IResponse response = (await Page.ReloadAsync())!;

        Assert.That(await response.HeaderValueAsync("content-security-policy"), Does.StartWith("default-src 'none'; script-src 'self';"));
    }
}
