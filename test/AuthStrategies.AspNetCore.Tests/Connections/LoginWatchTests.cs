using AuthStrategies.AspNetCore.Connections;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>One timer for the logins of all connections.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoginWatchTests : IDisposable
{
    private readonly WatchWorld _world = new();
    private readonly List<LoginState> _told = [];

    [TearDown]
    public void Dispose() => _world.Dispose();

    [Test]
    public void Watch_NothingHappens_AsksAtLeastOnceInEveryInterval()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());

        _world.Pass(TimeSpan.FromMinutes(10));

        DateTimeOffset[] asked = [WatchWorld.Start, .. _world.Touches.Select(touch => touch.At), _world.Time.GetUtcNow()];
        Assert.That(asked.Zip(asked.Skip(1), (one, next) => next - one), Has.All.LessThan(WatchWorld.Interval));
        Assert.That(_world.Touches, Has.Count.LessThan(40));
        Assert.That(_told, Is.Empty);
    }

    [Test]
    public void Watch_AThousandConnectionsAtOnce_SpreadsTheChecksOverTheInterval()
    {
        WatchedLogin[] logins = [.. Enumerable.Range(0, 1000).Select(number => Watch(WatchWorld.Session(number)))];

        _world.Pass(WatchWorld.Interval * 4);

        IEnumerable<int> eachSecond = _world.Touches.GroupBy(touch => touch.At.Ticks / TimeSpan.TicksPerSecond).Select(second => second.Count());
        Assert.That(_world.Touches.Select(touch => touch.Id).Distinct().Count(), Is.EqualTo(1000));
        Assert.That(eachSecond.Max(), Is.LessThan(2 * 1000 / (WatchWorld.Interval * 3 / 4).TotalSeconds));
        Assert.That(_world.Watch.Count, Is.EqualTo(logins.Length));
    }

    [Test]
    public void Watch_SessionIsGone_EndsWithinTheInterval()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());
        _world.Answer = (_, _) => default;

        _world.Pass(WatchWorld.Interval);

        Assert.That(_told, Is.EqualTo((LoginState[])[LoginState.Ended]));
        Assert.That(_world.Watch.Count, Is.Zero);
    }

    [Test]
    public void Watch_SessionExpires_EndsAtThatVeryMoment()
    {
        using WatchedLogin login = Watch(WatchWorld.Session(expiresAt: WatchWorld.Start.AddSeconds(5)));

        _world.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        LoginState before = login.State;
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That((before, login.State), Is.EqualTo((LoginState.Confirmed, LoginState.Ended)));
        Assert.That(_world.Touches, Is.Empty);
    }

    [Test]
    public void Watch_SessionIsProlonged_LivesOnToTheNewEnd()
    {
        using WatchedLogin login = Watch(WatchWorld.Session(expiresAt: WatchWorld.Start.AddMinutes(1)));

        _world.Pass(TimeSpan.FromMinutes(5));

        Assert.That(login.State, Is.EqualTo(LoginState.Confirmed));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Watch_Jwt_EndsWhenTheTokenExpiresWhateverItsSession(bool hasSession)
    {
        using WatchedLogin login = Watch(WatchWorld.Jwt(WatchWorld.Start.AddMinutes(15), hasSession));

        _world.Pass(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        LoginState before = login.State;
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.That((before, login.State), Is.EqualTo((LoginState.Confirmed, LoginState.Ended)));
        Assert.That(_world.Touches, hasSession ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreFailsForLessThanTheRestOfTheInterval_NobodyNotices()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());
        int failures = 0;
        _world.Answer = (id, _) => ++failures <= 2 ? throw new SessionStoreException("down") : new(_world.Info(id));

        _world.Pass(WatchWorld.Interval * 3);

        Assert.That((failures > 2, _told.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreIsDown_IsInDoubtAfterTheIntervalAndEndsAtTheKnownEnd()
    {
        using WatchedLogin login = Watch(WatchWorld.Session(expiresAt: WatchWorld.Start.AddMinutes(5)));
        _world.Answer = (_, _) => throw new SessionStoreException("down");

        _world.Pass(WatchWorld.Interval - TimeSpan.FromSeconds(1));
        LoginState soon = login.State;
        _world.Pass(TimeSpan.FromSeconds(1));
        LoginState later = login.State;
        _world.Pass(TimeSpan.FromMinutes(5));

        Assert.That((soon, later, login.State), Is.EqualTo((LoginState.Confirmed, LoginState.InDoubt, LoginState.Ended)));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public void Watch_StoreIsBack_IsConfirmedAgain()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());
        _world.Answer = (_, _) => throw new SessionStoreException("down");
        _world.Pass(WatchWorld.Interval * 2);

        _world.Answer = null;
        _world.Pass(WatchWorld.Interval / 10);

        Assert.That(_told, Is.EqualTo((LoginState[])[LoginState.InDoubt, LoginState.Confirmed]));
    }

    [Test]
    [Property("Requirement", "F-06")]
    public void Watch_StoreHangs_AsksSixteenAtATimeAndStillEndsAtTheKnownEnd()
    {
        TaskCompletionSource<SessionInfo?> never = new();
        _world.Answer = (_, _) => new(never.Task);
        WatchedLogin[] logins = [.. Enumerable.Range(0, 100).Select(number => Watch(WatchWorld.Session(number, WatchWorld.Start.AddMinutes(2))))];

        _world.Pass(TimeSpan.FromMinutes(2));

        Assert.That(_world.Touches, Has.Count.EqualTo(LoginWatch.MaxChecks));
        Assert.That(logins.Select(login => login.State), Has.All.EqualTo(LoginState.Ended));
    }

    [Test]
    public async Task Confirm_SoonerThanTheInterval_AsksNobody()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());

        LoginState state = await login.ConfirmAsync();

        Assert.That((state, _world.Touches.Count), Is.EqualTo((LoginState.Confirmed, 0)));
    }

    [Test]
    public async Task Confirm_InDoubt_AsksAndIsAnswered()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());
        _world.Answer = (_, _) => throw new SessionStoreException("down");
        _world.Pass(WatchWorld.Interval);
        LoginState down = await login.ConfirmAsync();
        _world.Answer = null;

        LoginState up = await login.ConfirmAsync();

        Assert.That((down, up), Is.EqualTo((LoginState.InDoubt, LoginState.Confirmed)));
    }

    [Test]
    public async Task Confirm_ManyAtOnce_AskOnce()
    {
        using WatchedLogin login = Watch(WatchWorld.Session());
        _world.Answer = (_, _) => throw new SessionStoreException("down");
        _world.Pass(WatchWorld.Interval);
        int before = _world.Touches.Count;
        TaskCompletionSource<SessionInfo?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Answer = (_, _) => new(answer.Task);

        Task<LoginState>[] asked = [.. Enumerable.Range(0, 20).Select(_ => login.ConfirmAsync().AsTask())];
        answer.SetResult(null);
        LoginState[] states = await Task.WhenAll(asked);

        Assert.That(states, Has.All.EqualTo(LoginState.Ended));
        Assert.That(_world.Touches.Count - before, Is.EqualTo(1));
        Assert.That(_told, Is.EqualTo((LoginState[])[LoginState.InDoubt, LoginState.Ended]));
    }

    [Test]
    public void Dispose_AfterAsManyConnections_KeepsNothing()
    {
        WatchedLogin[] logins = [.. Enumerable.Range(0, 1000).Select(number => Watch(WatchWorld.Session(number)))];
        _world.Pass(WatchWorld.Interval);

        foreach (WatchedLogin login in logins)
            login.Dispose();

        int before = _world.Touches.Count;
        _world.Pass(WatchWorld.Interval * 2);
        Assert.That((_world.Watch.Count, _world.Touches.Count - before), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Dispose_WhileItIsAsked_TellsNothingAndComesNotBack()
    {
        TaskCompletionSource<SessionInfo?> answer = new();
        _world.Answer = (_, _) => new(answer.Task);
        WatchedLogin login = Watch(WatchWorld.Session());
        _world.Pass(WatchWorld.Interval / 2);
        _world.Pass(WatchWorld.Interval / 3);

        login.Dispose();
        answer.SetResult(null);

        Assert.That((_world.Touches.Count, _told.Count, _world.Watch.Count), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task Watch_ConnectionWentAwayWithoutAWord_IsForgottenAndNoActivity()
    {
        using CancellationTokenSource gone = new();
        _ = _world.Watch.Watch(WatchWorld.Session(), _ => { }, gone.Token);
        await gone.CancelAsync();

        _world.Pass(WatchWorld.Interval);

        Assert.That((_world.Watch.Count, _world.Touches.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Changed_Throws_TheOthersAreToldAll()
    {
        using WatchedLogin bad = _world.Watch.Watch(WatchWorld.Session(1), _ => throw new InvalidOperationException("application"), default);
        using WatchedLogin good = Watch(WatchWorld.Session(2));
        _world.Answer = (_, _) => default;

        _world.Pass(WatchWorld.Interval);

        Assert.That(_told, Is.EqualTo((LoginState[])[LoginState.Ended]));
    }

    private WatchedLogin Watch(LoginFacts facts) => _world.Watch.Watch(facts, login => _told.Add(login.State), CancellationToken.None);
}
