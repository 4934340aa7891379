using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class SessionRevokerTests
{
    private readonly SessionFixture _fixture = new();

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "R-07")]
    public async Task Revoke_LiveSession_EndsItOnEveryNode()
    {
        string token = await _fixture.IssueAsync();

        RevokeOutcome outcome = await _fixture.Strategy.RevokeAsync(token);

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await _fixture.Node().RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(await _fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotFound));
    }

    [Test]
    public async Task Revoke_RightNameWithAWrongSecret_EndsItAndIsNotTheft()
    {
        string token = await _fixture.IssueAsync();

        RevokeOutcome outcome = await _fixture.Strategy.RevokeAsync(SessionFixture.WithOtherSecret(token));

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(_fixture.Store.Records, Is.Empty);
        Assert.That(_fixture.Log.Count(7), Is.Zero);
    }

    [Test]
    public async Task Revoke_ReplacedToken_EndsTheSession()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await _fixture.Strategy.RefreshAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.That(await _fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked));
    }

    [Test]
    public async Task Revoke_ExpiredSession_IsRevoked()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(2));

        Assert.That(await _fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Revoke_NeverIssued_IsNotFound() =>
        Assert.That(await _fixture.Strategy.RevokeAsync(OpaqueToken.New().Text), Is.EqualTo(RevokeOutcome.NotFound));

    [Test]
    public async Task Revoke_TwiceAtOnce_IsRevokedExactlyOnce()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Store.Before = async (_, _) => await Task.Yield();

        RevokeOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () => await _fixture.Strategy.RevokeAsync(token))));

        Assert.That(outcomes.Count(outcome => outcome == RevokeOutcome.Revoked), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "F-21")]
    public async Task Revoke_WhileOthersAuthenticateRefreshAndReplace_StaysRevoked()
    {
        for (int round = 0; round < 50; round++)
        {
            string token = await _fixture.IssueAsync();
            _fixture.Time.Advance(TimeSpan.FromMinutes(7));
            SessionId id = SessionFixture.IdOf(token);

            await Task.WhenAll(
                Task.Run(async () => await _fixture.Strategy.AuthenticateAsync(token)),
                Task.Run(async () => await _fixture.Strategy.RefreshAsync(token)),
                Task.Run(async () => await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal())),
                Task.Run(async () => await _fixture.Strategy.RevokeAsync(token)));

            Assert.That(_fixture.Store.Peek(id), Is.Null);
        }
    }
}
