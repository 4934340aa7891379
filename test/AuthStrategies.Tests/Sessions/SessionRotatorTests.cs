using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionRotatorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly SessionFixture _fixture = new();

    [Test]
    [Property("Requirement", "R-01")]
    [Property("Requirement", "R-04")]
    public async Task Refresh_OldEnough_RotatesTheSecretAndNothingElse()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true, Label = "Firefox", AuthenticatedAt = _fixture.Now.AddHours(-1) });
        SessionRecord before = _fixture.Store.Records.Single();
        _fixture.Time.Advance(Window);

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        SessionRecord after = _fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(after);
        Assert.That(result.Credential!.Value, Is.Not.EqualTo(token));
        Assert.That(result.Credential.SessionId, Is.EqualTo(before.Id));
        Assert.That(result.Credential.ExpiresAt, Is.EqualTo(_fixture.Now.AddDays(14)), "idle slides");
        Assert.That(result.Credential.Persistent, Is.True);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That(after.AbsoluteExpiresAt, Is.EqualTo(before.AbsoluteExpiresAt));
        Assert.That(after.Version, Is.EqualTo(2));
        Assert.That(payload.AuthenticatedAt, Is.EqualTo(SessionFixture.Start.AddHours(-1)));
        Assert.That(payload.CreatedAt, Is.EqualTo(SessionFixture.Start));
        Assert.That(payload.BornAt, Is.EqualTo(_fixture.Now));
        Assert.That(payload.Label, Is.EqualTo("Firefox"));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(result.Credential.Value)).Succeeded, Is.True);
    }

    [TestCase(0)]
    [TestCase(299_999_999)]
    [Property("Requirement", "R-03")]
    public async Task Refresh_InsideTheWindowOfItsIssue_IsHandedBackUnrotated(long age)
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromTicks(age));

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(result.Credential!.Value, Is.EqualTo(token));
        Assert.That(_fixture.Store.Count("replace"), Is.Zero);
    }

    [Test]
    [Property("Requirement", "R-03")]
    public async Task Refresh_InsideTheWindowOfItsRotation_IsHandedBackUnrotated()
    {
        string successor = await RotateAsync(await _fixture.IssueAsync());
        _fixture.Time.Advance(Window - Tick);

        RefreshResult result = await _fixture.Strategy.RefreshAsync(successor);

        Assert.That(result.Credential!.Value, Is.EqualTo(successor));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "R-03")]
    [Property("Requirement", "F-19")]
    public async Task Refresh_LostResponseInsideTheWindow_GivesTheSameSuccessorHoweverOften()
    {
        string token = await _fixture.IssueAsync();
        using var replayed = new Tally(_fixture.Metrics.Replayed);
        string successor = await RotateAsync(token);

        RefreshResult atOnce = await _fixture.Strategy.RefreshAsync(token);
        _fixture.Time.Advance(Window - Tick);
        RefreshResult late = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(atOnce.Credential!.Value, Is.EqualTo(successor));
        Assert.That(late.Credential!.Value, Is.EqualTo(successor));
        Assert.That(replayed.Sum, Is.EqualTo(2));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1), "use never moves the window");
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "R-02")]
    [Property("Requirement", "R-03")]
    [Property("Requirement", "R-06")]
    [Property("Requirement", "F-20")]
    public async Task PreviousToken_AtTheEndOfTheWindow_EndsTheSessionAsReused(bool byAuthenticate)
    {
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        using var reused = new Tally(_fixture.Metrics.Reused);
        _fixture.Time.Advance(Window);
        // Another node, as after a restart: all that is known is in the store.
        SessionStrategy node = _fixture.Node();

        AuthFailureReason reason = byAuthenticate
            ? (await node.AuthenticateAsync(token)).Failure!.Reason
            : (await node.RefreshAsync(token)).Failure!.Reason;

        Assert.That(reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await node.AuthenticateAsync(successor)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await node.RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(reused.Sum, Is.EqualTo(1));
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(1));
    }

    [Test]
    public async Task Authenticate_PreviousTokenInsideTheWindow_GivesTheCurrentOne()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true });
        string successor = await RotateAsync(token);
        using var replayed = new Tally(_fixture.Metrics.Replayed);
        _fixture.Time.Advance(Window - Tick);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.Renewed!.Value, Is.EqualTo(successor));
        Assert.That(result.Renewed.Persistent, Is.True);
        Assert.That(result.Renewed.ExpiresAt, Is.EqualTo(_fixture.Store.Records.Single().ExpiresAt));
        Assert.That(result.Renewed.SessionId, Is.EqualTo(result.SessionId));
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
    public async Task FirstWriteAfterTheWindow_ErasesSaltAndPreviousHash()
    {
        string successor = await RotateAsync(await _fixture.IssueAsync());
        Assert.That(_fixture.PayloadOf(successor).Previous, Is.Not.Null);
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));

        await _fixture.Strategy.AuthenticateAsync(successor);

        Assert.That(_fixture.PayloadOf(successor).Previous, Is.Null);
    }

    [Test]
    public async Task WriteInsideTheWindow_KeepsSaltAndPreviousHash()
    {
        _fixture.Options.IdleTimeout = TimeSpan.FromMinutes(2);
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromSeconds(12));

        AuthResult renewed = await _fixture.Strategy.AuthenticateAsync(successor);
        RefreshResult replay = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(renewed.Renewed, Is.Not.Null);
        Assert.That(replay.Credential!.Value, Is.EqualTo(successor));
    }

    [Test]
    [Property("Requirement", "R-01")]
    [Property("Requirement", "R-02")]
    [Property("Requirement", "F-19")]
    public async Task Refresh_AHundredInParallelWithoutAWindow_OneWinsAndThePreviousTokenIsReused()
    {
        _fixture.Options.ReuseWindow = TimeSpan.Zero;
        string token = await _fixture.IssueAsync();
        // All have read before anybody writes.
        var allFound = new TaskCompletionSource();
        int found = 0;
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation == "find" && Interlocked.Increment(ref found) == 100)
                allFound.SetResult();
            await allFound.Task;
        };
        using var reused = new Tally(_fixture.Metrics.Reused);

        RefreshResult[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await _fixture.Strategy.RefreshAsync(token))));

        Assert.That(all.Count(result => result.Succeeded), Is.EqualTo(1));
        Assert.That(all.Count(result => result.Failure?.Reason == AuthFailureReason.Reused), Is.EqualTo(1));
        Assert.That(all.Count(result => result.Failure?.Reason == AuthFailureReason.UnknownSession), Is.EqualTo(98));
        Assert.That(reused.Sum, Is.EqualTo(1));
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(1));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "R-03")]
    public async Task PreviousToken_WithoutAWindow_IsReusedAtTheInstantOfTheRotation()
    {
        _fixture.Options.ReuseWindow = TimeSpan.Zero;
        string token = await _fixture.IssueAsync();

        RefreshResult rotated = await _fixture.Strategy.RefreshAsync(token);
        AuthResult replay = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(rotated.Credential!.Value, Is.Not.EqualTo(token), "no window, no young token: it rotates at once");
        Assert.That(replay.Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
    }

    [Test]
    [Property("Requirement", "F-15")]
    public async Task PreviousToken_WithoutAWindowOnASlowClock_IsStillReused()
    {
        _fixture.Options.ReuseWindow = TimeSpan.Zero;
        string token = await _fixture.IssueAsync();
        await _fixture.Strategy.RefreshAsync(token);

        AuthResult replay = await _fixture.Node(new FakeTimeProvider(_fixture.Now.AddSeconds(-5))).AuthenticateAsync(token);

        Assert.That(replay.Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
    }

    [TestCase(5, -5)]
    [TestCase(-5, 5)]
    [Property("Requirement", "R-03")]
    [Property("Requirement", "F-16")]
    public async Task TwoNodes_ClocksFiveSecondsOff_AgreeOnOneSuccessor(int first, int second)
    {
        SessionStrategy one = _fixture.Node(Clock(first, out FakeTimeProvider clockOne));
        SessionStrategy other = _fixture.Node(Clock(second, out FakeTimeProvider clockOther));
        string token = (await one.IssueAsync(SessionFixture.Principal())).Value;
        Assert.That((await other.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That((await other.RefreshAsync(token)).Credential!.Value, Is.EqualTo(token));
        foreach (FakeTimeProvider clock in (FakeTimeProvider[])[clockOne, clockOther])
            clock.Advance(TimeSpan.FromSeconds(45));

        string successor = (await one.RefreshAsync(token)).Credential!.Value;
        RefreshResult elsewhere = await other.RefreshAsync(token);
        AuthResult healed = await other.AuthenticateAsync(token);
        RefreshResult young = await other.RefreshAsync(successor);

        Assert.That(elsewhere.Credential!.Value, Is.EqualTo(successor));
        Assert.That(healed.Renewed!.Value, Is.EqualTo(successor));
        Assert.That(young.Credential!.Value, Is.EqualTo(successor));
        Assert.That(_fixture.PayloadOf(token).BornAt, Is.EqualTo(clockOne.GetUtcNow()));
    }

    [Test]
    [Property("Requirement", "F-15")]
    public async Task Refresh_OnASlowClockWithoutAWindow_MovesNoStoredInstantBack()
    {
        _fixture.Options.ReuseWindow = TimeSpan.Zero;
        string token = await _fixture.IssueAsync();
        DateTimeOffset expiresAt = _fixture.Store.Records.Single().ExpiresAt;

        await _fixture.Node(new FakeTimeProvider(_fixture.Now.AddSeconds(-5))).RefreshAsync(token);

        SessionPayload payload = _fixture.PayloadOf(token);
        Assert.That(payload.BornAt, Is.EqualTo(_fixture.Now));
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
            Bytes32 salt = _fixture.PayloadOf(token).Previous!.Salt;
            salts.Add(Convert.ToHexString((ReadOnlySpan<byte>)salt));
        }

        Assert.That(salts, Is.Unique);
    }

    [Test]
    [Property("Requirement", "F-29")]
    public async Task PreviousToken_SaltWasDamaged_GivesOutNoTokenThatWouldCountAsReused()
    {
        string token = await _fixture.IssueAsync();
        string successor = await RotateAsync(token);
        SessionRecord record = _fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(record);
        byte[] damaged = SessionPayloadCodec.Encode(payload with { Previous = new(payload.Previous!.Hash, default) }).ToArray();
        _fixture.Store.Put(UnreadableRecords.With(record, damaged));

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Log.Count(10), Is.EqualTo(1));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Refresh_RevokedBetweenFindAndRotation_IsRefusedAndStaysGone()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Window);
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _fixture.Store.Drop(SessionFixture.IdOf(token));
            return Task.CompletedTask;
        };

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Refresh_StoreNeverLetsTheRotationWin_ThrowsAfterABoundedNumberOfAttempts()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Window);
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
    [Property("Requirement", "F-07")]
    public async Task Refresh_StoreAnswersTooLate_TheRetryGetsTheOneSuccessor()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Window);
        _fixture.Store.After = (operation, _) => operation == "replace" ? throw new TimeoutException() : Task.CompletedTask;
        Assert.That(async () => await _fixture.Strategy.RefreshAsync(token), Throws.TypeOf<SessionStoreException>());
        _fixture.Store.After = null;

        RefreshResult retry = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(retry.Succeeded, Is.True);
        Assert.That(retry.Credential!.Value, Is.Not.EqualTo(token));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(retry.Credential.Value)).Renewed, Is.Null);
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
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

        Assert.That(renewed.Renewed, Is.Not.Null);
        Assert.That(refreshed.Succeeded, Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(refreshed.Credential!.Value)).Succeeded, Is.True);

        static ClaimsPrincipal Large(int length) => SessionFixture.Principal("alice", new Claim("x", new string('x', length)));
    }

    [Test]
    [Property("Requirement", "R-05")]
    public async Task Refresh_WindowOff_KeepsNothingThatLeadsFromTheOldTokenToTheNew()
    {
        var fixture = new SessionFixture(options => options.ReuseWindow = TimeSpan.Zero);
        string token = await fixture.IssueAsync();

        string successor = (await fixture.Strategy.RefreshAsync(token)).Credential!.Value;

        Assert.That(successor, Is.Not.EqualTo(token));
        Assert.That(fixture.PayloadOf(successor).Previous, Is.Null);
    }

    private static FakeTimeProvider Clock(int secondsOff, out FakeTimeProvider clock) => clock = new FakeTimeProvider(SessionFixture.Start.AddSeconds(secondsOff));

    private async Task<string> RotateAsync(string token)
    {
        _fixture.Time.Advance(Window);
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        Assert.That(successor, Is.Not.EqualTo(token));
        return successor;
    }
}
