using System.Text;
using System.Text.Json.Nodes;
using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>ASP.NET Core Identity over SQLite, signing in through the strategies.</summary>
[TestFixture]
public sealed class IdentityTests
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

        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"max-age={14 * 24 * 3600};"));
    }

    [Test]
    public async Task GetUser_OfARecognisedUser_FindsTheRow()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/me");

        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
    }

    [Test]
    public async Task IsSignedIn_Nobody_IsFalse()
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
    public async Task RefreshSignIn_Persistent_KeepsThatAndTheMomentOfSessionAndShortensNothing()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync(persistent: true);
        JsonNode before = (await browser.AskAsync("GET /auth/session")).Json;
        app.App.Time.Advance(TimeSpan.FromDays(3));

        Answer answer = await browser.AskAsync("POST /account/refresh");

        JsonNode after = (await browser.AskAsync("GET /auth/session")).Json;
        Assert.That(answer.SetCookie("__Host-auth"), Does.Contain($"max-age={14 * 24 * 3600};"));
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

    [Test]
    [Property("Requirement", "S-07")]
    public async Task ChangePassword_Succeeded_EndsTheOtherSessionsAndKeepsTheCurrent()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient current = await app.LoginAsync();
        using HttpClient other = await app.LoginAsync();
        using HttpClient bob = await app.LoginAsync("bob");

        Answer answer = await current.AskAsync($"POST /account/password?from={IdentityApp.Password}&to=Other-horse-2");

        int[] statuses = [(await current.AskAsync("GET /account/me")).Status, (await other.AskAsync("GET /account/me")).Status, (await bob.AskAsync("GET /account/me")).Status];
        Assert.That(answer.Short, Is.EqualTo((200, "Succeeded")));
        Assert.That(statuses, Is.EqualTo((int[])[200, 401, 200]));
    }

    [Test]
    public async Task ChangePassword_Refused_EndsNothing()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient current = await app.LoginAsync();
        using HttpClient other = await app.LoginAsync();

        await current.AskAsync("POST /account/password?from=wrong&to=Other-horse-2");

        Assert.That((await other.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    private static IEnumerable<TestCaseData<Func<UserManager<Person>, Person, Task<IdentityResult>>>> Changes()
    {
        yield return new(async (users, user) => await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), "Other-horse-2")) { TestName = "ResetPassword_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.RemovePasswordAsync(user)) { TestName = "RemovePassword_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.UpdateSecurityStampAsync(user)) { TestName = "UpdateSecurityStamp_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetEmailAsync(user, "new@example.com")) { TestName = "SetEmail_FromOutside_EndsEverySession" };
        yield return new(async (users, user) => await users.ChangeEmailAsync(user, "new@example.com", await users.GenerateChangeEmailTokenAsync(user, "new@example.com"))) { TestName = "ChangeEmail_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetUserNameAsync(user, "alicia")) { TestName = "SetUserName_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetPhoneNumberAsync(user, "12345")) { TestName = "SetPhoneNumber_FromOutside_EndsEverySession" };
        yield return new(async (users, user) => await users.ChangePhoneNumberAsync(user, "12345", await users.GenerateChangePhoneNumberTokenAsync(user, "12345"))) { TestName = "ChangePhoneNumber_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.ResetAuthenticatorKeyAsync(user)) { TestName = "ResetAuthenticatorKey_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.RemoveLoginAsync(user, "elsewhere", "key")) { TestName = "RemoveSession_FromOutside_EndsEverySession" };
        yield return new((users, user) =>
        {
            user.PasswordHash = null;
            return users.AddPasswordAsync(user, "Other-horse-2");
        })
        { TestName = "AddPassword_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetTwoFactorEnabledAsync(user, true)) { TestName = "SetTwoFactorEnabled_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.DeleteAsync(user)) { TestName = "Delete_FromOutside_EndsEverySession" };
    }

    [TestCaseSource(nameof(Changes))]
    [Property("Requirement", "S-07")]
    public async Task Change_FromOutside_EndsEverySession(Func<UserManager<Person>, Person, Task<IdentityResult>> change)
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();

        IdentityResult result = await app.WithAsync(change);

        Assert.That(result.Succeeded, result.ToString());
        Assert.That((await browser.AskAsync("GET /auth/session")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Lockout_ByWrongPasswords_EndsNoSession()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        using HttpClient stranger = app.App.Browser();
        for (int attempt = 0; attempt < 5; attempt++)
            await stranger.AskAsync("POST /account/login?name=alice&password=wrong");

        Answer locked = await stranger.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}");

        Assert.That(locked.Body, Is.EqualTo("LockedOut"));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task SecurityStamp_Anywhere_IsNeitherOnTheWireNorInTheStore(bool jwt)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            IAuthStrategyBuilder builder = services.AddAuthStrategy();
            (jwt ? builder.AddJwt(AspNetCore.Tests.Hosting.Logins.JwtWithRefresh) : builder.AddSession()).UseIdentity<Person>();
        });
        using HttpClient client = app.App.CreateClient();
        (string stamp, string id) = await app.WithAsync(async (users, alice) => (await users.GetSecurityStampAsync(alice), alice.Id));

        Answer answer = await client.AskAsync("POST /account/token?name=alice");

        string testStore = "";
        foreach (SessionRecord record in await app.App.Services.GetRequiredService<ISessionStore>().ListAsync(id, default))
            testStore += Encoding.UTF8.GetString(record.Payload.Span);
        string wire = jwt ? Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(((string)answer.Json["accessToken"]!).Split('.')[1])) : string.Join('\n', answer.Headers);
        Assert.That(testStore, Does.Contain("alice").And.Not.Contains(stamp).And.Not.Contains("SecurityStamp"));
        Assert.That(wire, Does.Not.Contain(stamp).And.Not.Contains("SecurityStamp"));
    }

    [Test]
    public async Task Start_StampUnderAnotherName_SaysWhatToDo()
    {
        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => IdentityApp.StartAsync(services =>
        {
            IdentityApp.Usual(services);
            services.Configure<IdentityOptions>(options => options.ClaimsIdentity.SecurityStampClaimType = "stamp");
        }));

        Assert.That(exception!.Message, Does.Contain("SecurityStampClaimType").And.Contain("Write for example \"AspNet.Identity.SecurityStamp\""));
    }

    [Test]
    public async Task Verbs_InTheOppositeOrder_WorkAsWell()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddAuthStrategy().UseIdentity<Person>().AddSession();
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
        });
        using HttpClient current = await app.LoginAsync();
        using HttpClient other = await app.LoginAsync();

        await current.AskAsync($"POST /account/password?from={IdentityApp.Password}&to=Other-horse-2");

        Assert.That((await current.AskAsync("GET /account/me")).Short, Is.EqualTo((200, "alice@example.com True")));
        Assert.That((await other.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task IdentityCore_WithoutCookies_SignsInThroughUs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentityCore<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddSignInManager();
            services.AddAuthStrategy().AddSession().UseIdentity<Person>();
        });
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/me");

        await browser.AskAsync("POST /account/logout");
        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task ClaimNaming_OfTheApplication_Wins()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            services.AddAuthStrategy().AddSession(options => options.ClaimNaming = ClaimNaming.Jwt).UseIdentity<Person>();
            services.Configure<IdentityOptions>(options => (options.ClaimsIdentity.UserIdClaimType, options.ClaimsIdentity.UserNameClaimType) = ("sub", "name"));
        });
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /account/claims");

        Assert.That(answer.Body, Does.Contain("\nname=alice").And.Contain("sub="));
        Assert.That((await browser.AskAsync("GET /account/me")).Body, Is.EqualTo("alice@example.com True"));
    }

    [Test]
    public async Task UserManager_OfTheApplication_IsKept()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddUserManager<OwnUserManager>();
            services.AddAuthStrategy().AddSession().UseIdentity<Person>();
        });

        Type manager = await app.WithAsync((users, _) => Task.FromResult(users.GetType()));

        Assert.That(manager, Is.EqualTo(typeof(OwnUserManager)));
    }

    [Test]
    public async Task Jwt_Bearer_GivesATokenThatIdentityKnows()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
            services.AddAuthStrategy().AddJwt(AspNetCore.Tests.Hosting.Logins.Jwt).UseIdentity<Person>();
        });
        using HttpClient client = app.App.CreateClient();
        string token = (string)(await client.AskAsync("POST /account/token?name=alice")).Json["accessToken"]!;

        Answer answer = await client.AskAsync("GET /account/me", bearer: token);

        Assert.That(answer.Short, Is.EqualTo((200, "alice@example.com True")));
    }

    [Test]
    public async Task ExternalCookie_OfIdentity_StaysItsOwn()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web =>
        {
            web.MapPost("/external", () => TypedResults.SignIn(AspNetCore.Tests.Hosting.Logins.Alice, authenticationScheme: IdentityConstants.ExternalScheme));
            web.MapGet("/external", async (HttpContext context) => (await context.AuthenticateAsync(IdentityConstants.ExternalScheme)).Principal?.FindFirst("sub")?.Value);
        });
        using HttpClient browser = app.App.Browser();

        Answer signedIn = await browser.AskAsync("POST /external");

        Assert.That(signedIn.All("Set-Cookie"), Has.All.StartWith("Identity.External="));
        Assert.That((await browser.AskAsync("GET /external")).Body, Is.EqualTo("alice"));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }

    [Test]
    [Property("Requirement", "S-09")]
    public async Task TwoFactor_BetweenTheSteps_IsNoSession()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web =>
        {
            web.MapPost("/account/2fa", async (string code, SignInManager<Person> signIn) => (await signIn.TwoFactorSignInAsync("Email", code, isPersistent: false, rememberClient: false)).ToString());
        });
        await app.WithAsync(async (users, alice) =>
        {
            await users.ConfirmEmailAsync(alice, await users.GenerateEmailConfirmationTokenAsync(alice));
            return await users.SetTwoFactorEnabledAsync(alice, true);
        });
        using HttpClient browser = app.App.Browser();
        Answer first = await browser.AskAsync($"POST /account/login?name=alice&password={IdentityApp.Password}");
        int between = (await browser.AskAsync("GET /account/me")).Status;
        string code = await app.WithAsync((users, alice) => users.GenerateTwoFactorTokenAsync(alice, "Email"));

        Answer second = await browser.AskAsync($"POST /account/2fa?code={code}");

        Assert.That((first.Body, between, second.Body), Is.EqualTo(("RequiresTwoFactor", 401, "Succeeded")));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task IdentityApiEndpoints_WithCookies_IssueOurs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(
            services =>
            {
                services.AddIdentityApiEndpoints<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                services.AddAuthStrategy().AddSession().UseIdentity<Person>();
            },
            web => web.MapGroup("/api").MapIdentityApi<Person>());
        using HttpClient browser = app.App.Browser();
        using StringContent login = new($$"""{"email":"alice","password":"{{IdentityApp.Password}}"}""", Encoding.UTF8, "application/json");

        Answer answer = await browser.AskAsync("POST /api/login?useCookies=true", content: login);

        Assert.That(answer.All("Set-Cookie"), Has.One.StartWith("__Host-auth=").And.None.StartWith(".AspNetCore."));
        Assert.That((await browser.AskAsync("GET /api/manage/info")).Status, Is.EqualTo(200));
        Assert.That((await browser.AskAsync("GET /account/me")).Short, Is.EqualTo((200, "alice@example.com True")));
    }

    [Test]
    public async Task SignOut_WithoutAScheme_IsOurs()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(map: web => web.MapPost("/out", () => TypedResults.SignOut()));
        using HttpClient browser = await app.LoginAsync();

        await browser.AskAsync("POST /out");

        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(401));
    }
}
