using AuthStrategies.Stores;

namespace AuthStrategies.Tests.Stores;

/// <summary>The ranges and the defaults of the limits.</summary>
public sealed class SessionStoreCallOptionsTests
{
    private static readonly SessionStoreCallOptionsValidator Validator = new();

    [TestCase(50, 1, 0, 50)]
    [TestCase(60_000, 1_000_000, 1_000_000, 60_000)]
    [TestCase(2_000, 4_096, 20, 1_000)]
    public void Options_AtTheirBounds_AreLegal(int timeout, int pending, int threshold, int pause) =>
        Assert.That(Validator.Validate(null, Options(timeout, pending, threshold, pause)).Failed, Is.False);

    [TestCase(49, 0, -1, 49)]
    [TestCase(60_001, 1_000_001, 1_000_001, 60_001)]
    public void Options_OutsideTheirBounds_AreAllNamedWithALegalValue(int timeout, int pending, int threshold, int pause)
    {
        string[] failures = [.. Validator.Validate(null, Options(timeout, pending, threshold, pause)).Failures!];

        Assert.That(failures, Has.Length.EqualTo(4));
        Assert.That(failures[0], Does.StartWith("SessionStoreCallOptions.Timeout ").And.Contain("must be from 50 milliseconds to 1 minute").And.Contain("TimeSpan.FromSeconds(2)"));
        Assert.That(failures[1], Does.StartWith("SessionStoreCallOptions.MaxPendingCalls ").And.Contain("must be from 1 to 1000000").And.Contain("example 4096."));
        Assert.That(failures[2], Does.StartWith("SessionStoreCallOptions.FailureThreshold ").And.Contain("must be from 0 (off) to 1000000").And.Contain("example 20."));
        Assert.That(failures[3], Does.StartWith("SessionStoreCallOptions.BreakDuration ").And.Contain("must be from 50 milliseconds to 1 minute").And.Contain("TimeSpan.FromSeconds(1)"));
    }

    [Test]
    public void Options_Unset_AreTheDefaults()
    {
        SessionStoreCallOptions options = new();

        Assert.That((options.Timeout, options.MaxPendingCalls, options.FailureThreshold, options.BreakDuration), Is.EqualTo((TimeSpan.FromSeconds(2), 4_096, 20, TimeSpan.FromSeconds(1))));
    }

    private static SessionStoreCallOptions Options(int timeout, int pending, int threshold, int pause) => new()
    {
        Timeout = TimeSpan.FromMilliseconds(timeout),
        MaxPendingCalls = pending,
        FailureThreshold = threshold,
        BreakDuration = TimeSpan.FromMilliseconds(pause),
    };
}
