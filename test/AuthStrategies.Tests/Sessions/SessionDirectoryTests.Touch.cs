using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A live session found by its id, which counts as activity.</summary>
public sealed partial class SessionDirectoryTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private int Writes => _fixture.Store.Count("replace");

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Touch_ATenthOfTheIdleTimeLater_MovesTheIdleEndAlone()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Idle / 10);

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        SessionRecord record = _fixture.Store.Records.Single();
        Assert.That((info!.LastSeenAt, info.ExpiresAt, info.AbsoluteExpiresAt), Is.EqualTo((_fixture.Now, _fixture.Now + Idle, SessionFixture.Start.AddHours(24))));
        Assert.That((record.ExpiresAt, record.AbsoluteExpiresAt, record.Version), Is.EqualTo((_fixture.Now + Idle, SessionFixture.Start.AddHours(24), 2L)));
    }

    [Test]
    [Property("Requirement", "F-14")]
    public async Task Touch_SessionOfAClockAhead_IsNotLiveAndCanBeEnded()
    {
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(20));
        SessionId id = (await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal())).SessionId!.Value;

        SessionInfo? info = await _fixture.Directory.TouchAsync(id);

        Assert.That((info, Writes), Is.EqualTo(((SessionInfo?)null, 0)));
        Assert.That(await _fixture.Directory.RevokeAsync("alice", id), Is.True);
    }

    [Test]
    [Property("Requirement", "D-05")]
    public async Task Touch_SoonerThanATenthOfTheIdleTime_WritesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance((Idle / 10) - Tick);

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That((info!.ExpiresAt, Writes), Is.EqualTo((SessionFixture.Start + Idle, 0)));
    }

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Touch_AgainAndAgain_NeverMovesTheEndPastTheAbsoluteOne()
    {
        string token = await _fixture.IssueAsync();
        SessionInfo? last = null;
        int touches = 0;
        while (await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token)) is { } info)
        {
            last = info;
            touches++;
            _fixture.Time.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.That((touches, last!.ExpiresAt), Is.EqualTo((48, SessionFixture.Start.AddHours(24))));
    }

    [Test]
    public async Task Touch_JustAsAuthenticateWould_WritesTheSameRecord()
    {
        string touched = await _fixture.IssueAsync(options: new() { Persistent = true });
        string authenticated = await _fixture.IssueAsync(options: new() { Persistent = true });
        _fixture.Time.Advance(TimeSpan.FromDays(2));

        await _fixture.Directory.TouchAsync(SessionFixture.IdOf(touched));
        await _fixture.Strategy.AuthenticateAsync(authenticated);

        SessionRecord one = _fixture.Store.Peek(SessionFixture.IdOf(touched))!;
        SessionRecord other = _fixture.Store.Peek(SessionFixture.IdOf(authenticated))!;
        Assert.That((one.ExpiresAt, one.Version), Is.EqualTo((other.ExpiresAt, other.Version)));
        Assert.That(
            SessionPayloadCodec.Encode(_fixture.PayloadOf(touched) with { Rotation = _fixture.PayloadOf(touched).Rotation with { Secret = default }, CreatedAt = default }).ToArray(),
            Is.EqualTo(SessionPayloadCodec.Encode(_fixture.PayloadOf(authenticated) with { Rotation = _fixture.PayloadOf(authenticated).Rotation with { Secret = default }, CreatedAt = default }).ToArray()));
    }

    [Test]
    public async Task Touch_AfterARotation_LeavesTheTokenGood()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That(info!.LastSeenAt, Is.EqualTo(_fixture.Now));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "D-01")]
    public async Task Touch_AtTheIdleEnd_IsNothingAndRevivesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Idle);

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That((info, Writes), Is.EqualTo(((SessionInfo?)null, 0)));
    }

    [Test]
    public async Task Touch_SessionOfAJwt_IsFoundAndNotProlonged()
    {
        SessionStrategy refresh = _fixture.Node(name: "Jwt", policy: _fixture.RefreshPolicy());
        SessionId id = (await refresh.IssueAsync(SessionFixture.Principal())).SessionId!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        SessionInfo? info = await _fixture.Directory.TouchAsync(id);

        Assert.That((info!.Strategy, info.ExpiresAt, Writes), Is.EqualTo(("Jwt", SessionFixture.Start + Idle, 0)));
    }

    [Test]
    public async Task Touch_SessionOfAJwtWithTheNameOfASessionStrategy_IsNotProlonged()
    {
        SessionStrategy refresh = _fixture.Node(policy: _fixture.RefreshPolicy("Session"));
        SessionId id = (await refresh.IssueAsync(SessionFixture.Principal())).SessionId!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        await _fixture.Directory.TouchAsync(id);

        Assert.That(Writes, Is.Zero);
    }

    [Test]
    public async Task Touch_SessionOfAStrategyNotRegisteredHere_IsFoundAndNotProlonged()
    {
        SessionId id = (await _fixture.Node(name: "Elsewhere").IssueAsync(SessionFixture.Principal())).SessionId!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        SessionInfo? info = await _fixture.Directory.TouchAsync(id);

        Assert.That((info!.Strategy, Writes), Is.EqualTo(("Elsewhere", 0)));
    }

    [Test]
    public async Task Touch_AnotherNodeRenewsFirst_GivesWhatThatOneWroteWithoutASecondTry()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        bool isDone = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || isDone)
                return;

            isDone = true;
            await _fixture.Strategy.AuthenticateAsync(token);
        };

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That((info!.ExpiresAt, Writes), Is.EqualTo((_fixture.Now + Idle, 2)));
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Touch_SessionEndsDuringTheCall_IsNothingAndStaysGone()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _fixture.Store.Drop(SessionFixture.IdOf(token));
            return Task.CompletedTask;
        };

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That(info, Is.Null);
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Touch_AHundredAtOnce_WriteOnce()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        ISessionDirectory directory = _fixture.Directory;

        SessionInfo?[] found = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await directory.TouchAsync(SessionFixture.IdOf(token)))));

        Assert.That(found, Has.All.Not.Null);
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task Touch_UnreadableRecord_IsNothingAndIsLeftAsItIs()
    {
        string token = await _fixture.IssueAsync();
        SessionRecord future = UnreadableRecords.Future(_fixture.Store.Records.Single());
        _fixture.Store.Put(future);

        SessionInfo? info = await _fixture.Directory.TouchAsync(SessionFixture.IdOf(token));

        Assert.That(info, Is.Null);
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(future));
    }
}
