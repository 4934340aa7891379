using System.Collections.Concurrent;
using AuthStrategies.EntityFrameworkCore.Sweeping;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace AuthStrategies.EntityFrameworkCore.Tests.Sweeping;

[TestFixture]
[Property("Requirement", "D-04")]
public sealed class SessionSweeperTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<(DateTimeOffset Until, int Batch)> _sweeps = [];

    [SetUp]
    public void Forget() => _sweeps.Clear();

    [Test]
    public async Task Start_BeforeTheInterval_SweepsNothing()
    {
        var time = new FakeTimeProvider(Sample.Start);
        using SessionSweeper sweeper = Sweeper(time, _ => 0, o => o.SweepJitter = 0);
        await sweeper.StartAsync(default);

        time.Advance(Interval - TimeSpan.FromTicks(1));

        Assert.That(_sweeps, Is.Empty);
        await sweeper.StopAsync(default);
    }

    [Test]
    [Property("Requirement", "F-43")]
    public async Task Sweep_FullBatches_GoesOnUntilOneIsNotFull()
    {
        var time = new FakeTimeProvider(Sample.Start);
        using SessionSweeper sweeper = Sweeper(time, count => count < 3 ? 10 : 4, o => o.SweepBatch = 10);
        await sweeper.StartAsync(default);

        time.Advance(Interval);

        await Until.TrueAsync(() => _sweeps.Count >= 3);
        Assert.That(_sweeps.Select(sweep => sweep.Batch), Is.EqualTo(new[] { 10, 10, 10 }));
        await sweeper.StopAsync(default);
    }

    [Test]
    [Property("Requirement", "F-14")]
    public async Task Sweep_ClockAhead_LeavesWhatExpiredWithinTheMargin()
    {
        var time = new FakeTimeProvider(Sample.Start);
        using SessionSweeper sweeper = Sweeper(time, _ => 0, o => o.SweepMargin = TimeSpan.FromHours(2));
        await sweeper.StartAsync(default);

        time.Advance(Interval);

        await Until.TrueAsync(() => !_sweeps.IsEmpty);
        Assert.That(_sweeps.First().Until, Is.EqualTo(Sample.Start + Interval - TimeSpan.FromHours(2)));
        await sweeper.StopAsync(default);
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Sweep_StoreBroken_IsToldAndTriedAgain()
    {
        var time = new FakeTimeProvider(Sample.Start);
        var events = new LogCapture();
        using SessionSweeper sweeper = Sweeper(time, count => count == 1 ? throw new SessionStoreException("down") : 0, events: events);
        await sweeper.StartAsync(default);
        time.Advance(Interval);
        await Until.TrueAsync(() => events.Ids.Contains(321));

        // The pause begins a moment after the failure was told.
        await Until.TrueAsync(() =>
        {
            time.Advance(Interval);
            return _sweeps.Count > 1;
        });

        Assert.That(events.Ids, Does.Contain(320));
        await sweeper.StopAsync(default);
    }

    [Test]
    public async Task Start_Infinite_NeverSweeps()
    {
        var time = new FakeTimeProvider(Sample.Start);
        using SessionSweeper sweeper = Sweeper(time, _ => 0, o => o.SweepInterval = Timeout.InfiniteTimeSpan);
        await sweeper.StartAsync(default);

        time.Advance(TimeSpan.FromDays(30));

        Assert.That(_sweeps, Is.Empty);
        await sweeper.StopAsync(default);
    }

    [Test]
    public void Shorten_ManyTimes_StaysWithinItsPartAndVaries()
    {
        TimeSpan[] pauses = [.. Enumerable.Range(0, 1000).Select(_ => SweepPause.Next(Interval, 0.25))];

        Assert.That(pauses, Has.All.InRange(Interval * 0.75, Interval));
        Assert.That(pauses.Distinct().Count(), Is.GreaterThan(900));
    }

    private SessionSweeper Sweeper(TimeProvider time, Func<int, int> removed, Action<EntityFrameworkSessionStoreOptions>? configure = null, LogCapture? events = null)
    {
        var store = new Mock<ISessionStore>();
        store.Setup(s => s.RemoveExpiredAsync(It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns((DateTimeOffset until, int batch, CancellationToken _) =>
            {
                _sweeps.Enqueue((until, batch));
                return new ValueTask<int>(removed(_sweeps.Count));
            });
        var options = new EntityFrameworkSessionStoreOptions();
        configure?.Invoke(options);
        ServiceProvider services = new ServiceCollection().AddSingleton(store.Object).BuildServiceProvider();
        return new(services, Options.Create(options), time, new Logger<SessionSweeper>(events ?? new()));
    }
}
