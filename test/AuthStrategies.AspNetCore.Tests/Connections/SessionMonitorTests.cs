using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>One timer for the sessions of all connections.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionMonitorTests : IDisposable
{
    private readonly MonitorFixture _host = new();
    private readonly List<MonitoredState> _told = [];

    [TearDown]
    public void Dispose() => _host.Dispose();

    [Test]
    public void Watch_NothingHappens_AsksAtLeastOnceInEveryInterval()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());

        _host.Pass(TimeSpan.FromMinutes(10));

        DateTimeOffset[] asked = [MonitorFixture.Start, .. _host.Touches.Select(touch => touch.At), _host.Time.GetUtcNow()];
        Assert.That(asked.Zip(asked.Skip(1), (one, next) => next - one), Has.All.LessThan(MonitorFixture.Interval));
        Assert.That(_host.Touches, Has.Count.LessThan(40));
        Assert.That(_told, Is.Empty);
    }

    [Test]
    public void Watch_AThousandConnectionsAtOnce_SpreadsTheChecksOverTheInterval()
    {
        MonitoredSession[] sessions = [.. Enumerable.Range(0, 1000).Select(number => Watch(MonitorFixture.Session(number)))];

        _host.Pass(MonitorFixture.Interval * 4);

        IEnumerable<int> eachSecond = _host.Touches.GroupBy(touch => touch.At.Ticks / TimeSpan.TicksPerSecond).Select(second => second.Count());
        Assert.That(_host.Touches.Select(touch => touch.Id).Distinct().Count(), Is.EqualTo(1000));
        Assert.That(eachSecond.Max(), Is.LessThan(2 * 1000 / (MonitorFixture.Interval * 3 / 4).TotalSeconds));
        Assert.That(_host.Watch.Count, Is.EqualTo(sessions.Length));
    }

    [Test]
    public void Watch_SessionIsGone_EndsWithinTheInterval()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());
        _host.Answer = (_, _) => default;

        _host.Pass(MonitorFixture.Interval);

        Assert.That(_told, Is.EqualTo((MonitoredState[])[MonitoredState.Ended]));
        Assert.That(_host.Watch.Count, Is.Zero);
    }

    [Test]
    public void Watch_SessionExpires_EndsAtThatVeryMoment()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session(expiresAt: MonitorFixture.Start.AddSeconds(5)));

        _host.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        MonitoredState before = session.State;
        _host.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That((before, session.State), Is.EqualTo((MonitoredState.Confirmed, MonitoredState.Ended)));
        Assert.That(_host.Touches, Is.Empty);
    }

    [Test]
    public void Watch_SessionIsProlonged_LivesOnToTheNewEnd()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session(expiresAt: MonitorFixture.Start.AddMinutes(1)));

        _host.Pass(TimeSpan.FromMinutes(5));

        Assert.That(session.State, Is.EqualTo(MonitoredState.Confirmed));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Watch_Jwt_EndsWhenTheTokenExpiresRegardlessOfItsSession(bool hasSession)
    {
        using MonitoredSession session = Watch(MonitorFixture.Jwt(MonitorFixture.Start.AddMinutes(15), hasSession));

        _host.Pass(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        MonitoredState before = session.State;
        _host.Pass(TimeSpan.FromSeconds(1));

        Assert.That((before, session.State), Is.EqualTo((MonitoredState.Confirmed, MonitoredState.Ended)));
        Assert.That(_host.Touches, hasSession ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreFailsForLessThanTheRestOfTheInterval_StaysOpen()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());
        int failures = 0;
        _host.Answer = (id, _) => ++failures <= 2 ? throw new SessionStoreException("down") : new(_host.Info(id));

        _host.Pass(MonitorFixture.Interval * 3);

        Assert.That((failures > 2, _told.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreIsDown_IsInDoubtAfterTheIntervalAndEndsAtTheKnownEnd()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session(expiresAt: MonitorFixture.Start.AddMinutes(5)));
        _host.Answer = (_, _) => throw new SessionStoreException("down");

        _host.Pass(MonitorFixture.Interval - TimeSpan.FromSeconds(1));
        MonitoredState soon = session.State;
        _host.Pass(TimeSpan.FromSeconds(1));
        MonitoredState later = session.State;
        _host.Pass(TimeSpan.FromMinutes(5));

        Assert.That((soon, later, session.State), Is.EqualTo((MonitoredState.Confirmed, MonitoredState.InDoubt, MonitoredState.Ended)));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreIsBack_IsConfirmedAgain()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());
        _host.Answer = (_, _) => throw new SessionStoreException("down");
        _host.Pass(MonitorFixture.Interval * 2);

        _host.Answer = null;
        _host.Pass(MonitorFixture.Interval / 10);

        Assert.That(_told, Is.EqualTo((MonitoredState[])[MonitoredState.InDoubt, MonitoredState.Confirmed]));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public void Watch_StoreHangs_AsksSixteenAtATimeAndStillEndsAtTheKnownEnd()
    {
        TaskCompletionSource<SessionInfo?> never = new();
        _host.Answer = (_, _) => new(never.Task);
        MonitoredSession[] sessions = [.. Enumerable.Range(0, 100).Select(number => Watch(MonitorFixture.Session(number, MonitorFixture.Start.AddMinutes(2))))];

        _host.Pass(TimeSpan.FromMinutes(2));

        Assert.That(_host.Touches, Has.Count.EqualTo(SessionMonitor.MaxChecks));
        Assert.That(sessions.Select(session => session.State), Has.All.EqualTo(MonitoredState.Ended));
    }

    [Test]
    public async Task Confirm_SoonerThanTheInterval_AsksNoStrategy()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());

        MonitoredState state = await session.ConfirmAsync();

        Assert.That((state, _host.Touches.Count), Is.EqualTo((MonitoredState.Confirmed, 0)));
    }

    [Test]
    public async Task Confirm_InDoubt_AsksAndIsAnswered()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());
        _host.Answer = (_, _) => throw new SessionStoreException("down");
        _host.Pass(MonitorFixture.Interval);
        MonitoredState down = await session.ConfirmAsync();
        _host.Answer = null;

        MonitoredState up = await session.ConfirmAsync();

        Assert.That((down, up), Is.EqualTo((MonitoredState.InDoubt, MonitoredState.Confirmed)));
    }

    [Test]
    public async Task Confirm_ManyAtOnce_AskOnce()
    {
        using MonitoredSession session = Watch(MonitorFixture.Session());
        _host.Answer = (_, _) => throw new SessionStoreException("down");
        _host.Pass(MonitorFixture.Interval);
        int before = _host.Touches.Count;
        TaskCompletionSource<SessionInfo?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Answer = (_, _) => new(answer.Task);

        Task<MonitoredState>[] asked = [.. Enumerable.Range(0, 20).Select(_ => session.ConfirmAsync().AsTask())];
        answer.SetResult(null);
        MonitoredState[] states = await Task.WhenAll(asked);

        Assert.That(states, Has.All.EqualTo(MonitoredState.Ended));
        Assert.That(_host.Touches.Count - before, Is.EqualTo(1));
        Assert.That(_told, Is.EqualTo((MonitoredState[])[MonitoredState.InDoubt, MonitoredState.Ended]));
    }

    [Test]
    public void Dispose_AfterAsManyConnections_KeepsNothing()
    {
        MonitoredSession[] sessions = [.. Enumerable.Range(0, 1000).Select(number => Watch(MonitorFixture.Session(number)))];
        _host.Pass(MonitorFixture.Interval);

        foreach (MonitoredSession session in sessions)
            session.Dispose();

        int before = _host.Touches.Count;
        _host.Pass(MonitorFixture.Interval * 2);
        Assert.That((_host.Watch.Count, _host.Touches.Count - before), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Dispose_WhileItIsAsked_TellsNothingAndComesNotBack()
    {
        TaskCompletionSource<SessionInfo?> answer = new();
        _host.Answer = (_, _) => new(answer.Task);
        MonitoredSession session = Watch(MonitorFixture.Session());
        _host.Pass(MonitorFixture.Interval / 2);
        _host.Pass(MonitorFixture.Interval / 3);

        session.Dispose();
        answer.SetResult(null);

        Assert.That((_host.Touches.Count, _told.Count, _host.Watch.Count), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task Watch_ConnectionWentAwayWithoutAWord_IsForgottenAndNoActivity()
    {
        using CancellationTokenSource gone = new();
        _ = _host.Watch.Watch(MonitorFixture.Session(), _ => { }, gone.Token);
        await gone.CancelAsync();

        _host.Pass(MonitorFixture.Interval);

        Assert.That((_host.Watch.Count, _host.Touches.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Changed_Throws_TheOthersAreToldAll()
    {
        using MonitoredSession bad = _host.Watch.Watch(MonitorFixture.Session(1), _ => throw new InvalidOperationException("application"), default);
        using MonitoredSession good = Watch(MonitorFixture.Session(2));
        _host.Answer = (_, _) => default;

        _host.Pass(MonitorFixture.Interval);

        Assert.That(_told, Is.EqualTo((MonitoredState[])[MonitoredState.Ended]));
    }

    private MonitoredSession Watch(RequestSession facts) => _host.Watch.Watch(facts, session => _told.Add(session.State), CancellationToken.None);
}
