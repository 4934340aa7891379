using System.Buffers.Text;
using System.Security.Cryptography;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>
/// Rotation and theft at the ticks where something changes, the same for session tokens and refresh tokens. What the conformance
/// kit proves over every store (races, interruptions, lost responses) is not repeated here.
/// </summary>
[TestFixture(SessionScenario.Session)]
[TestFixture(SessionScenario.Jwt)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefreshTests(string kind) : IDisposable
{
    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "R-03")]
    public async Task Refresh_AHundredInParallelInsideTheBirthWindow_WriteNothing()
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(SessionScenario.Window - SessionScenario.Tick);
        _fixture.Store.Before = async (_, _) => await Task.Yield();
        IAuthStrategy[] nodes = [Node(), Node()];

        RefreshResult[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await nodes[i % 2].RefreshAsync(token))));

        Assert.That(all.Select(result => SessionScenario.Lasting(result.Credential!)), Has.All.EqualTo(token));
        Assert.That(_fixture.Store.Count("replace"), Is.Zero);
    }

    [Test]
    [Property("Requirement", "R-01")]
    [Property("Requirement", "R-04")]
    public async Task Refresh_OldEnough_MovesTheIdleEndAndNeitherTheAbsoluteEndNorTheAuthentication()
    {
        IssuedCredential issued = await Node().IssueAsync(SessionScenario.Principal(), new() { AuthenticatedAt = _fixture.Now.AddHours(-1), Label = "Firefox", Persistent = true });
        SessionRecord before = _fixture.Store.Records.Single();
        TimeSpan idle = kind == SessionScenario.Jwt ? SessionScenario.Idle : TimeSpan.FromDays(14);
        _fixture.Time.Advance(TimeSpan.FromMinutes(50));

        RefreshResult result = await Node().RefreshAsync(SessionScenario.Lasting(issued));

        SessionRecord after = _fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(after);
        Assert.That((after.Id, after.AbsoluteExpiresAt, after.Version), Is.EqualTo((before.Id, before.AbsoluteExpiresAt, 2)));
        Assert.That(after.ExpiresAt, Is.EqualTo(_fixture.Now + idle));
        Assert.That((payload.AuthenticatedAt, payload.CreatedAt, payload.Rotation.BornAt, payload.Rotation.UsedAt), Is.EqualTo((SessionScenario.Start.AddHours(-1), SessionScenario.Start, _fixture.Now, (DateTimeOffset?)null)));
        Assert.That(payload.Label, Is.EqualTo("Firefox"));
        Assert.That(result.Credential!.SessionId, Is.EqualTo(before.Id));
        Assert.That(SessionScenario.Lasting(result.Credential), Is.Not.EqualTo(SessionScenario.Lasting(issued)));
        Assert.That(result.Credential.Persistent, Is.True);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That((await Node().AuthenticateAsync(result.Credential.Value)).AuthenticatedAt, Is.EqualTo(SessionScenario.Start.AddHours(-1)));
    }

    [Test]
    [Property("Requirement", "I-05")]
    public async Task Refresh_OfEachSecretAtEachAge_IsACredentialOrUnchangedOrAFailureAndUnchangedForSessionsOnly(
        [Values(0, 29, 31, 299, 301, 629, 631, 899, 901, 3600)] int seconds,
        [Values("current", "previous", "before previous", "other secret", "unknown")] string presented,
        [Values] bool isUsed)
    {
        string first = await LogInAsync();
        string second = presented is "previous" or "before previous" ? await RotateAsync(first) : first;
        string last = presented == "before previous" ? await RotateAsync(second) : second;
        if (isUsed)
        {
            await Node().AuthenticateAsync(last);
            await Node().RefreshAsync(last);
        }

        _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        RefreshResult result = await Node().RefreshAsync(presented switch
        {
            "other secret" => SessionFixture.WithOtherSecret(first),
            "unknown" => new string('A', first.Length),
            _ => first,
        });

        bool[] answers = [result.Credential is not null, result.IsUnchanged, result.Failure is not null];
        Assert.That(answers.Count(isGiven => isGiven), Is.EqualTo(1), result.ToString());
        Assert.That((result.Principal is not null, result.Succeeded), Is.EqualTo((result.Failure is null, result.Credential is not null)));
        Assert.That(result.IsUnchanged && kind == SessionScenario.Jwt, Is.False, "a refresh token brings an access token");
        Assert.That(result.Credential?.Value, Is.Not.EqualTo(""));
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [Property("Requirement", "M-14")]
    public async Task LostResponse_OneTickAroundTheEndOfTheWindow_IsLeftOutBeforeAndHandedAFreshSuccessorAfter(int ticks, bool isHanded)
    {
        string token = await LogInAsync();
        string lost = await RotateAsync(token);
        using var reused = new Tally(_fixture.Metrics.Reused);
        _fixture.Time.Advance(SessionScenario.Window + TimeSpan.FromTicks(ticks));

        RefreshResult result = await Node().RefreshAsync(token);
        RefreshResult slow = await Node().RefreshAsync(lost);

        Assert.That(result.Failure, Is.Null);
        Assert.That(Handed(result) is not null, Is.EqualTo(isHanded));
        Assert.That(Handed(result), Is.Not.EqualTo(lost));
        Assert.That(Handed(slow), Is.EqualTo(lost), "the answer was slow and not lost: it is current, or becomes it");
        Assert.That(reused.Sum, Is.Zero);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task LostResponse_RetriedThroughoutTheWindow_MovesNothing()
    {
        string token = await LogInAsync();
        await RotateAsync(token);
        SessionRecord rotated = _fixture.Store.Records.Single();
        using var replayed = new Tally(_fixture.Metrics.Replayed);

        for (int second = 0; second < 30; second++)
        {
            RefreshResult retry = await Node().RefreshAsync(token);
            Assert.That((retry.Failure, Handed(retry)), Is.EqualTo(((AuthFailure?)null, (string?)null)));
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(rotated));
        Assert.That(replayed.Sum, Is.EqualTo(30));
        Assert.That(Handed(await Node().RefreshAsync(token)), Is.Not.Null, "use does not move the window");
    }

    [TestCase(0)]
    [TestCase(29)]
    [TestCase(30)]
    [Property("Requirement", "M-14")]
    public async Task Grandparent_IsReused_ExceptForARefreshTokenInsideTheWindow(int secondsAfter)
    {
        string grandparent = await LogInAsync();
        await RotateAsync(await RotateAsync(grandparent));
        _fixture.Time.Advance(TimeSpan.FromSeconds(secondsAfter));
        bool isLeftOut = kind == SessionScenario.Jwt && secondsAfter < 30;

        RefreshResult result = await Node().RefreshAsync(grandparent);

        Assert.That(result.Failure?.Reason, Is.EqualTo(isLeftOut ? null : AuthFailureReason.Reused));
        Assert.That(Handed(result), Is.Null);
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(isLeftOut ? 1 : 0));
    }

    [TestCase(0)]
    [TestCase(40)]
    [Property("Requirement", "R-02")]
    public async Task RandomSecretUnderARightName_IsTheft(int secondsAfter)
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(secondsAfter));

        Assert.That((await Node().RefreshAsync(SessionFixture.WithOtherSecret(token))).Failure!.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await Node().RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "S-04")]
    public async Task PublicSessionId_AnyCredentialMadeOfIt_DoesNothing()
    {
        string token = await LogInAsync();
        SessionRecord before = _fixture.Store.Records.Single();
        string random = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        // The id alone, as a name part, padded to the length of a token, and with what looks like a secret.
        string[] made =
        [
            before.Id.ToString(),
            Base64Url.EncodeToString([.. before.Id.ToByteArray(), .. new byte[32]]),
            Base64Url.EncodeToString([.. before.Id.ToByteArray(), .. Base64Url.DecodeFromChars(random)]),
            before.Id + new string('A', 42),
        ];
        IAuthStrategy node = Node();

        foreach (string text in made)
        {
            Assert.That((await node.AuthenticateAsync(text)).Succeeded, Is.False);
            Assert.That((await node.RefreshAsync(text)).Succeeded, Is.False);
            Assert.That(await node.RevokeAsync(text), Is.EqualTo(RevokeOutcome.NotFound));
        }

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        Assert.That((await node.RefreshAsync(token)).Succeeded, Is.True);
        Assert.That(_fixture.Log.Count(7), Is.Zero);
    }

    [Test]
    [Property("Requirement", "S-06")]
    [Property("Requirement", "F-21")]
    public async Task Revoke_WhileOthersRefresh_StaysRevoked()
    {
        IAuthStrategy[] nodes = [Node(), Node()];
        for (int round = 0; round < 50; round++)
        {
            string token = await LogInAsync();
            _fixture.Time.Advance(RotationRules.MinRefreshedAge);

            RefreshResult[] refreshed = await Task.WhenAll(nodes.Select(node => Task.Run(async () => await node.RefreshAsync(token))).Prepend(Task.Run(async () =>
            {
                await nodes[1].RevokeAsync(token);
                return RefreshResult.None;
            })));

            Assert.That(_fixture.Store.Records, Is.Empty);
            Assert.That(refreshed.Select(result => result.Failure?.Reason), Has.None.EqualTo(AuthFailureReason.Reused));
        }
    }

    [TestCase(5)]
    [TestCase(-5)]
    [Property("Requirement", "F-16")]
    public async Task Refresh_AnotherNodeComesFirst_OnlyThatOneHandsTheSuccessor(int secondsAhead)
    {
        string token = await LogInAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5.5));
        IAuthStrategy elsewhere = Node(new FakeTimeProvider(_fixture.Now.AddSeconds(secondsAhead)));
        RefreshResult first = default;
        _fixture.BeforeFirst("replace", async () => first = await elsewhere.RefreshAsync(token));

        RefreshResult second = await Node().RefreshAsync(token);

        Assert.That(Handed(first), Is.Not.Null.And.Not.EqualTo(token));
        Assert.That((second.Failure, Handed(second)), Is.EqualTo(((AuthFailure?)null, (string?)null)));
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [TestCase(5, -5)]
    [TestCase(-5, 5)]
    [TestCase(5, 0)]
    [TestCase(-5, 0)]
    [Property("Requirement", "R-03")]
    [Property("Requirement", "F-15")]
    [Property("Requirement", "F-16")]
    public async Task TwoNodes_ClocksSecondsApart_AgreeThroughoutAWholeSession(int first, int second)
    {
        FakeTimeProvider[] clocks = [new(SessionScenario.Start.AddSeconds(first)), new(SessionScenario.Start.AddSeconds(second))];
        IAuthStrategy one = Node(clocks[0]);
        IAuthStrategy other = Node(clocks[1]);
        IssuedCredential issued = await one.IssueAsync(SessionScenario.Principal());
        Assert.That((await other.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(SessionScenario.Lasting((await other.RefreshAsync(SessionScenario.Lasting(issued))).Credential!), Is.EqualTo(SessionScenario.Lasting(issued)), "born on a clock ahead");
        string token = SessionScenario.Lasting(issued);

        for (int i = 0; i < 6; i++, (one, other) = (other, one))
        {
            foreach (FakeTimeProvider clock in clocks)
                clock.Advance(TimeSpan.FromMinutes(5.5));
            RefreshResult here = await one.RefreshAsync(token);
            RefreshResult there = await other.RefreshAsync(token);
            string successor = SessionScenario.Lasting(here.Credential!);
            Assert.That(successor, Is.Not.EqualTo(token));
            Assert.That((there.Failure, Handed(there)), Is.EqualTo(((AuthFailure?)null, (string?)null)));
            Assert.That((await other.AuthenticateAsync(here.Credential!.Value)).Succeeded, Is.True);
            token = successor;
        }

        Assert.That(_fixture.Log.Count(7), Is.Zero);
    }

    [Test]
    [Property("Requirement", "R-04")]
    [Property("Requirement", "D-01")]
    public async Task Refresh_UntilTheAbsoluteEnd_NeverGoesBeyondIt()
    {
        IssuedCredential credential = await Node().IssueAsync(SessionScenario.Principal());
        DateTimeOffset end = _fixture.Now + SessionScenario.Absolute;
        IAuthStrategy node = Node();

        for (; _fixture.Now < end; _fixture.Time.Advance(TimeSpan.FromMinutes(50)))
        {
            credential = (await node.RefreshAsync(SessionScenario.Lasting(credential))).Credential!;
            Assert.That(credential.ExpiresAt, Is.AtMost(end));
            Assert.That(credential.RefreshTokenExpiresAt ?? end, Is.AtMost(end));
        }

        Assert.That((await node.RefreshAsync(SessionScenario.Lasting(credential))).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    [Property("Requirement", "S-04")]
    [Property("Requirement", "R-05")]
    public async Task Dump_OfEverythingTheStoreHolds_GivesNoUsableToken()
    {
        string token = await LogInAsync();
        string successor = await RotateAsync(token);
        SessionRecord record = _fixture.Store.Records.Single();
        byte[] dump = [.. record.Id.ToByteArray(), .. record.Payload.Span];

        foreach (string presented in (string[])[token, successor])
        {
            byte[] bytes = Base64Url.DecodeFromChars(presented);
            Assert.That(Contains(dump, bytes.AsSpan(0, 8)), Is.False, "name part");
            Assert.That(Contains(dump, bytes.AsSpan(16, 8)), Is.False, "secret part");
        }

        // Any 32 bytes of the dump as a secret under the right name: at most theft.
        for (int i = 0; i + 32 <= dump.Length; i++)
        {
            _fixture.Store.Put(record);
            string forged = Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(token).AsSpan(0, 16), .. dump.AsSpan(i, 32)]);
            Assert.That((await Node().RefreshAsync(forged)).Succeeded, Is.False);
        }
    }

    [Test]
    [Property("Requirement", "R-08")]
    public async Task EveryRefusal_HasAReasonOfTheListAndNothingElse()
    {
        IAuthStrategy node = Node();
        string unknown = SessionFixture.WithOtherSecret(OpaqueToken.New().Text);
        string expired = await LogInAsync();
        _fixture.Time.Advance(SessionScenario.Idle);
        string revoked = await LogInAsync();
        await node.RevokeAsync(revoked);
        string consumed = await LogInAsync();
        await RotateAsync(await RotateAsync(consumed));
        _fixture.Time.Advance(SessionScenario.Window);

        List<RefreshResult> refusals = [];
        foreach (string token in (string[])[unknown, expired, revoked, consumed])
            refusals.Add(await node.RefreshAsync(token));

        Assert.That(refusals.Select(refusal => refusal.Failure!.Reason), Is.EqualTo((AuthFailureReason[])
            [AuthFailureReason.UnknownSession, AuthFailureReason.Expired, AuthFailureReason.UnknownSession, AuthFailureReason.Reused]));
        // Never existed and was ended look the same: no caller learns which names there were.
        Assert.That(refusals[0].Failure, Is.SameAs(refusals[2].Failure));
        Assert.That(refusals.Select(refusal => (refusal.Credential, refusal.Principal)), Has.All.EqualTo(((IssuedCredential?)null, (System.Security.Claims.ClaimsPrincipal?)null)));
    }

    private IAuthStrategy Node(TimeProvider? time = null) => _fixture.Of(kind, time: time).Strategy;

    private async Task<string> LogInAsync() => SessionScenario.Lasting(await Node().IssueAsync(SessionScenario.Principal()));

    private async Task<string> RotateAsync(string token)
    {
        // The first use of a session token. A refresh token authenticates nothing and rotates at its first use.
        await Node().AuthenticateAsync(token);
        _fixture.Time.Advance(RotationRules.MinRefreshedAge);
        string successor = SessionScenario.Lasting((await Node().RefreshAsync(token)).Credential!);
        Assert.That(successor, Is.Not.EqualTo(token));
        return successor;
    }

    private string? Handed(RefreshResult result) => kind == SessionScenario.Jwt ? result.Credential?.RefreshToken : result.Credential?.Value;

    private static bool Contains(ReadOnlySpan<byte> dump, ReadOnlySpan<byte> part) => dump.IndexOf(part) >= 0;
}
