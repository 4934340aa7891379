using static Microsoft.Playwright.Assertions;

namespace AuthStrategies.SideBySide.Tests;

public sealed class JwtColumnTests : PageTests
{
    [Test]
    public async Task Call_NotLoggedIn_SaysThatThereWasNoCredential()
    {
        await Jwt.DoAsync("call");

        await Expect(Jwt.Status).ToHaveTextAsync("✕ No · 401");
        await Expect(Jwt.Sentence).ToContainTextAsync("contained no credential");
        await Jwt.LitAsync("browser", "server");
    }

    [Test]
    public async Task Call_LoggedIn_AsksNoStore()
    {
        await Jwt.DoAsync("login");
        await Jwt.LitAsync("browser", "server", "store");

        await Jwt.DoAsync("call");

        await Jwt.SaysYesAsync("the server did not ask the store");
        await Jwt.LitAsync("browser", "server");
        await Expect(Jwt.Way).ToHaveTextAsync("GET /api/profile: browser → server → browser, 200");
        Assert.That(await Jwt.VariableAsync("user name"), Is.EqualTo("alice"));
        Assert.That(await CookieAsync(), Is.Null, "This column needs no cookie.");
    }

    [Test]
    public async Task Call_JustBeforeAndAfterExpiry_IsAcceptedAndRefused()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("before-expiry");
        await Jwt.DoAsync("call");
        await Jwt.SaysYesAsync("the token has not expired");
        await Jwt.DoAsync("after-expiry");

        await Jwt.DoAsync("call");

        await Jwt.SaysNoAsync("Expired", "The token has expired");
        await Expect(Jwt.Part("detail")).ToContainTextAsync("ClockSkew is 00:00:10");
    }

    [Test]
    public async Task Refresh_AfterExpiry_BringsAnotherTokenOfTheSameSession()
    {
        await Jwt.DoAsync("login");
        string session = await Jwt.VariableAsync("session");
        string token = await Jwt.RawAsync();
        await Jwt.DoAsync("after-expiry");

        await Jwt.DoAsync("refresh");

        await Jwt.SaysYesAsync("exchanged for a new one");
        Assert.That(await Jwt.VariableAsync("session"), Is.EqualTo(session));
        Assert.That(await Jwt.RawAsync(), Is.Not.EqualTo(token));
        await Jwt.DoAsync("call");
        await Jwt.SaysYesAsync("the token has not expired");
    }

    [Test]
    public async Task Steal_RequireLiveSessionOff_TheCopyOutlivesTheLogout()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await Jwt.DoAsync("replay");
        await Jwt.SaysYesAsync("the server did not ask the store");
        await Jwt.LitAsync("thief", "server");
        await Jwt.DoAsync("logout");
        await Jwt.SaysYesAsync("is accepted until it expires");
        Assert.That(await Jwt.VariableAsync("token"), Is.EqualTo("none"));

        await Jwt.DoAsync("replay");

        await Jwt.SaysYesAsync("the token is still accepted");
        await Jwt.DoAsync("replay-refresh");
        await Jwt.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Steal_RequireLiveSessionOn_TheLogoutEndsTheCopy()
    {
        await Jwt.DoAsync("require-live-session");
        await Expect(Jwt.Button("require-live-session")).ToHaveAttributeAsync("aria-checked", "true");
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await Jwt.DoAsync("replay");
        await Jwt.SaysYesAsync("the store still has the session");
        await Jwt.DoAsync("logout");
        await Jwt.SaysYesAsync("no server accepts the credential any more");

        await Jwt.DoAsync("replay");

        await Jwt.SaysNoAsync("Revoked", "RequireLiveSession made the server check");
        await Jwt.LitAsync("thief", "server", "store");
    }

    [Test]
    public async Task RequireLiveSession_SwitchedWhileATokenIsOut_CountsForThatToken()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await Jwt.DoAsync("logout");
        await Jwt.DoAsync("require-live-session");
        await Jwt.DoAsync("replay");
        await Jwt.SaysNoAsync("Revoked", "its session has been ended");
        await Jwt.DoAsync("require-live-session");

        await Jwt.DoAsync("replay");

        await Jwt.SaysYesAsync("the token is still accepted");
        await Expect(Jwt.Part("check-hint")).ToHaveTextAsync("No request asks the store.");
    }

    [Test]
    public async Task Refresh_YoungToken_KeepsTheRefreshToken()
    {
        await Jwt.DoAsync("login");
        string refreshToken = await Jwt.VariableAsync("refresh token");

        await Jwt.DoAsync("refresh");

        await Jwt.SaysYesAsync("younger than 5 min, so it stays");
        Assert.That(await Jwt.VariableAsync("refresh token"), Is.EqualTo(refreshToken));
    }

    [Test]
    public async Task Steal_CopyRefreshedDirectlyAfterTheOwner_KeepsItsRefreshToken()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        string copied = await Jwt.VariableAsync("refresh token");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");

        await Jwt.DoAsync("replay-refresh");

        await Jwt.SaysYesAsync("this client keeps what it has");
        Assert.That(await Jwt.VariableAsync("2nd client"), Does.EndWith(copied), "Only the owner has the new one.");
        Assert.That(await Jwt.VariableAsync("refresh token"), Is.Not.EqualTo(copied));
    }

    [Test]
    public async Task Steal_CopyRefreshedWhileTheSuccessorIsUnused_GetsAnotherOne()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");
        string owned = await Jwt.VariableAsync("refresh token");
        await WaitForWindowAsync();

        await Jwt.DoAsync("replay-refresh");

        await Jwt.SaysYesAsync("exchanged for a new one");
        Assert.That(await Jwt.VariableAsync("2nd client"), Does.Not.EndWith(owned), "No answer hands out what another one carried.");
        await Jwt.DoAsync("refresh");
        await Jwt.SaysYesAsync("The access token is new");
    }

    [Test]
    public async Task Steal_CopyThatFellBehind_GoesOnUntilBothHaveBeenUsed()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");
        await Jwt.DoAsync("refresh");
        await WaitForRotationAsync();
        await Jwt.DoAsync("replay-refresh");
        await Jwt.SaysYesAsync("the server is warned");
        await Jwt.DoAsync("replay-refresh");
        await Jwt.SaysYesAsync("The access token is new");
        await WaitForRotationAsync();

        await Jwt.DoAsync("refresh");

        await Jwt.SaysNoAsync("Reused", "so it ended for both");
        await Jwt.DoAsync("replay-refresh");
        await Jwt.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Steal_CopyTwoRotationsBehind_EndsTheSessionForBoth()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");
        await WaitForRotationAsync();
        await Jwt.DoAsync("refresh");
        await WaitForWindowAsync();

        await Jwt.DoAsync("replay-refresh");

        await Jwt.SaysNoAsync("Reused", "so it ended for both");
        await Jwt.DoAsync("refresh");
        await Jwt.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [TestCase("header")]
    [TestCase("payload")]
    [TestCase("signature")]
    public async Task Tamper_AnyPart_IsRefusedAndTheOwnerGoesOn(string part)
    {
        await Jwt.DoAsync("login");

        await Jwt.TamperAsync(part);

        await Expect(Jwt.Part("answer")).ToHaveAttributeAsync("data-outcome", "no");
        if (part != "header")
            await Jwt.SaysNoAsync("BadSignature", "at least one character was changed after signing");
        await Jwt.DoAsync("call");
        await Jwt.SaysYesAsync("the server did not ask the store");
    }

    [Test]
    public async Task LogIn_Again_EndsTheSessionBeforeAndNotItsToken()
    {
        await Jwt.DoAsync("login");
        await Jwt.DoAsync("steal");
        await Jwt.DoAsync("login");

        await Jwt.DoAsync("replay");

        await Jwt.SaysYesAsync("the token is still accepted");
        await Jwt.DoAsync("replay-refresh");
        await Jwt.SaysNoAsync("UnknownSession", "was ended or never existed");
    }

    [Test]
    public async Task Decoded_LoggedIn_ShowsTheClaims()
    {
        await Jwt.DoAsync("login");

        await Expect(Jwt.Part("decoded")).ToContainTextAsync("https://side-by-side.example");
        await Expect(Jwt.Part("decoded")).ToContainTextAsync(await Jwt.VariableAsync("session"));
        await Expect(Jwt.Part("decoded")).ToContainTextAsync("ES256");
        Assert.That((await Jwt.RawAsync()).Split('.'), Has.Length.EqualTo(3));
    }
}
