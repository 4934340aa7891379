using System.Collections.Immutable;
using AuthStrategies.Jwt.Rotation;
using CsCheck;

namespace AuthStrategies.Tests.Jwt.Rotation;

[TestFixture]
public sealed class KeyTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly RotationPeriods Periods = new("ES256", TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    private int _made;

    [Test]
    public void Advance_NoKeys_FirstSignsAtOnce()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.Keys.Single(), Has.Property("AnnouncedAt").EqualTo(Start).And.Property("SignsFrom").EqualTo(Start).And.Property("SignsUntil").Null);
        Assert.That(timeline.StateOf(timeline.Keys[0], Periods, Start), Is.EqualTo(JwtKeyState.Active));
    }

    [Test]
    public void Advance_NothingDue_GivesTheSameTimeline()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(Advance(timeline, Start + Periods.RotationPeriod - Periods.LeadTime - TimeSpan.FromTicks(1)), Is.SameAs(timeline));
    }

    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-02")]
    public void Advance_WholePeriod_GoesThroughEveryStateAtItsTick()
    {
        TimeSpan tick = TimeSpan.FromTicks(1);
        DateTimeOffset due = Start + Periods.RotationPeriod - Periods.LeadTime;
        DateTimeOffset change = Start + Periods.RotationPeriod;
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), due);
        RotatingKey first = timeline.Keys[0];
        RotatingKey second = timeline.Keys[1];

        Assert.That(second, Has.Property("AnnouncedAt").EqualTo(due).And.Property("SignsFrom").EqualTo(change));
        Assert.That(States(due), Is.EqualTo((JwtKeyState.Active, JwtKeyState.Announced)));
        Assert.That(States(change - tick), Is.EqualTo((JwtKeyState.Active, JwtKeyState.Announced)));
        Assert.That(States(change), Is.EqualTo((JwtKeyState.Retired, JwtKeyState.Active)));
        Assert.That(States(change + Periods.RetirementPeriod - tick), Is.EqualTo((JwtKeyState.Retired, JwtKeyState.Active)));
        Assert.That(States(change + Periods.RetirementPeriod), Is.EqualTo((JwtKeyState.Removed, JwtKeyState.Active)));
        Assert.That(Advance(timeline, change + Periods.RetirementPeriod), Is.SameAs(timeline), "another clock may be behind");
        Assert.That(Advance(timeline, change + Periods.RetirementPeriod + TimeSpan.FromMinutes(5)).Keys, Is.EqualTo(new[] { second }));

        (JwtKeyState, JwtKeyState) States(DateTimeOffset now) => (timeline.StateOf(first, Periods, now), timeline.StateOf(second, Periods, now));
    }

    [Test]
    [Property("Requirement", "K-02")]
    public void Advance_LongOverdue_StillAnnouncesFirst()
    {
        DateTimeOffset late = Start + (3 * Periods.RotationPeriod);

        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), late);

        Assert.That(timeline.Keys, Has.Length.EqualTo(2));
        Assert.That(timeline.Keys[1].SignsFrom, Is.EqualTo(late + Periods.LeadTime));
        Assert.That(timeline.ActiveKey(late), Is.EqualTo(timeline.Keys[0]));
        Assert.That(timeline.MaySign(Periods, late), Is.True);
    }

    [Test]
    [Property("Requirement", "F-33")]
    public void MaySign_NoSuccessorKnown_UntilOneCouldHaveTakenOver()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.MaySign(Periods, Start + Periods.RotationPeriod - TimeSpan.FromTicks(1)), Is.True);
        Assert.That(timeline.MaySign(Periods, Start + Periods.RotationPeriod), Is.False);
    }

    [Test]
    public void Active_ClockBehindTheFirstKey_IsTheFirstKey()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.ActiveKey(Start - TimeSpan.FromSeconds(5)), Is.EqualTo(timeline.Keys[0]));
    }

    [Test]
    public void RotateNow_NothingAnnounced_AnnouncesForTheWholeTime()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start).RotateNow(Periods, Start + TimeSpan.FromHours(1), CreateKey);

        Assert.That(timeline.Keys[1].SignsFrom, Is.EqualTo(Start + TimeSpan.FromHours(1) + Periods.LeadTime));
        Assert.That(timeline.Keys[0].SignsUntil, Is.EqualTo(timeline.Keys[1].SignsFrom));
    }

    [Test]
    public void RotateNow_Twice_AnnouncesOnce()
    {
        KeyTimeline once = Advance(KeyTimeline.Empty, Start).RotateNow(Periods, Start, CreateKey);

        Assert.That(once.RotateNow(Periods, Start + TimeSpan.FromHours(1), CreateKey), Is.SameAs(once));
    }

    [Test]
    public void RotateNow_TooManyKeys_SaysSo()
    {
        RotationPeriods slow = Periods with { AnnouncementPeriod = TimeSpan.FromSeconds(1), PollInterval = TimeSpan.FromSeconds(1), RetirementPeriod = TimeSpan.FromDays(30) };
        KeyTimeline timeline = KeyTimeline.Empty.Advance(slow, Start, CreateKey);

        Assert.That(RotateForever, Throws.InvalidOperationException.With.Message.Contains("Wait until"));
        Assert.That(KeyTimelineCodec.IsInOrder(timeline.Keys), Is.True);

        void RotateForever()
        {
            for (int i = 0; i < KeyTimeline.MaxKeys; i++)
                timeline = timeline.RotateNow(slow, Start + (i * TimeSpan.FromSeconds(10)), CreateKey);
        }
    }

    [Test]
    [Property("Requirement", "K-03")]
    public void Remove_Active_AnnouncedTakesOverAtOnce()
    {
        DateTimeOffset now = Start + Periods.RotationPeriod - TimeSpan.FromHours(2);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), now);

        KeyTimeline removed = timeline.Remove(timeline.Keys[0].Key.KeyId, Periods, now, CreateKey);

        Assert.That(removed.Keys.Single().Key, Is.SameAs(timeline.Keys[1].Key));
        Assert.That(removed.Keys.Single().SignsFrom, Is.EqualTo(now));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public void Remove_ActiveAndNothingAnnounced_NewOneSignsAtOnceAndTheRetiredOneStaysRetired()
    {
        DateTimeOffset now = Start + Periods.RotationPeriod + TimeSpan.FromMinutes(10);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), Start + Periods.RotationPeriod - Periods.LeadTime);

        KeyTimeline removed = timeline.Remove(timeline.Keys[1].Key.KeyId, Periods, now, CreateKey);

        Assert.That(removed.Keys, Has.Length.EqualTo(2));
        Assert.That(removed.Keys[0], Is.EqualTo(timeline.Keys[0]));
        Assert.That(removed.Keys[1], Has.Property("AnnouncedAt").EqualTo(now).And.Property("SignsFrom").EqualTo(now));
        Assert.That(removed.StateOf(removed.Keys[0], Periods, now), Is.EqualTo(JwtKeyState.Retired));
        Assert.That(removed.StateOf(removed.Keys[0], Periods, Start + Periods.RotationPeriod + Periods.RetirementPeriod), Is.EqualTo(JwtKeyState.Removed));
    }

    [Test]
    public void Remove_Announced_ActiveGoesOnUntilTheNextIsAnnounced()
    {
        DateTimeOffset now = Start + Periods.RotationPeriod - TimeSpan.FromHours(2);
        KeyTimeline timeline = Advance(Advance(KeyTimeline.Empty, Start), now);

        KeyTimeline next = Advance(timeline.Remove(timeline.Keys[1].Key.KeyId, Periods, now, CreateKey), now);

        Assert.That(next.ActiveKey(now).Key, Is.SameAs(timeline.Keys[0].Key));
        Assert.That(next.Keys[1].Key, Is.Not.SameAs(timeline.Keys[1].Key));
        Assert.That(next.Keys[1].SignsFrom, Is.EqualTo(now + Periods.LeadTime));
    }

    [Test]
    public void Remove_Unknown_GivesTheSameTimeline()
    {
        KeyTimeline timeline = Advance(KeyTimeline.Empty, Start);

        Assert.That(timeline.Remove("other", Periods, Start, CreateKey), Is.SameAs(timeline));
    }

    private static readonly Gen<RotationPeriods> AllPeriods =
        from poll in Gen.Int[1, 20]
        from announce in Gen.Int[10, 200]
        from every in Gen.Int[announce + poll + 1, 2000]
        from retire in Gen.Int[Math.Min(8, every), every]
        select new RotationPeriods("ES256", Seconds(every), Seconds(announce), Seconds(retire), Seconds(poll));

    private static readonly Gen<KeyTimelineStep[]> Steps = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 400], Gen.Int[0, 30], Gen.Int[0, 63], (node, wait, act, key) => new KeyTimelineStep(node, wait, act, key)).Array[1, 40];

    /// <summary>Three nodes whose clocks differ by up to four seconds, each with keys up to a poll old, under any periods and any intervention.</summary>
    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-02")]
    public void Timeline_AnyPeriodsClocksAndInterventions_HoldsItsPromises()
    {
        Gen.Select(AllPeriods, Steps).Sample((periods, steps) => new KeyTimelineFixture(periods, Start).Run(steps), iter: 300);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private KeyTimeline Advance(KeyTimeline timeline, DateTimeOffset now) => timeline.Advance(Periods, now, CreateKey);

    private StoredKey CreateKey() => new($"key-{++_made}", "ES256", "never opened");
}
