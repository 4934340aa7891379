using AuthStrategies.Sessions;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AuthStrategies.Tests.Behavior;

/// <summary>An application whose store is a mock without any setup: it answers null, false and zero.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UnconfiguredStoreTests : IDisposable
{
    private static readonly SessionId Id = new(new byte[SessionId.Size]);

    private readonly Mock<ISessionStore> _store = new();
    private readonly ServiceProvider _services;

    public UnconfiguredStoreTests()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().AddJwt(Jwt).UseSessionStore(_ => _store.Object);
        _services = services.BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    private static IEnumerable<TestCaseData> ListsDue()
    {
        yield return Case("session issue", s => s.Of("Session").IssueAsync(TestPrincipals.Of("alice")).AsTask());
        yield return Case("jwt issue", s => s.Of("Jwt").IssueAsync(TestPrincipals.Of("alice")).AsTask());
        yield return Case("directory list", s => s.Directory.ListAsync("alice").AsTask());

        static TestCaseData Case(string name, Func<UnconfiguredStoreTests, Task> call) => new TestCaseData(call).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(ListsDue))]
    public void EveryCall_ListIsDue_IsAStoreFailure(Func<UnconfiguredStoreTests, Task> call) =>
        Assert.That(() => call(this), Throws.TypeOf<SessionStoreException>());

    [Test]
    public async Task EveryCall_NothingIsFound_IsAnExpectedNo()
    {
        string token = OpaqueToken.New().Text;

        Assert.That((await Of("Session").AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await Of("Session").RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await Of("Jwt").RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(await Of("Session").RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(await Directory.FindAsync(Id), Is.Null);
        Assert.That(await Directory.TouchAsync(Id), Is.Null);
        Assert.That(await Directory.RevokeAllAsync("alice"), Is.Zero);
    }

    private ISessionDirectory Directory => _services.GetRequiredService<ISessionDirectory>();

    private IAuthStrategy Of(string name) => _services.GetRequiredKeyedService<IAuthStrategy>(name);

    private static void Jwt(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer", "web");
        options.SigningKeys.Add(JwtKey.Generate("HS256"));
        (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
    }
}
