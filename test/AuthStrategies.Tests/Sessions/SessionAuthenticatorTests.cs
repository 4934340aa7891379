using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions.Doubles;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class SessionAuthenticatorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly SessionFixture _fixture = new();

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.NotOfTheShape))]
    [Property("Requirement", "S-05")]
    public async Task EveryVerb_NotOfTheShape_AnswersWithoutAskingTheStore(string text)
    {
        AuthResult authenticated = await _fixture.Strategy.AuthenticateAsync(text);
        RefreshResult refreshed = await _fixture.Strategy.RefreshAsync(text);
        RevokeOutcome revoked = await _fixture.Strategy.RevokeAsync(text);

        Assert.That(authenticated, Is.EqualTo(AuthResult.None));
        Assert.That(refreshed, Is.EqualTo(RefreshResult.None));
        Assert.That(revoked, Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [Test]
    public void EveryVerb_Null_Throws()
    {
        Assert.That(async () => await _fixture.Strategy.AuthenticateAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await _fixture.Strategy.RefreshAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await _fixture.Strategy.RevokeAsync(null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task Authenticate_NeverIssued_IsUnknown()
    {
        AuthResult result = await _fixture.Strategy.AuthenticateAsync(OpaqueToken.New().Text);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    public async Task Authenticate_Twice_GivesEachCallerItsOwnPrincipal()
    {
        string token = await _fixture.IssueAsync();
        ClaimsPrincipal mine = (await _fixture.Strategy.AuthenticateAsync(token)).Principal!;
        ((ClaimsIdentity)mine.Identity!).AddClaim(new Claim("role", "admin"));
        mine.AddIdentity(new ClaimsIdentity("other"));

        ClaimsPrincipal theirs = (await _fixture.Strategy.AuthenticateAsync(token)).Principal!;

        Assert.That(theirs.Claims.Count(), Is.EqualTo(1));
        Assert.That(theirs.Identities.Count(), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "D-01")]
    [Property("Requirement", "D-04")]
    public async Task Authenticate_AtTheIdleEnd_IsExpired()
    {
        string token = await _fixture.IssueAsync();
        DateTimeOffset end = _fixture.Now.AddHours(1);

        SessionStrategy before = _fixture.Node(new FakeTimeProvider(end - Tick));
        SessionStrategy at = _fixture.Node(new FakeTimeProvider(end));

        Assert.That((await at.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That((await at.RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That((await before.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "D-01")]
    [Property("Requirement", "D-02")]
    [Property("Requirement", "D-04")]
    public async Task Authenticate_AlwaysActive_EndsAtTheAbsoluteEnd()
    {
        string token = await _fixture.IssueAsync();
        DateTimeOffset end = _fixture.Now.AddHours(24);

        for (; _fixture.Now < end - TimeSpan.FromMinutes(50); _fixture.Time.Advance(TimeSpan.FromMinutes(49)))
        {
            AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);
            Assert.That(result.Succeeded, Is.True, $"at {_fixture.Now:O}");
            Assert.That(result.ExpiresAt, Is.AtMost(end));
        }

        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.SetUtcNow(end - Tick);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        _fixture.Time.SetUtcNow(end);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1), "an expired record is the store's to clean up");
    }

    [Test]
    [Property("Requirement", "D-04")]
    public async Task Authenticate_StoreEvictedEarly_IsUnknown()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Store.Drop(SessionFixture.IdOf(token));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "D-05")]
    public async Task Authenticate_BeforeATenthOfTheIdleTime_WritesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(6) - Tick);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(_fixture.Store.Count("replace"), Is.Zero);
    }

    [Test]
    [Property("Requirement", "D-02")]
    [Property("Requirement", "D-05")]
    public async Task Authenticate_AfterATenthOfTheIdleTime_MovesTheIdleEndOnce()
    {
        string token = await _fixture.IssueAsync(options: new() { Label = "x" });
        DateTimeOffset end = _fixture.Store.Records.Single().AbsoluteExpiresAt;
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));

        AuthResult renewing = await _fixture.Strategy.AuthenticateAsync(token);
        AuthResult again = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(renewing.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
        Assert.That((renewing.RotationDue, again.RotationDue), Is.EqualTo((false, false)), "a renewal hands out no credential");
        Assert.That(again.ExpiresAt, Is.EqualTo(renewing.ExpiresAt));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1));
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
        Assert.That(_fixture.Store.Records.Single().AbsoluteExpiresAt, Is.EqualTo(end));
        Assert.That(_fixture.PayloadOf(token).LastSeenAt, Is.EqualTo(_fixture.Now));
    }

    [Test]
    public async Task Authenticate_PersistentSession_IsRenewedAsPersistent()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true });
        _fixture.Time.Advance(TimeSpan.FromDays(2));

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Persistent, Is.True);
        Assert.That(result.ExpiresAt, Is.EqualTo(_fixture.Now.AddDays(14)));
    }

    [Test]
    public async Task Authenticate_IdleEndAlreadyAtTheAbsoluteEnd_IsSeenWithoutBeingRenewed()
    {
        string token = await _fixture.IssueAsync(options: new() { Lifetime = TimeSpan.FromMinutes(30) });
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.ExpiresAt, Is.EqualTo(SessionFixture.Start.AddMinutes(30)));
        Assert.That(_fixture.PayloadOf(token).LastSeenAt, Is.EqualTo(_fixture.Now));
    }

    [Test]
    [Property("Requirement", "D-05")]
    [Property("Requirement", "D-01")]
    public void Authenticate_AnyRhythm_NeverDriftsByMoreThanTheThrottle()
    {
        // Gaps in seconds; idle is an hour, so at most 54 minutes of silence are always survived and 60 never.
        Check.Sample(Gen.Int[1, 4000].List[1, 40], gaps =>
        {
            var fixture = new SessionFixture(logger: SessionFixture.Silent);
            string token = fixture.IssueAsync().GetAwaiter().GetResult();
            foreach (int gap in gaps)
            {
                fixture.Time.Advance(TimeSpan.FromSeconds(gap));
                bool alive = fixture.Strategy.AuthenticateAsync(token).AsTask().GetAwaiter().GetResult().Succeeded;
                bool within24Hours = fixture.Now < SessionFixture.Start.AddHours(24);
                if (gap >= 3600 || !within24Hours)
                    return !alive;
                if (!alive)
                    return gap > 3240;
            }

            return fixture.Store.Count("replace") <= (fixture.Now - SessionFixture.Start) / TimeSpan.FromMinutes(6);
        }, iter: 2000);
    }

    [Test]
    [Property("Requirement", "F-14")]
    [Property("Requirement", "F-15")]
    public async Task Authenticate_ClockGoesBack_MovesNoStoredInstantBack()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));
        await _fixture.Strategy.AuthenticateAsync(token);
        SessionRecord before = _fixture.Store.Records.Single();
        var slow = new FakeTimeProvider(SessionFixture.Start - TimeSpan.FromMinutes(30));

        AuthResult farBehind = await _fixture.Node(slow).AuthenticateAsync(token);
        slow.SetUtcNow(SessionFixture.Start.AddMinutes(25));
        AuthResult behind = await _fixture.Node(slow).AuthenticateAsync(token);

        Assert.That(farBehind.Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));
        Assert.That(behind.Succeeded, Is.True);
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    [Property("Requirement", "F-14")]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_SessionOfAClockAhead_IsRefusedBeyondFiveMinutesAndNotEnded(int ticks, bool isAccepted)
    {
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(5).AddTicks(ticks));
        string token = (await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal())).Value;

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);
        RefreshResult refreshed = await _fixture.Strategy.RefreshAsync(token);
        AuthResult wrongSecret = await _fixture.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(token));

        Assert.That(result.Failure?.Reason, Is.EqualTo(isAccepted ? null : (AuthFailureReason?)AuthFailureReason.NotYetValid));
        Assert.That(refreshed.Failure?.Reason, Is.EqualTo(result.Failure?.Reason));
        Assert.That(wrongSecret.Failure?.Reason, Is.EqualTo(isAccepted ? AuthFailureReason.Reused : AuthFailureReason.NotYetValid));
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(isAccepted ? 0 : 1));
    }

    [Test]
    [Property("Requirement", "F-14")]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_SessionOfAClockAhead_IsAcceptedWhenThatTimeHasCome()
    {
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(20));
        string token = (await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal())).Value;
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));

        _fixture.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "D-05")]
    public async Task Authenticate_LongIdleTime_WritesTheActivityEveryHour()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true });
        _fixture.Time.Advance(TimeSpan.FromHours(1) - Tick);
        await _fixture.Strategy.AuthenticateAsync(token);
        Assert.That(_fixture.Store.Count("replace"), Is.Zero);

        _fixture.Time.Advance(Tick);
        await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1));
        Assert.That(SessionFixture.PayloadOf(_fixture.Store.Records.Single()).LastSeenAt, Is.EqualTo(_fixture.Now));
    }

    [Test]
    [Property("Requirement", "F-15")]
    public async Task Authenticate_IdleTimeWasLowered_MovesNoStoredInstantBack()
    {
        string token = await _fixture.IssueAsync();
        DateTimeOffset expiresAt = _fixture.Store.Records.Single().ExpiresAt;
        _fixture.Options.IdleTimeout = TimeSpan.FromMinutes(5);
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));

        AuthResult result = await _fixture.Node().AuthenticateAsync(token);

        Assert.That(result.ExpiresAt, Is.EqualTo(expiresAt));
    }

    [Test]
    public async Task Authenticate_TokenOfAnotherStrategyOrKind_IsUnknownAndNeverTheft()
    {
        SessionStrategy other = _fixture.Node(name: "Other");
        SessionStrategy refresh = _fixture.Node(policy: _fixture.RefreshPolicy("Session"));
        SessionStrategy otherIssuer = _fixture.Node(policy: _fixture.RefreshPolicy("Session", issuer: "https://other"));
        SessionStrategy otherAudience = _fixture.Node(policy: _fixture.RefreshPolicy("Session", audience: "other"));
        SessionStrategy[] all = [_fixture.Strategy, other, refresh, otherIssuer, otherAudience];
        using var reused = new Tally(_fixture.Metrics.Reused);

        foreach (SessionStrategy issuer in all)
        {
            string token = (await issuer.IssueAsync(SessionFixture.Principal())).Value;
            foreach (SessionStrategy stranger in all.Where(strategy => strategy != issuer))
            {
                foreach (string text in (string[])[token, SessionFixture.WithOtherSecret(token)])
                {
                    Assert.That((await stranger.AuthenticateAsync(text)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
                    Assert.That((await stranger.RefreshAsync(text)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
                    Assert.That(await stranger.RevokeAsync(text), Is.EqualTo(RevokeOutcome.NotFound));
                }
            }

            Assert.That((await issuer.AuthenticateAsync(token)).Succeeded, Is.True);
        }

        Assert.That(reused.Sum, Is.Zero);
    }

    [TestCase("future")]
    [TestCase("empty")]
    [TestCase("garbage")]
    [TestCase("truncated")]
    [Property("Requirement", "S-10")]
    [Property("Requirement", "F-29")]
    [Property("Requirement", "F-30")]
    public async Task EveryVerbButTheEnd_UnreadablePayload_IsNoSessionAndStaysAsItIs(string how)
    {
        string token = await _fixture.IssueAsync();
        SessionRecord good = _fixture.Store.Records.Single();
        SessionRecord bad = how switch
        {
            "future" => UnreadableRecords.Future(good),
            "empty" => UnreadableRecords.With(good, []),
            "garbage" => UnreadableRecords.With(good, [.. Enumerable.Repeat((byte)0xFF, 100)]),
            _ => UnreadableRecords.With(good, good.Payload.Span[..^1].ToArray()),
        };
        _fixture.Store.Put(bad);
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        foreach (string text in (string[])[token, SessionFixture.WithOtherSecret(token)])
        {
            Assert.That((await _fixture.Strategy.AuthenticateAsync(text)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
            Assert.That((await _fixture.Strategy.RefreshAsync(text)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        }

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(bad));
        Assert.That(_fixture.Log.Count(10), Is.EqualTo(4));
    }

    [Test]
    public async Task Authenticate_FieldsOfALaterRelease_SurviveTheRenewal()
    {
        string token = await _fixture.IssueAsync();
        SessionRecord good = _fixture.Store.Records.Single();
        _fixture.Store.Put(UnreadableRecords.With(good, [.. good.Payload[..^RecordChecksum.Size].Span, 0x7C, 0x02, 0xAB, 0xCD]));
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        AuthResult renewed = await _fixture.Strategy.AuthenticateAsync(token);
        RefreshResult rotated = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(renewed.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
        Assert.That(rotated.Succeeded, Is.True);
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(3));
        Assert.That(_fixture.PayloadOf(token).Extensions, Is.EqualTo((byte[])[0x7C, 0x02, 0xAB, 0xCD]));
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task Authenticate_RandomSecretUnderARightName_IsTheft()
    {
        string token = await _fixture.IssueAsync();
        using var reused = new Tally(_fixture.Metrics.Reused);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(token));

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(reused.Sum, Is.EqualTo(1));
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "S-04")]
    public async Task Authenticate_PublicSessionId_TriggersNothing()
    {
        string token = await _fixture.IssueAsync();
        string id = SessionFixture.IdOf(token).ToString();

        // The id alone, and the id where the name part would be: its hash names no session.
        foreach (string text in (string[])[id, id + token[22..], string.Concat(id, id, id)[..64]])
            Assert.That((await _fixture.Strategy.AuthenticateAsync(text)).Failure?.Reason, Is.Null.Or.EqualTo(AuthFailureReason.UnknownSession));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "F-22")]
    public async Task Authenticate_RevokedBetweenFindAndRenewal_IsRefusedAndStaysGone()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _fixture.Store.Drop(SessionFixture.IdOf(token));
            return Task.CompletedTask;
        };

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Authenticate_RenewalLostToAnotherNode_SucceedsWithoutRenewingAgain()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        SessionStrategy other = _fixture.Node();
        bool raced = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || raced)
                return;
            raced = true;
            await other.AuthenticateAsync(token);
        };

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(2));
    }

    [Test]
    public async Task Authenticate_RenewalLostToNewClaims_HandsThemOutWithoutRenewingAgain()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        bool raced = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || raced)
                return;
            raced = true;
            await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal("alice", new Claim("role", "editor")));
        };

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
        Assert.That(result.ExpiresAt, Is.EqualTo(SessionFixture.Start.AddHours(1)));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(2));
    }

    [Test]
    public async Task Authenticate_RenewalLostToARotation_IsAcceptedWithoutAWrite()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        SessionStrategy other = _fixture.Node();
        string? successor = null;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation == "replace" && successor is null)
            {
                successor = "";
                successor = (await other.RefreshAsync(token)).Credential!.Value;
            }
        };

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor!)).Succeeded, Is.True);
    }

    [Test]
    public async Task Authenticate_TheftLostToAnotherWrite_IsCheckedAgain()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        SessionStrategy other = _fixture.Node();
        bool raced = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "remove" || raced)
                return;
            raced = true;
            await other.AuthenticateAsync(token);
        };
        using var reused = new Tally(_fixture.Metrics.Reused);

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(token));

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(_fixture.Store.Count("remove"), Is.EqualTo(2));
        Assert.That(reused.Sum, Is.EqualTo(1));
    }

    [Test]
    public async Task Authenticate_StoreNeverLetsTheTheftBeEnded_Throws()
    {
        string token = await _fixture.IssueAsync();
        SessionRecord record = _fixture.Store.Records.Single();
        long version = record.Version;
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "remove")
                _fixture.Store.Put(record.With(version: ++version));
            return Task.CompletedTask;
        };

        Assert.That(async () => await _fixture.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(token)), Throws.TypeOf<SessionStoreException>());
        Assert.That(_fixture.Store.Count("remove"), Is.EqualTo(SessionLimits.Attempts));
    }
}
