using AuthStrategies.Stores;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>What counts as a failure, how long a break lasts, and whose time is limited by whom.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "F-06")]
public sealed class SessionStoreBreakerRulesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogCapture _log = new();

    public void Dispose() => _log.Dispose();

    // The limit of a call and the time after which it failed, in milliseconds. A faster failure is the answer of a store that is reachable.
    [TestCase(2_000, 499, false)]
    [TestCase(2_000, 500, true)]
    [TestCase(2_000, 1_999, true)]
    [TestCase(1_000, 499, false)]
    [TestCase(1_000, 500, true)]
    [TestCase(600, 299, false)]
    [TestCase(600, 300, true)]
    [TestCase(60_000, 499, false)]
    [TestCase(60_000, 500, true)]
    [TestCase(-1, 499, false)]
    [TestCase(-1, 500, true)]
    public void Failed_AfterHalfOfTheLimitOrHalfASecond_Counts(int limit, int after, bool counts)
    {
        SessionStoreBreaker breaker = Breaker(new() { FailureThreshold = 1 }, TimeSpan.FromMilliseconds(limit));
        long since = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(after));

        breaker.Failed(since);

        Assert.That((breaker.IsOpen, breaker.Refusal() is not null), Is.EqualTo((counts, counts)));
    }

    [Test]
    public void Failed_Often_BreaksOnceForTheDuration()
    {
        SessionStoreBreaker breaker = Breaker(new() { FailureThreshold = 2, BreakDuration = TimeSpan.FromSeconds(5) });

        Fail(breaker);
        bool afterOne = breaker.IsOpen;
        Fail(breaker);
        Fail(breaker);
        bool[] refused = [IsRefusedAfter(TimeSpan.Zero), IsRefusedAfter(TimeSpan.FromSeconds(4.4)), IsRefusedAfter(TimeSpan.FromSeconds(0.1)), IsRefusedAfter(TimeSpan.Zero), IsRefusedAfter(TimeSpan.FromSeconds(4.9)), IsRefusedAfter(TimeSpan.FromSeconds(0.1))];

        Assert.That(afterOne, Is.False);
        // One call is tried at the end of a break; the others wait for the end of the next one.
        Assert.That(refused, Is.EqualTo(new[] { true, true, false, true, true, false }));
        Assert.That(_log.Ids, Has.Exactly(1).Items);

        bool IsRefusedAfter(TimeSpan time)
        {
            _time.Advance(time);
            return breaker.Refusal() is not null;
        }
    }

    [Test]
    public void Answered_BetweenFailures_BeginsTheCountAnew()
    {
        SessionStoreBreaker breaker = Breaker(new() { FailureThreshold = 2 });

        Fail(breaker);
        breaker.Answered();
        Fail(breaker);
        bool afterTwo = breaker.IsOpen;
        Fail(breaker);

        Assert.That((afterTwo, breaker.IsOpen), Is.EqualTo((false, true)));
    }

    [TestCase(null, 2_000, 2_000)]
    [TestCase(700, 700, 700)]
    [TestCase(-1, -1, 2_000)]
    public void Limit_OfTheStore_ComesBeforeTheOption(int? ofStore, int limit, int orDefault)
    {
        SessionStoreBreaker breaker = Breaker(new() { Timeout = TimeSpan.FromSeconds(2) }, ofStore is { } own ? TimeSpan.FromMilliseconds(own) : null);

        Assert.That(breaker.Limit, Is.EqualTo(TimeSpan.FromMilliseconds(limit)));
        Assert.That(breaker.LimitOrDefault, Is.EqualTo(TimeSpan.FromMilliseconds(orDefault)));
    }

    // Whether the store limits its time (of two seconds), the seconds that the operation has waited, whether threads are blocked, and after how many seconds the call ends.
    [TestCase(false, 0, false, 2)]
    [TestCase(false, 1.5, false, 0.5)]
    [TestCase(false, 2, false, 0)]
    [TestCase(false, 9, false, 0)]
    [TestCase(true, 0, false, null)]
    [TestCase(true, 0, true, 2)]
    [TestCase(true, 1.5, false, 0.5)]
    [TestCase(true, 9, false, 0)]
    public async Task InTime_StoreSilent_EndsAfterWhatIsLeft(bool limitsItsTime, double waited, bool mayBlock, double? end)
    {
        SessionStoreBreaker breaker = Breaker(new() { Timeout = TimeSpan.FromSeconds(2) }, limitsItsTime ? TimeSpan.FromSeconds(2) : null);
        TaskCompletionSource<int> silent = new();

        Task<int> call = breaker.InTime(new ValueTask<int>(silent.Task), TimeSpan.FromSeconds(waited), mayBlock).AsTask();

        if (end is not { } seconds)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.That(call.IsCompleted, Is.False);
            silent.SetResult(7);
            Assert.That(await call, Is.EqualTo(7));
            return;
        }

        if (seconds > 0)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.That(call.IsCompleted, Is.False);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        await Assert.ThatAsync(() => call, Throws.TypeOf<TimeoutException>());
    }

    // Two calls wait at one time; the second one read the clock first.
    [Test]
    public void Scope_CallsAtOneTime_CountOnce()
    {
        using SessionStoreOperation.Scope scope = new(TimeSpan.FromSeconds(1));
        long early = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));

        TimeSpan first = scope.Enter(_time, _time.GetTimestamp());
        TimeSpan second = scope.Enter(_time, early);
        _time.Advance(TimeSpan.FromSeconds(2));
        TimeSpan third = scope.Enter(_time, _time.GetTimestamp());
        scope.Leave(_time);
        scope.Leave(_time);
        TimeSpan before = scope.Waited;
        scope.Leave(_time);

        Assert.That((first.TotalSeconds, second.TotalSeconds, third.TotalSeconds), Is.EqualTo((1d, 1d, 4d)));
        Assert.That((before.TotalSeconds, scope.Waited.TotalSeconds), Is.EqualTo((1d, 4d)));
    }

    private void Fail(SessionStoreBreaker breaker)
    {
        long since = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        breaker.Failed(since);
    }

    private SessionStoreBreaker Breaker(SessionStoreCallOptions options, TimeSpan? ofStore = null) =>
        new(Options.Create(options), ofStore is { } limit ? new Timed(limit) : null, _time, _log);

    private sealed class Timed(TimeSpan limit) : ITimedSessionStore
    {
        public TimeSpan CallTimeout => limit;
    }
}
