using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuthStrategies.SideBySide.Tests;

public sealed class SessionColumnTests : PageTests
{
    [Test]
    public async Task LogIn_Always_SetsACookieThatNoScriptAndNoOtherSiteGets()
    {
        await Session.DoAsync("login");

        BrowserContextCookiesResult cookie = (await CookieAsync())!;
        Assert.That(cookie, Is.Not.Null);
        Assert.That(cookie.HttpOnly, Is.True);
        Assert.That(cookie.Secure, Is.False, "the sample uses plain HTTP, which is allowed in Development");
        Assert.That(cookie.SameSite, Is.EqualTo(SameSiteAttribute.Lax));
        Assert.That(cookie.Path, Is.EqualTo("/"));
        Assert.That(cookie.Domain, Is.EqualTo("localhost"), "no Domain attribute: this host alone");
        Assert.That(cookie.Expires, Is.EqualTo(-1), "gone with the browser");
        Assert.That(cookie.Value, Has.Length.EqualTo(64));
        Assert.That(await Session.RawAsync(), Is.EqualTo(cookie.Value));
        Assert.That(await Session.VariableAsync("cookie"), Does.EndWith("path=/; samesite=lax; httponly"));
        Assert.That(await Page.EvaluateAsync<string>("document.cookie"), Is.Empty);
    }

    [Test]
    public async Task Call_LoggedIn_AsksTheStore()
    {
        await Page.FillAsync("#user", "Zoë");
        await Session.DoAsync("login");

        await Session.DoAsync("call");

        await Session.SaysYesAsync("The store knows the session");
        await Session.LitAsync("browser", "server", "store");
        await Expect(Session.Way).ToHaveTextAsync("GET /api/profile: browser → server → store → server → browser, 200");
        Assert.That(await Session.VariableAsync("user name"), Is.EqualTo("Zoë"));
    }

    [Test]
    public async Task Call_JustBeforeExpiry_MovesTheExpiryAndRotates()
    {
        await Session.DoAsync("login");
        string until = await Session.VariableAsync("accepted until");
        await Session.DoAsync("before-expiry");

        await Session.DoAsync("call");

        await Session.SaysYesAsync("the idle time starts again");
        Assert.That(await Session.VariableAsync("accepted until"), Is.Not.EqualTo(until));
    }

    [Test]
    public async Task Call_AfterSixteenMinutes_RotatesTheCookieByItself()
    {
        await Session.DoAsync("login");
        string session = await Session.VariableAsync("session");
        string before = (await CookieAsync())!.Value;
        await WaitForRotationAsync();

        await Session.DoAsync("call");

        await Session.SaysYesAsync("so it was rotated: this answer brought a new one");
        string after = (await CookieAsync())!.Value;
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(after[..21], Is.EqualTo(before[..21]), "the name part stays");
        Assert.That(await Session.VariableAsync("session"), Is.EqualTo(session));
        await Session.DoAsync("call");
        Assert.That((await CookieAsync())!.Value, Is.EqualTo(after));
    }

    [Test]
    public async Task Call_JustAfterExpiry_IsRefused()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("after-expiry");

        await Session.DoAsync("call");

        await Session.SaysNoAsync("Expired", "had no request for too long");
        await Expect(Session.Part("detail")).ToContainTextAsync("The session expired at");
    }

    [Test]
    public async Task Refresh_YoungCookie_KeepsIt()
    {
        await Session.DoAsync("login");
        string before = (await CookieAsync())!.Value;
        await WaitForWindowAsync();

        await Session.DoAsync("refresh");

        await Session.SaysYesAsync("too young to be replaced");
        Assert.That((await CookieAsync())!.Value, Is.EqualTo(before));
    }

    [Test]
    public async Task Refresh_OldCookie_ExchangesTheSecretOfTheSameSession()
    {
        await Session.DoAsync("login");
        string session = await Session.VariableAsync("session");
        string before = (await CookieAsync())!.Value;
        await WaitForRotationAsync();

        await Session.DoAsync("refresh");

        await Session.SaysYesAsync("exchanged for a new one");
        string after = (await CookieAsync())!.Value;
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(after[..21], Is.EqualTo(before[..21]), "the name part stays");
        Assert.That(await Session.VariableAsync("session"), Is.EqualTo(session));
    }

    [Test]
    public async Task LogOut_CopyOutThere_EndsTheCopyAtOnce()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        await Session.DoAsync("replay");
        await Session.SaysYesAsync("the secret is right");
        await Session.LitAsync("thief", "server", "store");
        await Session.DoAsync("logout");
        await Session.SaysYesAsync("no server accepts the credential any more");
        Assert.That(await CookieAsync(), Is.Null);
        Assert.That(await Session.VariableAsync("cookie"), Is.EqualTo("none"));

        await Session.DoAsync("replay");

        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Steal_CopyUsedDirectlyAfterARotation_IsAcceptedAndGetsNoCookie()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        string copied = await Session.VariableAsync("2nd client");
        await WaitForRotationAsync();
        await Session.DoAsync("call");

        await Session.DoAsync("replay");

        await Session.SaysYesAsync("it gets no new one");
        Assert.That(await Session.VariableAsync("2nd client"), Is.EqualTo(copied));
    }

    [Test]
    public async Task Steal_CopyUsedWhileTheSuccessorIsUnused_GetsAnotherOne()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await WaitForWindowAsync();

        await Session.DoAsync("replay");

        await Session.SaysYesAsync("this answer brought another new one");
        Assert.That(await Session.RawAsync(), Is.EqualTo((await CookieAsync())!.Value), "The owner keeps the first one.");
        await Session.DoAsync("call");
        await Session.SaysYesAsync("the secret is right");
    }

    [Test]
    public async Task Steal_CopyThatFellBehind_GoesOnUntilBothHaveBeenUsed()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        string copied = await Session.VariableAsync("2nd client");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await Session.DoAsync("call");
        await WaitForRotationAsync();
        await Session.DoAsync("replay");
        await Session.SaysYesAsync("the server is warned");
        Assert.That(await Session.VariableAsync("2nd client"), Is.Not.EqualTo(copied));
        await Session.DoAsync("replay");
        await WaitForRotationAsync();

        await Session.DoAsync("call");

        await Session.SaysNoAsync("Reused", "so it ended for both");
        await Session.DoAsync("replay");
        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Steal_CopyRotatedFirst_EndsWhenTheOwnerAndThenTheCopyGoOn()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        await WaitForRotationAsync();
        await Session.DoAsync("replay");
        await Session.SaysYesAsync("this answer brought a new one");
        await Session.DoAsync("replay");
        await WaitForRotationAsync();
        await Session.DoAsync("call");
        await Session.SaysYesAsync("the server is warned");
        await Session.DoAsync("call");
        await WaitForRotationAsync();

        await Session.DoAsync("replay");

        await Session.SaysNoAsync("Reused", "so it ended for both");
        await Session.DoAsync("call");
        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Tamper_SecretPart_EndsTheSession()
    {
        await Session.DoAsync("login");

        await Session.TamperAsync("secret part");

        await Session.SaysNoAsync("Reused", "The secret is not the current one");
        await Session.DoAsync("call");
        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Tamper_NamePart_FindsNothingAndEndsNoSession()
    {
        await Session.DoAsync("login");

        await Session.TamperAsync("name part");

        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
        await Session.DoAsync("call");
        await Session.SaysYesAsync("The store knows the session");
    }

    [Test]
    public async Task LogIn_Again_EndsTheSessionBefore()
    {
        await Session.DoAsync("login");
        await Session.DoAsync("steal");
        await Session.DoAsync("login");

        await Session.DoAsync("replay");

        await Session.SaysNoAsync("UnknownSession", "was ended or never existed");
        await Session.DoAsync("call");
        await Session.SaysYesAsync("The store knows the session");
    }

    [Test]
    public async Task Decoded_LoggedIn_DerivesTheSessionIdFromTheNamePart()
    {
        await Session.DoAsync("login");

        await Expect(Session.Part("decoded").Locator("tr", new() { HasText = "session id" })).ToContainTextAsync(await Session.VariableAsync("session"));
    }

    [Test]
    public async Task Reload_LoggedIn_TheCookieIsStillThere()
    {
        await Session.DoAsync("login");
        await Jwt.DoAsync("login");
        string session = await Session.VariableAsync("session");

        await LoadAsync();

        Assert.That(await Session.VariableAsync("session"), Is.EqualTo(session));
        Assert.That(await Session.VariableAsync("user name"), Is.EqualTo("alice"));
        Assert.That(await Jwt.VariableAsync("token"), Is.EqualTo("none"), "The token was in the page's memory alone.");
    }
}
