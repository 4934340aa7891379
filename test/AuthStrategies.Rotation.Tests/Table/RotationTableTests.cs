using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using static AuthStrategies.Sessions.Rotation.PresentedSecret;
using static AuthStrategies.Sessions.Rotation.RotationAnswer;
using static AuthStrategies.Sessions.Rotation.RotationTransport;
using static AuthStrategies.Sessions.Rotation.RotationVerb;
using static AuthStrategies.Sessions.Rotation.RotationWrite;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>Each row of the table at the ticks where it begins and ends.</summary>
public sealed partial class RotationTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly RotationRules Rules = new();
    private static readonly RotationRules RefreshToken = new() { IsRefreshToken = true };
    private static readonly TimeSpan W = Rules.ReuseWindow;
    private static readonly TimeSpan G = Rules.LateRequestWindow;
    private static readonly TimeSpan E = Rules.RotateEvery;
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Long = TimeSpan.FromDays(3);

    [TestCase(true)]
    [TestCase(false)]
    public void Current_Unused_WritesItsFirstUse(bool isCookie)
    {
        RotationTransport transport = isCookie ? Cookie : Bearer;
        foreach (TimeSpan age in new[] { TimeSpan.Zero, Young, E, Long })
        {
            RotationState state = Unused(age);
            Assert.That(Decide(Current, state, Authenticate, transport), Is.EqualTo(new RotationDecision(Accept, MarkUsed)));
            Assert.That(Decide(Current, state, Refresh, transport), Is.EqualTo(new RotationDecision(SameToken, MarkUsed)));
            Assert.That(Decide(Current, state, AtHeaders, transport), Is.EqualTo(new RotationDecision(Unchanged)));
        }
    }

    [Test]
    public void Current_UsedAndNotDue_IsAccepted()
    {
        (TimeSpan Age, TimeSpan Used)[] notDue = [(TimeSpan.Zero, TimeSpan.Zero), (E - Tick, E - Tick), (E, G - Tick), (Long, G - Tick), (Long, TimeSpan.Zero)];
        foreach ((TimeSpan age, TimeSpan used) in notDue)
        {
            Assert.That(Decide(Current, Used(age, used), Authenticate, Cookie), Is.EqualTo(new RotationDecision(Accept)), $"{age} {used}");
            Assert.That(Decide(Current, Used(age, used), Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept)), $"{age} {used}");
            Assert.That(Decide(Current, Used(age, used), AtHeaders, Cookie), Is.EqualTo(new RotationDecision(Unchanged)), $"{age} {used}");
        }
    }

    [Test]
    public void Current_UsedAndDue_RotatesAtHeadersOverACookie()
    {
        foreach ((TimeSpan age, TimeSpan used) in new[] { (E, G), (E, E), (Long, G), (Long, Long) })
        {
            Assert.That(Decide(Current, Used(age, used), Authenticate, Cookie), Is.EqualTo(new RotationDecision(AcceptThenAtHeaders)));
            Assert.That(Decide(Current, Used(age, used), AtHeaders, Cookie), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
            Assert.That(Decide(Current, Used(age, used), Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept)));
        }
    }

    [Test]
    public void Current_RotateEveryIsOff_IsNeverDue()
    {
        RotationRules off = Rules with { RotateEvery = TimeSpan.Zero };

        Assert.That(Decide(Current, Used(Long, Long), Authenticate, Cookie, off), Is.EqualTo(new RotationDecision(Accept)));
        Assert.That(Decide(Current, Used(Long, Long), AtHeaders, Cookie, off), Is.EqualTo(new RotationDecision(Unchanged)));
        Assert.That(Decide(Current, Used(Long, Long), Refresh, Cookie, off), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
    }

    [Test]
    public void Current_UsedAtRefresh_RotatesWhenItIsOldEnough()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Decide(Current, Used(Young - Tick, Young - Tick), Refresh, Bearer), Is.EqualTo(new RotationDecision(SameToken)));
            Assert.That(Decide(Current, Used(Young, W - Tick), Refresh, Bearer), Is.EqualTo(new RotationDecision(SameToken)));
            Assert.That(Decide(Current, Used(Young, W), Refresh, Bearer), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
            Assert.That(Decide(Current, Used(Young, Young), Refresh, Cookie), Is.EqualTo(new RotationDecision(SameToken)));
            Assert.That(Decide(Current, Used(Long, G - Tick), Refresh, Cookie), Is.EqualTo(new RotationDecision(SameToken)));
            Assert.That(Decide(Current, Used(G, G), Refresh, Cookie), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Current_RefreshToken_RotatesFromFiveMinutesOn(bool isCookie)
    {
        RotationTransport transport = isCookie ? Cookie : Bearer;
        Assert.Multiple(() =>
        {
            Assert.That(Decide(Current, Unused(Young - Tick), Refresh, transport, RefreshToken), Is.EqualTo(new RotationDecision(SameToken, MarkUsed)));
            Assert.That(Decide(Current, Used(Young - Tick, Young - Tick), Refresh, transport, RefreshToken), Is.EqualTo(new RotationDecision(SameToken)));
            Assert.That(Decide(Current, Unused(Young), Refresh, transport, RefreshToken), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
            Assert.That(Decide(Current, Used(Young, TimeSpan.Zero), Refresh, transport, RefreshToken), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
        });
    }

    [Test]
    public void Current_RefreshTokenOfAPage_RotatesAtHeadersAsAtRefresh()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Decide(Current, Unused(Long), Authenticate, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Accept, MarkUsed)));
            Assert.That(Decide(Current, Used(Young, Young), Authenticate, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(Current, Used(Young - Tick, TimeSpan.Zero), AtHeaders, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Unchanged)));
            Assert.That(Decide(Current, Used(Young, TimeSpan.Zero), AtHeaders, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(HandSuccessor, Rotate)));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Previous_SuccessorUnusedAndYoung_IsServedWithoutAnything(bool isCookie)
    {
        RotationTransport transport = isCookie ? Cookie : Bearer;
        foreach (TimeSpan age in new[] { -W, TimeSpan.Zero, W - Tick })
        {
            Assert.That(Decide(Previous, Unused(age), Authenticate, transport), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(Previous, Unused(age), Refresh, transport), Is.EqualTo(new RotationDecision(Unchanged)));
            Assert.That(Decide(Previous, Unused(age), AtHeaders, transport), Is.EqualTo(new RotationDecision(Unchanged)));
        }
    }

    [Test]
    public void Previous_SuccessorUnusedAndOld_IsHandedAFreshOne()
    {
        foreach (TimeSpan age in new[] { W, E, Long })
        {
            Assert.That(Decide(Previous, Unused(age), Authenticate, Cookie), Is.EqualTo(new RotationDecision(AcceptThenAtHeaders)));
            Assert.That(Decide(Previous, Unused(age), Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(Previous, Unused(age), AtHeaders, Cookie), Is.EqualTo(new RotationDecision(HandSuccessor, FreshSuccessor)));
            Assert.That(Decide(Previous, Unused(age), Refresh, Bearer), Is.EqualTo(new RotationDecision(HandSuccessor, FreshSuccessor)));
            Assert.That(Decide(Previous, Unused(age), Refresh, Cookie), Is.EqualTo(new RotationDecision(HandSuccessor, FreshSuccessor)));
        }
    }

    [Test]
    public void Previous_BranchUnused_IsHandedTheCurrentOneAgain()
    {
        foreach (TimeSpan age in new[] { TimeSpan.Zero, W - Tick, W, Long })
        {
            RotationState state = Unused(age) with { Doubted = true };
            Assert.That(Decide(Previous, state, Authenticate, Cookie), Is.EqualTo(new RotationDecision(AcceptThenAtHeaders)));
            Assert.That(Decide(Previous, state, Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(Previous, state, AtHeaders, Cookie), Is.EqualTo(new RotationDecision(HandCurrent)));
            Assert.That(Decide(Previous, state, Refresh, Bearer), Is.EqualTo(new RotationDecision(HandCurrent)));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Previous_UnderWayWhileTheSuccessorIsUsed_IsServedWithoutAnything(bool isDoubted)
    {
        RotationState state = Used(Long, G - Tick) with { Doubted = isDoubted };

        foreach (RotationTransport transport in new[] { Cookie, Bearer })
        {
            Assert.That(Decide(Previous, state, Authenticate, transport), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(Previous, state, Refresh, transport), Is.EqualTo(new RotationDecision(Unchanged)));
            Assert.That(Decide(Previous, state, AtHeaders, transport), Is.EqualTo(new RotationDecision(Unchanged)));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Late_NotDoubted_Branches(bool isPrevious)
    {
        PresentedSecret presented = isPrevious ? Previous : Discarded;
        RotationState state = Used(Long, G);

        Assert.Multiple(() =>
        {
            Assert.That(Decide(presented, state, Authenticate, Cookie), Is.EqualTo(new RotationDecision(AcceptThenAtHeaders, Branch)));
            Assert.That(Decide(presented, state, Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept, Branch)));
            Assert.That(Decide(presented, state, Refresh, Cookie), Is.EqualTo(new RotationDecision(HandSuccessor, Branch)));
            Assert.That(Decide(presented, state, Refresh, Bearer), Is.EqualTo(new RotationDecision(HandSuccessor, Branch)));
            Assert.That(Decide(presented, state, AtHeaders, Cookie), Is.EqualTo(new RotationDecision(Unchanged)));
        });
    }

    [TestCase(true, true, false)]
    [TestCase(true, false, true)]
    [TestCase(false, true, false)]
    [TestCase(false, false, true)]
    public void Late_DoubtedOrStrict_EndsTheSession(bool isPrevious, bool isDoubted, bool isStrict)
    {
        PresentedSecret presented = isPrevious ? Previous : Discarded;
        RotationState state = Used(Long, G) with { Doubted = isDoubted };
        RotationRules rules = Rules with { StrictReuse = isStrict };

        foreach (RotationTransport transport in new[] { Cookie, Bearer })
        {
            Assert.That(Decide(presented, state, Authenticate, transport, rules), Is.EqualTo(new RotationDecision(Reused, End)));
            Assert.That(Decide(presented, state, Refresh, transport, rules), Is.EqualTo(new RotationDecision(Reused, End)));
            Assert.That(Decide(presented, state, AtHeaders, transport, rules), Is.EqualTo(new RotationDecision(Unchanged)));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Discarded_CurrentUnused_Wins(bool isDoubted)
    {
        RotationState state = Unused(Long) with { Doubted = isDoubted };

        Assert.That(Decide(Discarded, state, Authenticate, Cookie), Is.EqualTo(new RotationDecision(Accept, Win)));
        Assert.That(Decide(Discarded, state, Authenticate, Bearer), Is.EqualTo(new RotationDecision(Accept, Win)));
        Assert.That(Decide(Discarded, state, Refresh, Bearer), Is.EqualTo(new RotationDecision(SameToken, Win)));
        Assert.That(Decide(Discarded, state, AtHeaders, Cookie), Is.EqualTo(new RotationDecision(Unchanged)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Discarded_CurrentUsedAMomentAgo_IsServedWithoutAnything(bool isDoubted)
    {
        Assert.That(Decide(Discarded, Used(Long, G - Tick) with { Doubted = isDoubted }, Authenticate, Cookie), Is.EqualTo(new RotationDecision(Accept)));
        Assert.That(Decide(Discarded, Used(Long, W - Tick) with { Doubted = isDoubted }, Refresh, Bearer), Is.EqualTo(new RotationDecision(Unchanged)));
    }

    [Test]
    public void Discarded_AtRefresh_IsLateFromTheReuseWindowOn()
    {
        Assert.That(Decide(Discarded, Used(Long, W), Refresh, Bearer), Is.EqualTo(new RotationDecision(HandSuccessor, Branch)));
        Assert.That(Decide(Discarded, Used(Long, W) with { Doubted = true }, Refresh, Bearer), Is.EqualTo(new RotationDecision(Reused, End)));
    }

    [Test]
    public void BeforePrevious_RefreshToken_IsLeftOutWithinTheReuseWindow()
    {
        RotationState Displaced(TimeSpan ago) => Unused(ago) with { BeforePrevious = new(default, Now - ago) };

        Assert.Multiple(() =>
        {
            Assert.That(Decide(BeforePrevious, Displaced(W - Tick), Refresh, Bearer, RefreshToken), Is.EqualTo(new RotationDecision(Unchanged)));
            Assert.That(Decide(BeforePrevious, Displaced(W), Refresh, Bearer, RefreshToken), Is.EqualTo(new RotationDecision(Reused, End)));
            Assert.That(Decide(BeforePrevious, Displaced(W - Tick), Authenticate, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Accept)));
            Assert.That(Decide(BeforePrevious, Displaced(W - Tick), AtHeaders, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Unchanged)));
            Assert.That(Decide(BeforePrevious, Displaced(W), Authenticate, Cookie, RefreshToken), Is.EqualTo(new RotationDecision(Reused, End)));
        });
    }

    [Test]
    public void Other_AnyState_EndsTheSession()
    {
        foreach (RotationState state in new[] { Unused(TimeSpan.Zero), Used(TimeSpan.Zero, TimeSpan.Zero), Used(Long, Long) with { Doubted = true } })
        {
            Assert.That(Decide(Other, state, Authenticate, Cookie), Is.EqualTo(new RotationDecision(Reused, End)));
            Assert.That(Decide(Other, state, Refresh, Bearer), Is.EqualTo(new RotationDecision(Reused, End)));
            Assert.That(Decide(Other, state, AtHeaders, Cookie), Is.EqualTo(new RotationDecision(Unchanged)));
        }
    }

    [Test]
    public void Current_ClockBehind_HasNoAge()
    {
        RotationState ahead = Used(-Long, -Long);

        Assert.That(Decide(Current, ahead, Authenticate, Cookie), Is.EqualTo(new RotationDecision(Accept)));
        Assert.That(Decide(Current, ahead, Refresh, Bearer), Is.EqualTo(new RotationDecision(SameToken)));
        Assert.That(Decide(Previous, ahead, Authenticate, Cookie), Is.EqualTo(new RotationDecision(Accept)));
    }

    private static RotationDecision Decide(
        PresentedSecret presented, RotationState state, RotationVerb verb, RotationTransport transport, RotationRules? rules = null) =>
        RotationTable.Decide(new(presented, verb, transport, Now), state, rules ?? Rules);

    private static RotationState Unused(TimeSpan age) => Used(age, TimeSpan.Zero) with { UsedAt = null };

    private static RotationState Used(TimeSpan age, TimeSpan used) => new()
    {
        Secret = Secrets.Hash(1),
        BornAt = Now - age,
        UsedAt = Now - used,
        Previous = new PreviousSecret(Secrets.Hash(2), Secrets.Hash(3)),
        Discarded = [ShortHash.Of(Secrets.Hash(4))],
    };
}
