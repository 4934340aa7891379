using AuthStrategies.AspNetCore.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>What a process remembers about checks.</summary>
[TestFixture]
public sealed class PrincipalCheckMemoryTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _time = new();

    [TestCase(0, false, false)]
    [TestCase(299, false, false)]
    [TestCase(300, true, false)]
    [TestCase(599, true, false)]
    [TestCase(600, true, true)]
    [TestCase(-1, true, true)]
    public void Result_OfAnAge_IsDueAfterTheIntervalAndOverdueAfterTwo(int seconds, bool isDue, bool isOverdue)
    {
        PrincipalCheckMemory memory = new(Interval, _time);
        PrincipalCheckResult result = new(_time.GetUtcNow() - TimeSpan.FromSeconds(seconds), Replacement: null);

        Assert.That((memory.IsDue(result), memory.IsOverdue(result)), Is.EqualTo((isDue, isOverdue)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Of_MoreKeysThanFit_StaysBoundedAndKeepsFreshOnesIfItCan(bool othersAreDue)
    {
        PrincipalCheckMemory memory = new(Interval, _time);
        for (int i = 0; i < 60_000; i++)
            memory.Of($"{i}").Last = new(_time.GetUtcNow() - (othersAreDue ? Interval : TimeSpan.Zero), Replacement: null);
        PrincipalCheckEntry fresh = memory.Of("fresh");
        fresh.Last = new(_time.GetUtcNow(), Replacement: null);

        for (int i = 0; i < 20_000; i++)
            memory.Of($"more {i}").Last = new(_time.GetUtcNow(), Replacement: null);

        Assert.That(memory.Count, Is.LessThanOrEqualTo(65_536));
        Assert.That(memory.Of("fresh") == fresh, Is.EqualTo(othersAreDue));
    }

    [Test]
    public void Forget_AKey_MakesItNew()
    {
        PrincipalCheckMemory memory = new(Interval, _time);
        PrincipalCheckEntry entry = memory.Of("a");

        memory.Forget("a");

        Assert.That((memory.Of("a") == entry, memory.Of("a").Last), Is.EqualTo((false, (PrincipalCheckResult?)null)));
    }
}
