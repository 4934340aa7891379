using AuthStrategies.Diagnostics;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Support;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>What a process can know about its own clock.</summary>
[TestFixture]
public sealed class OwnClockTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(5);

    private static IEnumerable<TestCaseData> Steps()
    {
        yield return Row("a step within the difference of honest clocks", Allowed, Tick, cannotTell: false);
        yield return Row("the smallest step that counts", Allowed + Tick, Tick, cannotTell: true);
        yield return Row("an hour", TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), cannotTell: true);
        yield return Row("a credential that the clock would accept without the step", TimeSpan.FromHours(1), TimeSpan.FromHours(1), cannotTell: true);
        yield return Row("a credential that is too new in any case", TimeSpan.FromHours(1), TimeSpan.FromHours(1) + Tick, cannotTell: false);
        yield return Row("the largest step", TimeSpan.FromHours(24), TimeSpan.FromMinutes(30), cannotTell: true);
        yield return Row("a clock that was wrong at start", TimeSpan.FromHours(24) + Tick, TimeSpan.FromMinutes(30), cannotTell: false);
        yield return Row("no step: another clock is ahead", TimeSpan.Zero, TimeSpan.FromMinutes(50), cannotTell: false);
        yield return Row("ahead, or the machine slept", TimeSpan.FromHours(-2), TimeSpan.FromMinutes(50), cannotTell: false);
    }

    [TestCaseSource(nameof(Steps))]
    [Property("Requirement", "M-07")]
    public void ReportAhead_AfterAStepOfTheClock_TellsOnlyWhatItKnows(TimeSpan step, TimeSpan ahead, bool cannotTell)
    {
        SettableTimeProvider time = new();
        LogCapture log = new();
        OwnClock clock = new(time, log);
        time.Advance(TimeSpan.FromDays(3));
        time.SetUtcNow(time.GetUtcNow() - step);

        Action report = () => clock.ReportAhead((time.GetUtcNow() + ahead).UtcTicks, time.GetUtcNow());

        if (cannotTell)
            Assert.That(() => report(), Throws.TypeOf<AuthUnavailableException>());
        else
            Assert.That(() => report(), Throws.Nothing);
        Assert.That(log.Ids, Is.EqualTo(new[] { cannotTell ? 50 : 51 }));
    }

    [Test]
    public void ReportAhead_Often_WritesALineEveryTenMinutes()
    {
        SettableTimeProvider time = new();
        LogCapture log = new();
        OwnClock clock = new(time, log);
        for (int minute = 0; minute <= 20; minute++)
        {
            clock.ReportAhead((time.GetUtcNow() + Allowed).UtcTicks, time.GetUtcNow());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(log.Lines, Has.Count.EqualTo(3));
        Assert.That(log.Lines[0], Does.Contain("00:10:00 ahead"));
    }

    private static TestCaseData Row(string name, TimeSpan step, TimeSpan ahead, bool cannotTell) =>
        new TestCaseData(step, ahead, cannotTell).SetArgDisplayNames(name);
}
