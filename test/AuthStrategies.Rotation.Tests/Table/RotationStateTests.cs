using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Table;

public sealed class RotationStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Issued_Always_IsUsedAtItsBirth()
    {
        var state = RotationState.Issued(Secrets.Hash(1), Now);

        Assert.That((state.BornAt, state.UsedAt, state.Doubted, state.Discarded.Length, state.Previous), Is.EqualTo((Now, (DateTimeOffset?)Now, false, 0, (object?)null)));
    }

    [Test]
    public void Rotate_Doubted_BeginsAnEra()
    {
        RotationState doubted = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: false)
            .MarkUsed(Now).Branch(Secrets.Hash(1), Secrets.Hash(3), Secrets.Hash(51), Now).MarkUsed(Now);

        RotationState next = doubted.Rotate(Secrets.Hash(4), Secrets.Hash(52), Now.AddHours(1), keepsBeforePrevious: false);

        Assert.That(next.Find(Secrets.Hash(4)), Is.EqualTo(PresentedSecret.Current));
        Assert.That(next.Find(Secrets.Hash(3)), Is.EqualTo(PresentedSecret.Previous));
        Assert.That(next.Find(Secrets.Hash(1)), Is.EqualTo(PresentedSecret.Other));
        Assert.That(next.Find(Secrets.Hash(2)), Is.EqualTo(PresentedSecret.Other));
        Assert.That((next.BornAt, next.UsedAt, next.Doubted, next.BeforePrevious), Is.EqualTo((Now.AddHours(1), (DateTimeOffset?)null, false, (DisplacedSecret?)null)));
    }

    [Test]
    public void Rotate_RefreshToken_KeepsTheOneBeforePrevious()
    {
        RotationState first = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: true);
        RotationState second = first.Rotate(Secrets.Hash(3), Secrets.Hash(51), Now.AddMinutes(6), keepsBeforePrevious: true);

        Assert.That(first.BeforePrevious, Is.Null);
        Assert.That(second.BeforePrevious, Is.EqualTo(new DisplacedSecret(ShortHash.Of(Secrets.Hash(1)), Now.AddMinutes(6))));
        Assert.That(second.Find(Secrets.Hash(1)), Is.EqualTo(PresentedSecret.BeforePrevious));
    }

    [Test]
    public void ReplaceUnused_FiveTimes_ForgetsTheOldest()
    {
        RotationState state = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: false);
        for (byte number = 3; number <= 7; number++)
            state = state.ReplaceUnused(Secrets.Hash(number), Secrets.Hash(51), Now.AddMinutes(number));

        Assert.That(state.Find(Secrets.Hash(7)), Is.EqualTo(PresentedSecret.Current));
        Assert.That(state.Find(Secrets.Hash(1)), Is.EqualTo(PresentedSecret.Previous));
        Assert.That(state.Find(Secrets.Hash(2)), Is.EqualTo(PresentedSecret.Other));
        Assert.That(Enumerable.Range(3, 4).Select(number => state.Find(Secrets.Hash((byte)number))), Is.All.EqualTo(PresentedSecret.Discarded));
    }

    [Test]
    public void ReplaceUnused_NothingBefore_Throws() =>
        Assert.That(() => Issued().ReplaceUnused(Secrets.Hash(2), Secrets.Hash(50), Now), Throws.InvalidOperationException);

    [Test]
    public void Branch_FromDiscarded_TakesItOutAndForgetsTheFormerPrevious()
    {
        RotationState state = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: false)
            .ReplaceUnused(Secrets.Hash(3), Secrets.Hash(51), Now).MarkUsed(Now)
            .Branch(Secrets.Hash(2), Secrets.Hash(4), Secrets.Hash(52), Now.AddHours(1));

        Assert.That(state.Find(Secrets.Hash(1)), Is.EqualTo(PresentedSecret.Other));
        Assert.That(state.Find(Secrets.Hash(2)), Is.EqualTo(PresentedSecret.Previous));
        Assert.That(state.Find(Secrets.Hash(3)), Is.EqualTo(PresentedSecret.Discarded));
        Assert.That(state.Find(Secrets.Hash(4)), Is.EqualTo(PresentedSecret.Current));
        Assert.That((state.IsUsed, state.Doubted, state.BornAt), Is.EqualTo((false, true, Now.AddHours(1))));
    }

    [Test]
    public void HasBranched_AfterEachWrite_StaysTrue()
    {
        RotationState before = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: false).MarkUsed(Now);
        RotationState branched = before.Branch(Secrets.Hash(1), Secrets.Hash(3), Secrets.Hash(51), Now);

        Assert.That(before.HasBranched, Is.False);
        Assert.That(branched.HasBranched, Is.True);
        Assert.That(branched.MarkUsed(Now).HasBranched, Is.True);
        Assert.That(branched.ReplaceUnused(Secrets.Hash(4), Secrets.Hash(52), Now).HasBranched, Is.True);
        Assert.That(branched.Win(Secrets.Hash(2), Now).HasBranched, Is.True);
        Assert.That(branched.Rotate(Secrets.Hash(4), Secrets.Hash(52), Now, keepsBeforePrevious: true).HasBranched, Is.True);
    }

    [Test]
    public void Win_Discarded_ChangesPlacesWithTheCurrentOne()
    {
        RotationState before = Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), Now, keepsBeforePrevious: false)
            .ReplaceUnused(Secrets.Hash(3), Secrets.Hash(51), Now.AddMinutes(1));

        RotationState after = before.Win(Secrets.Hash(2), Now.AddMinutes(2));

        Assert.That(after.Find(Secrets.Hash(2)), Is.EqualTo(PresentedSecret.Current));
        Assert.That(after.Find(Secrets.Hash(3)), Is.EqualTo(PresentedSecret.Discarded));
        Assert.That(after.Find(Secrets.Hash(1)), Is.EqualTo(PresentedSecret.Previous));
        Assert.That((after.BornAt, after.UsedAt, after.Doubted), Is.EqualTo((Now.AddMinutes(1), (DateTimeOffset?)Now.AddMinutes(2), false)));
    }

    [Test]
    public void AnyWrite_ClockBehind_MovesNoInstantBack()
    {
        DateTimeOffset behind = Now.AddMinutes(-4);

        Assert.That(Issued().MarkUsed(behind).UsedAt, Is.EqualTo(Now));
        Assert.That(Issued().Rotate(Secrets.Hash(2), Secrets.Hash(50), behind, keepsBeforePrevious: false).BornAt, Is.EqualTo(Now));
        Assert.That(Issued().Branch(Secrets.Hash(9), Secrets.Hash(2), Secrets.Hash(50), behind).BornAt, Is.EqualTo(Now));
    }

    [Test]
    public void After_End_Throws() =>
        Assert.That(() => Issued().After(RotationWrite.End, default, default, default, Now, keepsBeforePrevious: false), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static RotationState Issued() => RotationState.Issued(Secrets.Hash(1), Now);
}
