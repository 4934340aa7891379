using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Redis.Tests.Diagnostics;

/// <summary>An outage is logged once for each kind of failure, and counted.</summary>
[TestFixture]
public sealed class OutageLogTests
{
    private static readonly Exception Reason = new TimeoutException();

    [Test]
    public void Failed_ThousandsOfCalls_AreOneLineForEachKindAndACount()
    {
        FakeTimeProvider time = new();
        using LogCapture log = new();
        OutageLog outages = new(time, log);
        for (int i = 0; i < 5_000; i++)
        {
            outages.Failed(RedisFailureKind.ReadOnly, "find", Reason);
            outages.Failed(RedisFailureKind.Unreachable, "find", Reason);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        outages.Succeeded();
        Assert.That(log.Ids, Is.EqualTo(new[] { 204, 201 }), "not over yet");
        time.Advance(TimeSpan.FromSeconds(5));
        outages.Succeeded();
        outages.Succeeded();

        Assert.That(log.Ids, Is.EqualTo(new[] { 204, 201, 226 }));
        Assert.That(log.Entries.Last().Values, Does.Contain("Count=10000"));
    }

    [Test]
    public void Failed_SuccessesInBetween_AreOneOutage()
    {
        FakeTimeProvider time = new();
        using LogCapture log = new();
        OutageLog outages = new(time, log);
        for (int i = 0; i < 100; i++)
        {
            outages.Failed(RedisFailureKind.OutOfMemory, "create", Reason);
            time.Advance(TimeSpan.FromSeconds(1));
            outages.Succeeded();
        }

        Assert.That(log.Ids, Is.EqualTo(new[] { 207 }));
    }

    [Test]
    public void Failed_AfterTheEndOfAnOutage_IsANewOne()
    {
        FakeTimeProvider time = new();
        using LogCapture log = new();
        OutageLog outages = new(time, log);
        for (int i = 0; i < 2; i++)
        {
            outages.Failed(RedisFailureKind.TimedOut, "find", Reason);
            time.Advance(TimeSpan.FromSeconds(6));
            outages.Succeeded();
        }

        Assert.That(log.Ids, Is.EqualTo(new[] { 202, 226, 202, 226 }));
        Assert.That(log.Entries.Where(entry => entry.Id == 226).Select(entry => entry.Values), Has.All.Contain("Count=1;"));
    }

    [Test]
    public void Succeeded_NothingFailed_LogsNothing()
    {
        using LogCapture log = new();

        new OutageLog(new FakeTimeProvider(), log).Succeeded();

        Assert.That(log.Ids, Is.Empty);
    }
}
