namespace AuthStrategies.Testing.Tests.Clock;

/// <summary>The clock that moves when it is told to.</summary>
public sealed class SettableTimeProviderTests
{
    private readonly SettableTimeProvider _time = new();

    [Test]
    public void SetUtcNow_Back_TimestampGoesOn()
    {
        DateTimeOffset now = _time.GetUtcNow();
        long before = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromHours(2));
        _time.SetUtcNow(now);

        Assert.That(_time.GetUtcNow(), Is.EqualTo(now));
        Assert.That(_time.GetElapsedTime(before), Is.EqualTo(TimeSpan.FromHours(2)));
    }

    [Test]
    public void Advance_Negative_Throws() => Assert.That(() => _time.Advance(TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Timer_Periodic_FiresOncePerPeriodAndNotAfterDisposal()
    {
        int fired = 0;
        ITimer timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(5));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(fired, Is.EqualTo(3));
    }

    [Test]
    public void Timer_Changed_FiresAtItsNewTime()
    {
        int fired = 0;
        using ITimer timer = _time.CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(fired, Is.Zero);
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.That(fired, Is.EqualTo(1));
    }
}
