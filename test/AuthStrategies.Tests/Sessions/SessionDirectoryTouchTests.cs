using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A live login found by its name, which counts as activity.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionDirectoryTouchTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly SessionWorld _world = new();

    private int Writes => _world.Store.Count("replace");

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Touch_ATenthOfTheIdleTimeLater_MovesTheIdleEndAlone()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(Idle / 10);

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        SessionRecord record = _world.Store.Records.Single();
        Assert.That((info!.LastSeenAt, info.ExpiresAt, info.EndsAt), Is.EqualTo((_world.Now, _world.Now + Idle, SessionWorld.Start.AddHours(24))));
        Assert.That((record.ExpiresAt, record.EndsAt, record.Version), Is.EqualTo((_world.Now + Idle, SessionWorld.Start.AddHours(24), 2L)));
    }

    [Test]
    [Property("Requirement", "D-05")]
    public async Task Touch_SoonerThanATenthOfTheIdleTime_WritesNothing()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance((Idle / 10) - Tick);

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That((info!.ExpiresAt, Writes), Is.EqualTo((SessionWorld.Start + Idle, 0)));
    }

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Touch_AgainAndAgain_NeverMovesTheEndPastTheAbsoluteOne()
    {
        string token = await _world.IssueAsync();
        SessionInfo? last = null;
        int touches = 0;
        while (await _world.Directory.TouchAsync(SessionWorld.IdOf(token)) is { } info)
        {
            last = info;
            touches++;
            _world.Time.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.That((touches, last!.ExpiresAt), Is.EqualTo((48, SessionWorld.Start.AddHours(24))));
    }

    [Test]
    public async Task Touch_JustAsAuthenticateWould_WritesTheSameRecord()
    {
        string touched = await _world.IssueAsync(options: new() { Persistent = true });
        string authenticated = await _world.IssueAsync(options: new() { Persistent = true });
        _world.Time.Advance(TimeSpan.FromDays(2));

        await _world.Directory.TouchAsync(SessionWorld.IdOf(touched));
        await _world.Strategy.AuthenticateAsync(authenticated);

        SessionRecord one = _world.Store.Peek(SessionWorld.IdOf(touched))!;
        SessionRecord other = _world.Store.Peek(SessionWorld.IdOf(authenticated))!;
        Assert.That((one.ExpiresAt, one.Version), Is.EqualTo((other.ExpiresAt, other.Version)));
        Assert.That(
            SessionPayloadCodec.Encode(_world.PayloadOf(touched) with { Secret = default, CreatedAt = default }).ToArray(),
            Is.EqualTo(SessionPayloadCodec.Encode(_world.PayloadOf(authenticated) with { Secret = default, CreatedAt = default }).ToArray()));
    }

    [Test]
    public async Task Touch_AfterARotation_LeavesTheTokenGood()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        string successor = (await _world.Strategy.RefreshAsync(token)).Credential!.Value;
        _world.Time.Advance(TimeSpan.FromMinutes(10));

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That(info!.LastSeenAt, Is.EqualTo(_world.Now));
        Assert.That((await _world.Strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "D-01")]
    public async Task Touch_AtTheIdleEnd_IsNothingAndRevivesNothing()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(Idle);

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That((info, Writes), Is.EqualTo(((SessionInfo?)null, 0)));
    }

    [Test]
    public async Task Touch_LoginOfAJwt_IsFoundAndNotProlonged()
    {
        SessionStrategy refresh = _world.Node(name: "Jwt", policy: _world.RefreshPolicy());
        SessionId id = (await refresh.IssueAsync(SessionWorld.Principal())).SessionId!.Value;
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        SessionInfo? info = await _world.Directory.TouchAsync(id);

        Assert.That((info!.Strategy, info.ExpiresAt, Writes), Is.EqualTo(("Jwt", SessionWorld.Start + Idle, 0)));
    }

    [Test]
    public async Task Touch_LoginOfAJwtThatBearsTheNameOfASessionStrategy_IsNotProlonged()
    {
        SessionStrategy refresh = _world.Node(policy: _world.RefreshPolicy("Session"));
        SessionId id = (await refresh.IssueAsync(SessionWorld.Principal())).SessionId!.Value;
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        await _world.Directory.TouchAsync(id);

        Assert.That(Writes, Is.Zero);
    }

    [Test]
    public async Task Touch_SessionOfAStrategyNotRegisteredHere_IsFoundAndNotProlonged()
    {
        SessionId id = (await _world.Node(name: "Elsewhere").IssueAsync(SessionWorld.Principal())).SessionId!.Value;
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        SessionInfo? info = await _world.Directory.TouchAsync(id);

        Assert.That((info!.Strategy, Writes), Is.EqualTo(("Elsewhere", 0)));
    }

    [Test]
    public async Task Touch_AnotherNodeRenewsMeanwhile_GivesWhatThatOneWroteWithoutASecondTry()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        bool isDone = false;
        _world.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || isDone)
                return;

            isDone = true;
            await _world.Strategy.AuthenticateAsync(token);
        };

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That((info!.ExpiresAt, Writes), Is.EqualTo((_world.Now + Idle, 2)));
        Assert.That(_world.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Touch_SessionEndsMeanwhile_IsNothingAndStaysGone()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _world.Store.Drop(SessionWorld.IdOf(token));
            return Task.CompletedTask;
        };

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That(info, Is.Null);
        Assert.That(_world.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Touch_AHundredAtOnce_WriteOnce()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        ISessionDirectory directory = _world.Directory;

        SessionInfo?[] found = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await directory.TouchAsync(SessionWorld.IdOf(token)))));

        Assert.That(found, Has.All.Not.Null);
        Assert.That(_world.Store.Records.Single().Version, Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task Touch_UnreadableRecord_IsNothingAndIsLeftAsItIs()
    {
        string token = await _world.IssueAsync();
        SessionRecord future = UnreadableRecords.Future(_world.Store.Records.Single());
        _world.Store.Put(future);

        SessionInfo? info = await _world.Directory.TouchAsync(SessionWorld.IdOf(token));

        Assert.That(info, Is.Null);
        Assert.That(_world.Store.Records.Single(), Is.SameAs(future));
    }
}
