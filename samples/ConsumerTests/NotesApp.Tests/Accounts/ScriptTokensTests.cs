using System.Security.Claims;
using AuthStrategies;
using AuthStrategies.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using NotesApp.Accounts;

namespace NotesApp.Tests.Accounts;

[TestFixture]
public sealed class ScriptTokensTests
{
    private static readonly ClaimsPrincipal Alice = TestPrincipals.Of("alice");

    [TestCase(0)]
    [TestCase(ScriptTokens.LongestHours + 1)]
    public void Create_IllegalHours_IssuesNothing(int hours)
    {
        var strategy = new Mock<IAuthStrategy>(MockBehavior.Strict);
        var tokens = new ScriptTokens(strategy.Object);

        Assert.That(async () => await tokens.CreateAsync(Alice, hours), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Create_LegalHours_AsksForThem()
    {
        var strategy = new Mock<IAuthStrategy>();
        var tokens = new ScriptTokens(strategy.Object);

        await tokens.CreateAsync(Alice, hours: 3);

        strategy.Verify(s => s.IssueAsync(Alice, It.Is<IssueOptions>(o => o.AccessTokenLifetime == TimeSpan.FromHours(3)), It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task Create_HoursOver_TokenIsRefused()
    {
        var clock = new FakeTimeProvider();
        var fake = new FakeAuthStrategy(timeProvider: clock) { Lifetime = TimeSpan.FromDays(1) };
        IssuedCredential token = await new ScriptTokens(fake).CreateAsync(Alice, hours: 3);

        clock.Advance(TimeSpan.FromHours(3));

        (await fake.AuthenticateAsync(token.Value)).ShouldFailWith(AuthFailureReason.Expired);
    }
}
