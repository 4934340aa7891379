using System.Text.Json.Nodes;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>ASP.NET Core Identity over SQLite, signing in through the strategies.</summary>
[TestFixture]
public sealed class IdentitySignInManagerTests
{
    [Test]
    public async Task PasswordSignIn_RightPassword_SetsOurCookieAlone()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient client = app.App.CreateClient();

        Answer answer = await client.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}");

        Assert.That(answer.Short, Is.EqualTo((200, "Succeeded")));
        Assert.That(answer.One("Set-Cookie"), Does.Match("^__Host-auth=[A-Za-z0-9_-]{64}; path=/; secure; samesite=lax; httponly$"));
    }

    [Test]
    public async Task PasswordSignIn_WrongPassword_IssuesNothing()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient client = app.App.CreateClient();

        Answer answer = await client.AskAsync("POST /account/login?name=alice&password=wrong");

        Assert.That((answer.Body, answer.One("Set-Cookie")), Is.EqualTo(("Failed", (string?)null)));
    }

    [Test]
    public async Task PasswordSignIn_Persistent_OutlivesTheBrowser()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient client = app.App.CreateClient();

        Answer answer = await client.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}&persistent=true");

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"max-age={30 * 24 * 3600};"));
    }

    [Test]
    public async Task GetUser_OfAnAuthenticatedUser_FindsTheRow()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/me");

        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
    }

    [Test]
    public async Task IsSignedIn_NoUser_IsFalse()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = app.App.Browser();

        Answer answer = await browser.AskAsync("GET /account/signed-in");

        Assert.That(answer.Short, Is.EqualTo((200, "false")));
    }

    [TestCase("alice", 200)]
    [TestCase("bob", 403)]
    public async Task Roles_OfTheDatabase_Decide(string name, int status)
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync(name);

        Answer answer = await browser.AskAsync("GET /account/admin");

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task SignOut_LoggedIn_EndsTheSession()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient client = app.App.CreateClient();
        string cookie = (await client.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}")).CookieValue("__Host-auth")!;

        Answer answer = await client.AskAsync("POST /account/logout", headers: ("Cookie", $"__Host-auth={cookie}"));

        Answer replayed = await client.AskAsync("GET /account/me", headers: ("Cookie", $"__Host-auth={cookie}"));
        Assert.That(answer.SetCookie("__Host-auth"), Does.StartWith("__Host-auth=; ").And.Contain("max-age=0"));
        Assert.That(replayed.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task RefreshSignIn_Persistent_KeepsThatAndTheTimeOfAuthenticationAndShortensNothing()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync(persistent: true);
        JsonNode before = (await browser.AskAsync("GET /auth/session")).Json;
        app.App.Time.Advance(TimeSpan.FromDays(3));

        Answer answer = await browser.AskAsync("POST /account/refresh");

        JsonNode after = (await browser.AskAsync("GET /auth/session")).Json;
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"max-age={27 * 24 * 3600};"));
        Assert.That((string?)after["authenticatedAt"], Is.EqualTo((string?)before["authenticatedAt"]));
        Assert.That((DateTimeOffset?)after["expiresAt"], Is.EqualTo(app.App.Time.GetUtcNow() + TimeSpan.FromDays(14)));
        Assert.That((string?)after["sessionId"], Is.EqualTo((string?)before["sessionId"]));
    }

    [Test]
    public async Task RefreshSignIn_AfterARoleWasTaken_ForgetsTheRole()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        await app.WithAsync((users, alice) => users.RemoveFromRoleAsync(alice, "admin"));

        await browser.AskAsync("POST /account/refresh");

        Assert.That((await browser.AskAsync("GET /account/admin")).Status, Is.EqualTo(403));
    }
}
