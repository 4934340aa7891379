using AuthStrategies.DPoP;

namespace AuthStrategies.Tests.DPoP;

[TestFixture]
[Property("Requirement", "P-01")]
public sealed class ReplayMemoryTests
{
    // 64 KiB: 64 proofs in each of 8 parts. Ids of one part differ by 8.
    private const int PartCapacity = 64;

    [Test]
    public void Use_UntilItsEnd_IsReplayedAndThenForgotten()
    {
        ReplayMemory memory = new(64 * 1024);

        Assert.That(memory.Use(1, endsAt: 100, now: 0), Is.EqualTo(ReplayAnswer.Fresh));
        Assert.That(memory.Use(1, endsAt: 100, now: 99), Is.EqualTo(ReplayAnswer.Replayed));
        Assert.That(memory.Use(9, endsAt: 200, now: 100), Is.EqualTo(ReplayAnswer.Fresh));
        Assert.That(memory.Count, Is.EqualTo(1));
    }

    [Test]
    public void Use_ClockSetBackAfterItWasForgotten_CannotTell()
    {
        ReplayMemory memory = new(64 * 1024);
        memory.Use(1, endsAt: 100, now: 0);
        memory.Use(9, endsAt: 200, now: 100);

        Assert.That(memory.Use(1, endsAt: 100, now: 50), Is.EqualTo(ReplayAnswer.Forgotten));
    }

    [Test]
    public void Use_Full_ForgetsTheOldestAndAcceptsNoneOfItsAge()
    {
        ReplayMemory memory = new(64 * 1024);
        for (int i = 0; i < PartCapacity; i++)
            memory.Use((UInt128)(i * 8), endsAt: 100 + i, now: 0);

        Assert.That(memory.Use(9000 * 8, endsAt: 500, now: 0), Is.EqualTo(ReplayAnswer.Fresh));
        Assert.That(memory.Count, Is.EqualTo(PartCapacity));
        Assert.That(memory.Use(0, endsAt: 100, now: 0), Is.EqualTo(ReplayAnswer.Forgotten), "the oldest again");
        Assert.That(memory.Use(8, endsAt: 101, now: 0), Is.AnyOf(ReplayAnswer.Replayed, ReplayAnswer.Forgotten), "the second again");
    }

    [Test]
    public void Use_ManyMoreThanFit_StaysBounded()
    {
        ReplayMemory memory = new(64 * 1024);
        for (int i = 0; i < 10_000; i++)
            memory.Use((UInt128)i, endsAt: 1000 + i, now: 0);

        Assert.That(memory.Count, Is.LessThanOrEqualTo(64 * 1024 / ReplayMemory.EntrySize));
    }

    [Test]
    public void Use_InManyThreads_IsFreshOnce()
    {
        ReplayMemory memory = new(1024 * 1024);
        int fresh = 0;
        Parallel.For(0, 1000, i =>
        {
            if (memory.Use((UInt128)(i % 10), endsAt: 100, now: 0) == ReplayAnswer.Fresh)
                Interlocked.Increment(ref fresh);
        });

        Assert.That(fresh, Is.EqualTo(10));
    }
}
