using AuthStrategies;
using AuthStrategies.Testing;
using Moq;
using NotesApp.Accounts;

namespace NotesApp.Tests.Accounts;

[TestFixture]
public sealed class AccountBookTests
{
    // With a mock: what was asked of the library?
    [Test]
    public async Task ChangePassword_WrongOldPassword_EndsNoSession()
    {
        var logins = new Mock<ISessionDirectory>();
        var accounts = new AccountBook(logins.Object);
        accounts.Open("alice", "old");

        bool changed = await accounts.ChangePasswordAsync("alice", "wrong", "new", current: null);

        Assert.That(changed, Is.False);
        logins.VerifyNoOtherCalls();
    }

    [Test]
    public void ChangePassword_StoreBroken_SaysSo()
    {
        var logins = new Mock<ISessionDirectory>();
        logins.Setup(l => l.RevokeAllAsync("alice", null, It.IsAny<SessionRevokeOptions>(), It.IsAny<CancellationToken>())).ThrowsAsync(new SessionStoreException("down"));
        var accounts = new AccountBook(logins.Object);
        accounts.Open("alice", "old");

        Assert.That(async () => await accounts.ChangePasswordAsync("alice", "old", "new", current: null), Throws.TypeOf<SessionStoreException>());
    }

    // With the fake: who is logged in now?
    [Test]
    public async Task ChangePassword_TwoSessions_EndsTheOtherOne()
    {
        var fake = new FakeAuthStrategy();
        IssuedCredential phone = fake.LogIn("alice");
        IssuedCredential laptop = fake.LogIn("alice");
        var accounts = new AccountBook(fake.Directory);
        accounts.Open("alice", "old");

        await accounts.ChangePasswordAsync("alice", "old", "new", laptop.SessionId);

        (await fake.AuthenticateAsync(phone.Value)).ShouldFailWith(AuthFailureReason.UnknownSession);
        (await fake.AuthenticateAsync(laptop.Value)).ShouldSucceed();
    }
}
