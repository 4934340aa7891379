using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The end that the application sets for a live session.</summary>
public sealed partial class SessionDirectoryTests
{
    private static readonly DateTimeOffset Start = SessionFixture.Start;

    [TestCase(1, 1)]
    [TestCase(1799, 1799)]
    [TestCase(3600, 3600)]
    [TestCase(7200, 7200)]
    [TestCase(86400, 86400)]
    [TestCase(86401, 86400)]
    [TestCase(34560000, 86400)]
    public async Task SetLifetime_AnyTime_SetsTheEndButNeverPastTheAbsoluteOne(int seconds, int end)
    {
        SessionId id = SessionFixture.IdOf(await _fixture.IssueAsync());

        SessionInfo? info = await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromSeconds(seconds));

        Assert.That((info!.AbsoluteExpiresAt, info.ExpiresAt), Is.EqualTo((Start.AddSeconds(end), Start.AddSeconds(Math.Min(end, 3600)))));
        Assert.That(_fixture.Store.Records.Single().AbsoluteExpiresAt, Is.EqualTo(Start.AddHours(24)), "stores keep it");
        Assert.That((await _fixture.Directory.FindAsync(id))!.AbsoluteExpiresAt, Is.EqualTo(info.AbsoluteExpiresAt));
    }

    [Test]
    public async Task SetLifetime_Shorter_HoldsAgainstActivity()
    {
        string token = await _fixture.IssueAsync();
        await _fixture.Directory.SetLifetimeAsync(SessionFixture.IdOf(token), TimeSpan.FromHours(2));
        int minutes = 0;
        while ((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded && minutes < 2000)
        {
            minutes += 10;
            _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.That(minutes, Is.EqualTo(120));
    }

    [Test]
    public async Task SetLifetime_LongerAgain_EndsAtTheNewEndOrTheAbsoluteOne()
    {
        SessionId id = SessionFixture.IdOf(await _fixture.IssueAsync());
        await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromMinutes(5));

        SessionInfo? longer = await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromHours(2));
        SessionInfo? longest = await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromDays(400));

        Assert.That((longer!.ExpiresAt, longer.AbsoluteExpiresAt), Is.EqualTo((Start.AddHours(1), Start.AddHours(2))));
        Assert.That((longest!.ExpiresAt, longest.AbsoluteExpiresAt), Is.EqualTo((Start.AddHours(1), Start.AddHours(24))));
        Assert.That(SessionFixture.PayloadOf(_fixture.Store.Records.Single()).Extensions, Is.Empty);
    }

    [Test]
    public async Task SetLifetime_NoActivity_IsNotCountedAsOne()
    {
        SessionId id = SessionFixture.IdOf(await _fixture.IssueAsync());
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        SessionInfo? info = await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromHours(20));

        Assert.That((info!.LastSeenAt, info.ExpiresAt), Is.EqualTo((Start, Start.AddHours(1))));
    }

    [Test]
    public async Task SetLifetime_ThenRotation_KeepsTheEnd()
    {
        string token = await _fixture.IssueAsync();
        await _fixture.Directory.SetLifetimeAsync(SessionFixture.IdOf(token), TimeSpan.FromMinutes(90));
        _fixture.Time.Advance(TimeSpan.FromMinutes(45));

        RefreshResult refreshed = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(refreshed.Credential!.ExpiresAt, Is.EqualTo(Start.AddMinutes(90)));
        await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal());
        Assert.That((await _fixture.Directory.FindAsync(SessionFixture.IdOf(token)))!.AbsoluteExpiresAt, Is.EqualTo(Start.AddMinutes(90)));
    }

    [Test]
    public async Task SetLifetime_JwtSession_BoundsIt()
    {
        string token = (await _fixture.Node(name: "Jwt", policy: _fixture.RefreshPolicy()).IssueAsync(SessionFixture.Principal())).Value;

        SessionInfo? info = await _fixture.Directory.SetLifetimeAsync(SessionFixture.IdOf(token), TimeSpan.FromMinutes(5));

        Assert.That((info!.ExpiresAt, info.AbsoluteExpiresAt), Is.EqualTo((Start.AddMinutes(5), Start.AddMinutes(5))));
    }

    [TestCase(SessionScenario.Session)]
    [TestCase(SessionScenario.Jwt)]
    public async Task SetLifetime_LongerAgain_LengthensTheSessionOfEitherStrategy(string strategy)
    {
        IssuedCredential issued = await OfBoth[strategy].IssueAsync(SessionScenario.Principal());
        SessionId id = issued.SessionId!.Value;
        await Directory.SetLifetimeAsync(id, TimeSpan.FromMinutes(5));

        SessionInfo? info = await Directory.SetLifetimeAsync(id, TimeSpan.FromHours(2));

        Assert.That((info!.ExpiresAt, info.AbsoluteExpiresAt), Is.EqualTo((SessionScenario.Start + SessionScenario.Idle, SessionScenario.Start.AddHours(2))));
        _scenario.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.That((await OfBoth[strategy].RefreshAsync(SessionScenario.Lasting(issued))).Succeeded, Is.True);
    }

    [Test]
    public async Task SetLifetime_RecordRenewedByAnOlderRelease_EndsAtTheSetEnd()
    {
        string token = await _fixture.IssueAsync();
        SessionId id = SessionFixture.IdOf(token);
        await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromMinutes(20));
        RenewAsAnOlderRelease();

        DateTimeOffset? end = (await _fixture.Strategy.AuthenticateAsync(token)).ExpiresAt;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await _fixture.Strategy.AuthenticateAsync(token);
        DateTimeOffset renewed = _fixture.Store.Records.Single().ExpiresAt;
        RenewAsAnOlderRelease();
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.That((end, renewed), Is.EqualTo(((DateTimeOffset?)Start.AddMinutes(20), Start.AddMinutes(20))));
        foreach (SessionStrategy node in (SessionStrategy[])[_fixture.Strategy, _fixture.Node()])
        {
            AuthFailure? failure = (await node.AuthenticateAsync(token)).Failure;
            Assert.That((failure?.Reason, failure?.Detail), Is.EqualTo(((AuthFailureReason?)AuthFailureReason.Expired, $"The session expired at {Start.AddMinutes(20):O} (absolute end {Start.AddHours(24):O}).")));
            Assert.That((await node.RefreshAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
        }

        Assert.That(await _fixture.Directory.FindAsync(id), Is.Null);

        void RenewAsAnOlderRelease()
        {
            SessionRecord record = _fixture.Store.Records.Single();
            _fixture.Store.Put(SessionFixture.With(record, _fixture.Now.AddHours(1), SessionFixture.PayloadOf(record)));
        }
    }

    [Test]
    public async Task SetLifetime_RacesWithRenewals_LosesNeitherChange()
    {
        string token = await _fixture.IssueAsync();
        SessionId id = SessionFixture.IdOf(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            if (i == 0)
                await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromMinutes(45));
            else
                await _fixture.Strategy.AuthenticateAsync(token);
        })));

        SessionInfo? info = await _fixture.Directory.FindAsync(id);
        Assert.That((info!.LastSeenAt, info.AbsoluteExpiresAt), Is.EqualTo((Start.AddMinutes(30), Start.AddMinutes(75))));
        Assert.That(info.ExpiresAt, Is.EqualTo(Start.AddMinutes(75)));
    }

    [Test]
    public async Task SetLifetime_NoLiveSession_IsNullAndWritesNothing()
    {
        SessionId id = SessionFixture.IdOf(await _fixture.IssueAsync());
        _fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.That(await _fixture.Directory.SetLifetimeAsync(id, TimeSpan.FromHours(1)), Is.Null);
        Assert.That(await _fixture.Directory.SetLifetimeAsync(default, TimeSpan.FromHours(1)), Is.Null);
        Assert.That(Writes, Is.Zero);
    }

    [TestCase(-1L)]
    [TestCase(0L)]
    [TestCase(TimeSpan.TicksPerSecond - 1)]
    [TestCase((400 * TimeSpan.TicksPerDay) + 1)]
    [TestCase(long.MaxValue)]
    public void SetLifetime_IllegalTime_SaysTheRange(long ticks) =>
        Assert.That(
            async () => await _fixture.Directory.SetLifetimeAsync(default, new TimeSpan(ticks)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("it must be from 1 second to 400 days"));

    [TestCase(0, 1)]
    [TestCase(59, 0)]
    [TestCase(60, 1)]
    public async Task RenewAfter_Set_DecidesWhenActivityIsWritten(int seconds, int writes)
    {
        SessionFixture fixture = new(options => options.RenewAfter = seconds == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(1));
        string token = await fixture.IssueAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));

        await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(fixture.Store.Count("replace"), Is.EqualTo(writes));
    }
}
