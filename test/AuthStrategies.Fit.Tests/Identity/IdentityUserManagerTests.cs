using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>A user's other sessions end when Identity renews the security stamp.</summary>
[TestFixture]
public sealed class IdentityUserManagerTests
{
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
        yield return new((users, user) => users.RemoveLoginAsync(user, "elsewhere", "key")) { TestName = "RemoveLogin_FromOutside_EndsEverySession" };
        yield return new((users, user) =>
        {
            user.PasswordHash = null;
            return users.AddPasswordAsync(user, "Other-horse-2");
        })
        { TestName = "AddPassword_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetTwoFactorEnabledAsync(user, true)) { TestName = "SetTwoFactorEnabled_FromOutside_EndsEverySession" };
        yield return new((users, user) => users.SetLockoutEndDateAsync(user, new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero))) { TestName = "SetLockoutEndDate_FromOutside_EndsEverySession" };
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

    private static IEnumerable<TestCaseData<Func<UserManager<Person>, Person, Task<IdentityResult>>>> Harmless()
    {
        yield return new((users, user) => users.SetLockoutEndDateAsync(user, null)) { TestName = "SetLockoutEndDate_Null_EndsNoSession" };
        yield return new((users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.UnixEpoch)) { TestName = "SetLockoutEndDate_Past_EndsNoSession" };
        yield return new((users, user) => users.SetLockoutEnabledAsync(user, true)) { TestName = "SetLockoutEnabled_EndsNoSession" };
        yield return new((users, user) => users.UpdateAsync(user)) { TestName = "Update_EndsNoSession" };
    }

    [TestCaseSource(nameof(Harmless))]
    public async Task Change_WithoutALockout_EndsNoSession(Func<UserManager<Person>, Person, Task<IdentityResult>> change)
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();

        IdentityResult result = await app.WithAsync(change);

        Assert.That(result.Succeeded, result.ToString());
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task SetLockoutEndDate_ForAUserWhoCannotBeLockedOut_EndsNoSession()
    {
        await using IdentityApp app = await IdentityApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        await app.WithAsync((users, alice) => users.SetLockoutEnabledAsync(alice, false));

        IdentityResult result = await app.WithAsync((users, alice) => users.SetLockoutEndDateAsync(alice, DateTimeOffset.MaxValue));

        Assert.That(result.Succeeded, Is.False);
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Change_WhileTheSessionStoreDoesNotAnswer_ThrowsAndChangesNothing([Values("delete", "lock", "password")] string change)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(Broken);
        using HttpClient browser = await app.LoginAsync();
        BreakableStore store = (BreakableStore)app.App.Services.GetRequiredService<ISessionStore>();
        store.FailsFrom = 0;

        SessionStoreException? exception = await Assert.ThrowsAsync<SessionStoreException>(() => app.WithAsync((users, alice) => ChangeAsync(users, alice, change)));

        store.FailsFrom = null;
        Assert.That(exception!.Message, Does.Contain("was not changed"));
        Assert.That((await browser.AskAsync("GET /account/me")).Status, Is.EqualTo(200));
        Assert.That(await app.WithAsync(async (users, alice) => alice.LockoutEnd is null && await users.CheckPasswordAsync(alice, IdentityApp.Password)), Is.True);
    }

    [Test]
    public async Task Change_AfterWhichTheSessionStoreDoesNotAnswer_SaysWhatToDo()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(Broken);
        using HttpClient browser = await app.LoginAsync();
        BreakableStore store = (BreakableStore)app.App.Services.GetRequiredService<ISessionStore>();
        string id = await app.WithAsync((_, alice) => Task.FromResult(alice.Id));
        store.FailsFrom = 1;

        SessionStoreException? exception = await Assert.ThrowsAsync<SessionStoreException>(() => app.WithAsync((users, alice) => users.DeleteAsync(alice)));

        store.FailsFrom = null;
        Assert.That(exception!.Message, Does.Contain("was changed").And.Contain("RevokeAllAsync"));
        Assert.That(await app.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync(id), Is.EqualTo(1));
    }

    private static Task<IdentityResult> ChangeAsync(UserManager<Person> users, Person alice, string change) => change switch
    {
        "delete" => users.DeleteAsync(alice),
        "lock" => users.SetLockoutEndDateAsync(alice, DateTimeOffset.MaxValue),
        _ => users.ChangePasswordAsync(alice, IdentityApp.Password, "Other-horse-2"),
    };

    private static void Broken(IServiceCollection services)
    {
        services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddDefaultTokenProviders();
        services.AddAuthStrategy().AddSession().UseSessionStore(provider => new BreakableStore(ActivatorUtilities.CreateInstance<InMemorySessionStore>(provider))).UseIdentity<Person>();
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

    /// <summary>A store whose calls for one subject fail from a given one on.</summary>
    private sealed class BreakableStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        private int _calls;

        /// <summary>How many calls for one subject still succeed; <see langword="null"/> for all.</summary>
        public int? FailsFrom
        {
            get;
            set => (field, _calls) = (value, 0);
        }

        public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
        {
            Require();
            return base.ListAsync(subject, cancellationToken);
        }

        public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
        {
            Require();
            return base.RemoveAllAsync(subject, except, cancellationToken);
        }

        private void Require()
        {
            if (FailsFrom is { } first && _calls++ >= first)
                throw new SessionStoreException("The store is broken.");
        }
    }
}
