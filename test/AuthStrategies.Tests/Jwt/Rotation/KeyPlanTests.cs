using System.Collections.Immutable;
using AuthStrategies.Jwt.Rotation;
using CsCheck;

namespace AuthStrategies.Tests.Jwt.Rotation;

[TestFixture]
public sealed class KeyPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly KeySchedule Schedule = new("ES256", TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    private int _made;

    [Test]
    public void Advance_NoKeys_FirstSignsAtOnce()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.Periods.Single(), Has.Property("AnnouncedAt").EqualTo(Start).And.Property("SignsFrom").EqualTo(Start).And.Property("SignsUntil").Null);
        Assert.That(timeline.StateOf(timeline.Periods[0], Schedule, Start), Is.EqualTo(JwtKeyState.Active));
    }

    [Test]
    public void Advance_NothingDue_GivesTheSameTimeline()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(Advance(timeline, Start + Schedule.Every - Schedule.Lead - TimeSpan.FromTicks(1)), Is.SameAs(timeline));
    }

    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-02")]
    public void Advance_WholePeriod_GoesThroughEveryStateAtItsTick()
    {
        TimeSpan tick = TimeSpan.FromTicks(1);
        DateTimeOffset due = Start + Schedule.Every - Schedule.Lead;
        DateTimeOffset turn = Start + Schedule.Every;
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), due);
        KeyPeriod first = timeline.Periods[0];
        KeyPeriod second = timeline.Periods[1];

        Assert.That(second, Has.Property("AnnouncedAt").EqualTo(due).And.Property("SignsFrom").EqualTo(turn));
        Assert.That(States(due), Is.EqualTo((JwtKeyState.Active, JwtKeyState.Announced)));
        Assert.That(States(turn - tick), Is.EqualTo((JwtKeyState.Active, JwtKeyState.Announced)));
        Assert.That(States(turn), Is.EqualTo((JwtKeyState.Retiring, JwtKeyState.Active)));
        Assert.That(States(turn + Schedule.Retire - tick), Is.EqualTo((JwtKeyState.Retiring, JwtKeyState.Active)));
        Assert.That(States(turn + Schedule.Retire), Is.EqualTo((JwtKeyState.Retired, JwtKeyState.Active)));
        Assert.That(Advance(timeline, turn + Schedule.Retire), Is.SameAs(timeline), "another clock may be behind");
        Assert.That(Advance(timeline, turn + Schedule.Retire + TimeSpan.FromMinutes(5)).Periods, Is.EqualTo(new[] { second }));

        (JwtKeyState, JwtKeyState) States(DateTimeOffset now) => (timeline.StateOf(first, Schedule, now), timeline.StateOf(second, Schedule, now));
    }

    [Test]
    [Property("Requirement", "K-02")]
    public void Advance_LongOverdue_StillAnnouncesFirst()
    {
        DateTimeOffset late = Start + (3 * Schedule.Every);

        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), late);

        Assert.That(timeline.Periods, Has.Length.EqualTo(2));
        Assert.That(timeline.Periods[1].SignsFrom, Is.EqualTo(late + Schedule.Lead));
        Assert.That(timeline.Active(late), Is.EqualTo(timeline.Periods[0]));
        Assert.That(timeline.MaySign(Schedule, late), Is.True);
    }

    [Test]
    [Property("Requirement", "F-33")]
    public void MaySign_NoSuccessorKnown_UntilOneCouldHaveTakenOver()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.MaySign(Schedule, Start + Schedule.Every - TimeSpan.FromTicks(1)), Is.True);
        Assert.That(timeline.MaySign(Schedule, Start + Schedule.Every), Is.False);
    }

    [Test]
    public void Active_ClockBehindTheFirstKey_IsTheFirstKey()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.Active(Start - TimeSpan.FromSeconds(5)), Is.EqualTo(timeline.Periods[0]));
    }

    [Test]
    public void RotateNow_NothingAnnounced_AnnouncesForTheWholeTime()
    {
        KeyTimeline timeline = KeyPlan.RotateNow(Advance(KeyTimeline.Empty, Start), Schedule, Start + TimeSpan.FromHours(1), NewKey);

        Assert.That(timeline.Periods[1].SignsFrom, Is.EqualTo(Start + TimeSpan.FromHours(1) + Schedule.Lead));
        Assert.That(timeline.Periods[0].SignsUntil, Is.EqualTo(timeline.Periods[1].SignsFrom));
    }

    [Test]
    public void RotateNow_Twice_AnnouncesOnce()
    {
        KeyTimeline once = KeyPlan.RotateNow(Advance(KeyTimeline.Empty, Start), Schedule, Start, NewKey);

        Assert.That(KeyPlan.RotateNow(once, Schedule, Start + TimeSpan.FromHours(1), NewKey), Is.SameAs(once));
    }

    [Test]
    public void RotateNow_TooManyKeys_SaysSo()
    {
        KeySchedule slow = Schedule with { Announce = TimeSpan.FromSeconds(1), PollInterval = TimeSpan.FromSeconds(1), Retire = TimeSpan.FromDays(30) };
        KeyTimeline timeline = KeyPlan.Advance(KeyTimeline.Empty, slow, Start, NewKey);

        Assert.That(RotateForever, Throws.InvalidOperationException.With.Message.Contains("Wait until"));
        Assert.That(KeyTimelineCodec.IsInOrder(timeline.Periods), Is.True);

        void RotateForever()
        {
            for (int i = 0; i < KeyPlan.MaxKeys; i++)
                timeline = KeyPlan.RotateNow(timeline, slow, Start + (i * TimeSpan.FromSeconds(10)), NewKey);
        }
    }

    [Test]
    [Property("Requirement", "K-03")]
    public void Remove_Active_AnnouncedTakesOverAtOnce()
    {
        DateTimeOffset now = Start + Schedule.Every - TimeSpan.FromHours(2);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), now);

        KeyTimeline removed = KeyPlan.Remove(timeline, timeline.Periods[0].Key.KeyId, now, NewKey);

        Assert.That(removed.Periods.Single().Key, Is.SameAs(timeline.Periods[1].Key));
        Assert.That(removed.Periods.Single().SignsFrom, Is.EqualTo(now));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public void Remove_ActiveAndNothingAnnounced_NewOneSignsAtOnceAndTheRetiringOneStaysRetiring()
    {
        DateTimeOffset now = Start + Schedule.Every + TimeSpan.FromMinutes(10);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), Start + Schedule.Every - Schedule.Lead);

        KeyTimeline removed = KeyPlan.Remove(timeline, timeline.Periods[1].Key.KeyId, now, NewKey);

        Assert.That(removed.Periods, Has.Length.EqualTo(2));
        Assert.That(removed.Periods[0], Is.EqualTo(timeline.Periods[0]));
        Assert.That(removed.Periods[1], Has.Property("AnnouncedAt").EqualTo(now).And.Property("SignsFrom").EqualTo(now));
        Assert.That(removed.StateOf(removed.Periods[0], Schedule, now), Is.EqualTo(JwtKeyState.Retiring));
        Assert.That(removed.StateOf(removed.Periods[0], Schedule, Start + Schedule.Every + Schedule.Retire), Is.EqualTo(JwtKeyState.Retired));
    }

    [Test]
    public void Remove_Announced_ActiveGoesOnUntilTheNextIsAnnounced()
    {
        DateTimeOffset now = Start + Schedule.Every - TimeSpan.FromHours(2);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), now);

        KeyTimeline next = Advance(KeyPlan.Remove(timeline, timeline.Periods[1].Key.KeyId, now, NewKey), now);

        Assert.That(next.Active(now).Key, Is.SameAs(timeline.Periods[0].Key));
        Assert.That(next.Periods[1].Key, Is.Not.SameAs(timeline.Periods[1].Key));
        Assert.That(next.Periods[1].SignsFrom, Is.EqualTo(now + Schedule.Lead));
    }

    [Test]
    public void Remove_Unknown_GivesTheSameTimeline()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(KeyPlan.Remove(timeline, "other", Start, NewKey), Is.SameAs(timeline));
    }

    private static readonly Gen<KeySchedule> Schedules =
        from poll in Gen.Int[1, 20]
        from announce in Gen.Int[10, 200]
        from every in Gen.Int[announce + poll + 1, 2000]
        from retire in Gen.Int[Math.Min(8, every), every]
        select new KeySchedule("ES256", Seconds(every), Seconds(announce), Seconds(retire), Seconds(poll));

    private static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 400], Gen.Int[0, 30], Gen.Int[0, 63], (node, wait, act, key) => new Step(node, wait, act, key)).Array[1, 40];

    /// <summary>Three nodes whose clocks differ by up to four seconds, each with keys up to a poll old, under any schedule and any intervention.</summary>
    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-02")]
    public void Plan_AnyScheduleClocksAndInterventions_HoldsItsPromises()
    {
        Gen.Select(Schedules, Steps).Sample((schedule, steps) => new KeyPlanFixture(schedule, Start).Run(steps), iter: 300);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private KeyTimeline Advance(KeyTimeline timeline, DateTimeOffset now) => KeyPlan.Advance(timeline, Schedule, now, NewKey);

    private StoredKey NewKey() => new($"key-{++_made}", "ES256", "never opened");
}
