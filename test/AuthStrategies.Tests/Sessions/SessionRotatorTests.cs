using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class SessionRotatorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LateWindow = new(0, 10, 30);
    private static readonly TimeSpan OldEnough = TimeSpan.FromMinutes(5);

    private readonly SessionFixture _fixture = new();

    [TestCase(0)]
    [TestCase(2_999_999_999)]
    [Property("Requirement", "R-03")]
    public async Task Refresh_YoungerThanFiveMinutes_IsHandedBackUnrotated(long age)
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromTicks(age));

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(result.Credential!.Value, Is.EqualTo(token));
        Assert.That(_fixture.Store.Count("replace"), Is.Zero);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Refresh_UnusedSuccessor_IsHandedBackAndCountsAsUsed()
    {
        string successor = await RotateAsync(await _fixture.IssueAsync());
        _fixture.Time.Advance(OldEnough);

        RefreshResult first = await _fixture.Strategy.RefreshAsync(successor);
        DateTimeOffset? usedAt = _fixture.PayloadOf(successor).Rotation.UsedAt;
        _fixture.Time.Advance(Window - Tick);
        RefreshResult again = await _fixture.Strategy.RefreshAsync(successor);
        _fixture.Time.Advance(Tick);
        RefreshResult rotated = await _fixture.Strategy.RefreshAsync(successor);

        Assert.That(first.Credential!.Value, Is.EqualTo(successor));
        Assert.That(usedAt, Is.EqualTo(_fixture.Now - Window));
        Assert.That(again.Credential!.Value, Is.EqualTo(successor));
        Assert.That(rotated.Credential!.Value, Is.Not.EqualTo(successor));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(3));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Authenticate_AnswerCameAfterTheFreshSuccessorWasMade_TheFirstSuccessorWins()
    {
        string token = await _fixture.IssueAsync();
        string slow = await RotateAsync(token);
        _fixture.Time.Advance(Window);
        string fresh = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(slow);
        AuthResult late = await _fixture.Strategy.AuthenticateAsync(fresh);

        Assert.That((result.Succeeded, late.Succeeded), Is.EqualTo((true, true)));
        Assert.That(OpaqueToken.TryParse(slow, out OpaqueToken parsed), Is.True);
        Assert.That(_fixture.PayloadOf(token).Rotation.Secret.Equals(parsed.SecretHash), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "M-14")]
    [Property("Requirement", "R-06")]
    public async Task PreviousToken_UsedLate_BranchesOnceAndEndsTheSessionTheSecondTime(bool byAuthenticate)
    {
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        await _fixture.Strategy.AuthenticateAsync(successor);
        using var reused = new Tally(_fixture.Metrics.Reused);
        using var branched = new Tally(_fixture.Metrics.Branched);
        _fixture.Time.Advance(LateWindow);
        // Another node, as after a restart: all that is known is in the store.
        SessionStrategy node = _fixture.Node();

        AuthFailure? first = byAuthenticate ? (await node.AuthenticateAsync(token)).Failure : (await node.RefreshAsync(token)).Failure;
        AuthResult owner = await node.AuthenticateAsync(successor);
        _fixture.Time.Advance(LateWindow);
        AuthFailureReason reason = byAuthenticate
            ? (await node.AuthenticateAsync(token)).Failure!.Reason
            : (await node.RefreshAsync(token)).Failure!.Reason;

        Assert.That(first, Is.Null);
        Assert.That(owner.Succeeded, Is.True);
        Assert.That(owner.AuthenticatedAt, Is.Null, "no longer freshly authenticated");
        Assert.That(reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await node.AuthenticateAsync(successor)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((reused.Sum, branched.Sum), Is.EqualTo((1, 1)));
        Assert.That((_fixture.Log.Count(7), _fixture.Log.Count(26)), Is.EqualTo((1, 1)));
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "M-14")]
    public async Task PreviousToken_UsedLateWithStrictReuse_EndsTheSession(bool byAuthenticate)
    {
        _fixture.Options.StrictReuse = true;
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(LateWindow - Tick);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        _fixture.Time.Advance(Tick);

        AuthFailure? failure = byAuthenticate ? (await _fixture.Strategy.AuthenticateAsync(token)).Failure : (await _fixture.Strategy.RefreshAsync(token)).Failure;

        Assert.That(failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Authenticate_PreviousTokenInsideTheWindow_IsAcceptedWithoutAWrite()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true });
        await RotateAsync(token);
        using var replayed = new Tally(_fixture.Metrics.Replayed);
        _fixture.Time.Advance(Window - Tick);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.Persistent, Is.True);
        Assert.That(result.ExpiresAt, Is.EqualTo(_fixture.Store.Records.Single().ExpiresAt));
        Assert.That(replayed.Sum, Is.EqualTo(1));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1));
    }

    [Test]
    public async Task Refresh_ClientThatOnlyRefreshesInsideLongWindows_DoesNotIdleOut()
    {
        _fixture.Options.IdleTimeout = TimeSpan.FromSeconds(20);
        _fixture.Options.ReuseWindow = TimeSpan.FromMinutes(5);
        string token = await _fixture.IssueAsync();

        for (int i = 0; i < 10; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(15));
            RefreshResult result = await _fixture.Strategy.RefreshAsync(token);
            Assert.That(result.Credential?.Value, Is.EqualTo(token));
            Assert.That(result.Credential!.ExpiresAt, Is.EqualTo(_fixture.Now.AddSeconds(20)));
        }
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task EveryOtherWrite_AfterARotation_KeepsAllThatIsKnownAboutSecrets()
    {
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        await _fixture.Strategy.AuthenticateAsync(successor);
        RotationState before = _fixture.PayloadOf(successor).Rotation;
        SessionId id = SessionFixture.IdOf(token);

        _fixture.Time.Advance(TimeSpan.FromMinutes(7));
        await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(TimeSpan.FromMinutes(7));
        await _fixture.Directory.TouchAsync(id);
        await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal("alice", new Claim("role", "editor")));

        RotationState after = _fixture.PayloadOf(successor).Rotation;
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(5));
        Assert.That((after.Secret, after.BornAt, after.UsedAt, after.Doubted), Is.EqualTo((before.Secret, before.BornAt, before.UsedAt, before.Doubted)));
        Assert.That(after.Previous!.Hash, Is.EqualTo(before.Previous!.Hash));
        Assert.That(after.Previous.Salt, Is.EqualTo(before.Previous.Salt));
    }

    [Test]
    [Property("Requirement", "F-15")]
    public async Task FirstUse_OnASlowClock_MovesNoStoredInstantBack()
    {
        string successor = await RotateAsync(await _fixture.IssueAsync());
        DateTimeOffset expiresAt = _fixture.Store.Records.Single().ExpiresAt;

        await _fixture.Node(new FakeTimeProvider(_fixture.Now.AddSeconds(-5))).AuthenticateAsync(successor);

        SessionPayload payload = _fixture.PayloadOf(successor);
        Assert.That(payload.Rotation.UsedAt, Is.EqualTo(_fixture.Now));
        Assert.That(payload.LastSeenAt, Is.EqualTo(_fixture.Now));
        Assert.That(_fixture.Store.Records.Single().ExpiresAt, Is.EqualTo(expiresAt));
    }

    [Test]
    public async Task Refresh_EveryRotation_TakesAFreshSalt()
    {
        string token = await _fixture.IssueAsync();
        List<string> salts = [];

        for (int i = 0; i < 20; i++)
        {
            token = await RotateAsync(token);
            Bytes32 salt = _fixture.PayloadOf(token).Rotation.Previous!.Salt;
            salts.Add(Convert.ToHexString((ReadOnlySpan<byte>)salt));
        }

        Assert.That(salts, Is.Unique);
    }

    [Test]
    [Property("Requirement", "F-29")]
    public async Task Refresh_SaltOfABranchWasDamaged_GivesOutNoTokenThatWouldCountAsReused()
    {
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(LateWindow);
        await _fixture.Strategy.AuthenticateAsync(token);
        SessionRecord record = _fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(record);
        RotationState damaged = payload.Rotation with { Previous = new(payload.Rotation.Previous!.Hash, default) };
        _fixture.Store.Put(UnreadableRecords.With(record, SessionPayloadCodec.Encode(payload with { Rotation = damaged }).ToArray()));

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Log.Count(10), Is.EqualTo(1));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
    }

    [Test]
    public async Task Refresh_StoreNeverLetsTheRotationWin_ThrowsAfterABoundedNumberOfAttempts()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(OldEnough);
        SessionRecord record = _fixture.Store.Records.Single();
        long version = record.Version;
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _fixture.Store.Put(record.With(version: ++version));
            return Task.CompletedTask;
        };

        Assert.That(async () => await _fixture.Strategy.RefreshAsync(token), Throws.TypeOf<SessionStoreException>());
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(SessionLimits.Attempts));
    }

    [Test]
    public async Task RefreshAndRenewal_OfTheLargestRecordThatIsIssued_HaveRoom()
    {
        const int Sample = 60_000;
        await _fixture.Strategy.IssueAsync(Large(Sample));
        int most = SessionPayloadCodec.MaxIssuedSize - (_fixture.Store.Records.Single().Payload.Length - Sample);
        Assert.That(async () => await _fixture.Strategy.IssueAsync(Large(most + 1)), Throws.ArgumentException);
        string token = (await _fixture.Strategy.IssueAsync(Large(most))).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        AuthResult renewed = await _fixture.Strategy.AuthenticateAsync(token);
        RefreshResult refreshed = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(renewed.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
        Assert.That(refreshed.Succeeded, Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(refreshed.Credential!.Value)).Succeeded, Is.True);

        static ClaimsPrincipal Large(int length) => SessionFixture.Principal("alice", new Claim("x", new string('x', length)));
    }

    private async Task<string> RotateAsync(string token)
    {
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.Advance(OldEnough);
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        Assert.That(successor, Is.Not.EqualTo(token));
        return successor;
    }
}
