using AuthStrategies.Sessions;

namespace AuthStrategies.Tests.Sessions;

public sealed class SessionStrategyOptionsValidatorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [Property("Requirement", "D-03")]
    public void Defaults_Snapshot_AreAal2()
    {
        var options = new SessionStrategyOptions();

        Assert.That(SessionStrategyOptionsValidator.Problems(options), Is.Empty);
        Assert.That((options.IdleTimeout, options.AbsoluteTimeout), Is.EqualTo((TimeSpan.FromHours(1), TimeSpan.FromHours(24))));
        Assert.That((options.PersistentIdleTimeout, options.PersistentAbsoluteTimeout), Is.EqualTo((TimeSpan.FromDays(14), TimeSpan.FromDays(30))));
        Assert.That((options.ReuseWindow, options.MaxSessionsPerSubject), Is.EqualTo((TimeSpan.FromSeconds(30), 100)));
        Assert.That((options.LateRequestWindow, options.RotateEvery, options.StrictReuse), Is.EqualTo((TimeSpan.FromSeconds(630), TimeSpan.FromMinutes(15), false)));
    }

    public static IEnumerable<TestCaseData> Wrong()
    {
        yield return Row(o => o.IdleTimeout = TimeSpan.Zero, "IdleTimeout");
        yield return Row(o => o.IdleTimeout = Second - Tick, "IdleTimeout", "1 second");
        yield return Row(o => o.IdleTimeout = -Tick, "IdleTimeout");
        yield return Row(o => (o.IdleTimeout, o.AbsoluteTimeout) = (TimeSpan.FromDays(7) + Tick, TimeSpan.FromDays(8)), "IdleTimeout", "7 days");
        yield return Row(o => o.IdleTimeout = TimeSpan.FromHours(24) + Tick, "IdleTimeout", "AbsoluteTimeout");
        yield return Row(o => o.AbsoluteTimeout = TimeSpan.FromDays(30) + Tick, "AbsoluteTimeout", "30 days");
        yield return Row(o => o.AbsoluteTimeout = TimeSpan.MaxValue, "AbsoluteTimeout");
        yield return Row(o => o.PersistentIdleTimeout = Second - Tick, "PersistentIdleTimeout", "1 second");
        yield return Row(o => o.PersistentIdleTimeout = TimeSpan.FromDays(30) + Tick, "PersistentIdleTimeout", "PersistentAbsoluteTimeout");
        yield return Row(o => o.PersistentAbsoluteTimeout = TimeSpan.FromDays(400) + Tick, "PersistentAbsoluteTimeout", "400 days");
        yield return Row(o => o.ReuseWindow = -Tick, "ReuseWindow", "5 minutes");
        yield return Row(o => o.ReuseWindow = TimeSpan.Zero, "ReuseWindow", "5 seconds", "StrictReuse");
        yield return Row(o => o.ReuseWindow = TimeSpan.FromSeconds(5) - Tick, "ReuseWindow", "5 seconds");
        yield return Row(o => o.LateRequestWindow = o.ReuseWindow - Tick, "LateRequestWindow", "ReuseWindow", "00:10:30");
        yield return Row(o => o.LateRequestWindow = TimeSpan.Zero, "LateRequestWindow");
        yield return Row(o => o.LateRequestWindow = o.RotateEvery + Tick, "LateRequestWindow", "RotateEvery", "00:15:00");
        yield return Row(o => (o.LateRequestWindow, o.RotateEvery) = (TimeSpan.FromHours(24) + Tick, TimeSpan.Zero), "LateRequestWindow", "24 hours");
        yield return Row(o => o.RenewAfter = -Tick, "RenewAfter", "from 0 (each request) to 1 hour");
        yield return Row(o => (o.RenewAfter, o.IdleTimeout) = (TimeSpan.FromHours(1) + Tick, TimeSpan.FromHours(12)), "RenewAfter", "1 hour");
        yield return Row(o => o.RenewAfter = TimeSpan.FromMinutes(30) + Tick, "RenewAfter", "at most half of IdleTimeout");
        yield return Row(o => (o.RenewAfter, o.PersistentIdleTimeout) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(19)), "RenewAfter", "PersistentIdleTimeout (00:09:30)");
        yield return Row(o => o.RotateEvery = -Tick, "RotateEvery", "0 (off)");
        yield return Row(o => o.RotateEvery = TimeSpan.FromHours(24) + Tick, "RotateEvery", "24 hours");
        yield return Row(o => o.RotateEvery = o.LateRequestWindow - Tick, "RotateEvery", "LateRequestWindow");
        yield return Row(o => (o.LateRequestWindow, o.RotateEvery) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5) - Tick), "LateRequestWindow", "RotateEvery");
        yield return Row(o => o.RotateEvery = Second, "RotateEvery", "LateRequestWindow");
        yield return Row(o => o.ReuseWindow = TimeSpan.FromMinutes(5) + Tick, "ReuseWindow");
        yield return Row(o => o.MaxSessionsPerSubject = 0, "MaxSessionsPerSubject", "1 to 10000");
        yield return Row(o => o.MaxSessionsPerSubject = 10_001, "MaxSessionsPerSubject");
        yield return Row(o => o.CredentialCacheBytes = 65_535, "CredentialCacheBytes", "65536 to 1099511627776");
        yield return Row(o => o.CredentialCacheBytes = -1, "CredentialCacheBytes");
        yield return Row(o => o.CredentialCacheBytes = (1L << 40) + 1, "CredentialCacheBytes");
        yield return Row(o => o.ClaimNaming = (ClaimNaming)3, "ClaimNaming", "DotNet");
        yield return Row(o => o.NameClaimType = "", "NameClaimType");
        yield return Row(o => o.NameClaimType = " ", "NameClaimType");
        yield return Row(o => o.RoleClaimType = null!, "RoleClaimType");

        static TestCaseData Row(Action<SessionStrategyOptions> spoil, params string[] named) => new(spoil, named);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Problems_OneMistake_IsOneSentenceThatNamesItAndWhatToType(Action<SessionStrategyOptions> spoil, string[] named)
    {
        var options = new SessionStrategyOptions();
        spoil(options);

        string problem = SessionStrategyOptionsValidator.Problems(options).Single();

        Assert.That(problem, Does.StartWith($"{named[0]} is ").And.Match("; it must be .+[.] Write for example .+[.]$"));
        foreach (string name in named)
            Assert.That(problem, Does.Contain(name));
    }

    public static IEnumerable<TestCaseData> Edges()
    {
        yield return Row(o => (o.IdleTimeout, o.AbsoluteTimeout) = (Second, Second));
        yield return Row(o => (o.PersistentIdleTimeout, o.PersistentAbsoluteTimeout) = (Second, Second));
        yield return Row(o => o.IdleTimeout = o.AbsoluteTimeout);
        yield return Row(o => (o.IdleTimeout, o.AbsoluteTimeout) = (TimeSpan.FromDays(7), TimeSpan.FromDays(30)));
        yield return Row(o => (o.PersistentIdleTimeout, o.PersistentAbsoluteTimeout) = (TimeSpan.FromDays(400), TimeSpan.FromDays(400)));
        yield return Row(o => o.ReuseWindow = TimeSpan.FromSeconds(5));
        yield return Row(o => o.LateRequestWindow = o.ReuseWindow);
        yield return Row(o => o.RotateEvery = o.LateRequestWindow);
        yield return Row(o => (o.LateRequestWindow, o.RotateEvery) = (TimeSpan.FromHours(24), TimeSpan.Zero));
        yield return Row(o => (o.LateRequestWindow, o.RotateEvery) = (TimeSpan.FromHours(24), TimeSpan.FromHours(24)));
        yield return Row(o => o.ReuseWindow = TimeSpan.FromMinutes(5));
        yield return Row(o => o.MaxSessionsPerSubject = 1);
        yield return Row(o => o.CredentialCacheBytes = 65_536);
        yield return Row(o => o.CredentialCacheBytes = int.MaxValue + 1L);
        yield return Row(o => o.CredentialCacheBytes = 1L << 40);
        yield return Row(o => o.MaxSessionsPerSubject = 10_000);
        yield return Row(o => o.ClaimNaming = ClaimNaming.DotNet);

        static TestCaseData Row(Action<SessionStrategyOptions> set) => new(set);
    }

    [TestCaseSource(nameof(Edges))]
    public void Problems_EdgeOfTheLegalRange_AreNone(Action<SessionStrategyOptions> set)
    {
        var options = new SessionStrategyOptions();
        set(options);

        Assert.That(SessionStrategyOptionsValidator.Problems(options), Is.Empty);
    }

    [Test]
    public void Validate_EverythingWrong_ReportsAllAtOnce()
    {
        var options = new SessionStrategyOptions
        {
            IdleTimeout = TimeSpan.FromDays(15),
            AbsoluteTimeout = TimeSpan.Zero,
            PersistentIdleTimeout = TimeSpan.FromDays(500),
            PersistentAbsoluteTimeout = -Tick,
            ReuseWindow = TimeSpan.FromDays(30),
            MaxSessionsPerSubject = -1,
            ClaimNaming = (ClaimNaming)(-1),
            NameClaimType = "",
            RoleClaimType = "",
        };

        Microsoft.Extensions.Options.ValidateOptionsResult result = new SessionStrategyOptionsValidator().Validate("Session", options);

        Assert.That(result.Failed, Is.True);
        // Each property once. An idle time is not compared with an absolute time that is illegal itself: it would be told an illegal example.
        Assert.That(result.Failures!.Count(), Is.EqualTo(9));
        Assert.That(result.FailureMessage, Does.Not.Contain("at most AbsoluteTimeout").And.Not.Contain("at most PersistentAbsoluteTimeout"));
        Assert.That(new SessionStrategyOptionsValidator().Validate("Session", new()).Succeeded, Is.True);
    }
}
