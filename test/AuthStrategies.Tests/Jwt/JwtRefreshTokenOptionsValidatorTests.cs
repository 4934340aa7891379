using AuthStrategies.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Jwt;

public sealed class JwtRefreshTokenOptionsValidatorTests
{
    [Test]
    public void Defaults_Are_AsDocumented()
    {
        JwtStrategyOptions options = new();

        Assert.That(options.RefreshTokens.Enabled, Is.False);
        Assert.That(options.RequireLiveSession, Is.False);
        Assert.That(options.RefreshTokens.IdleTimeout, Is.EqualTo(TimeSpan.FromDays(14)));
        Assert.That(options.RefreshTokens.AbsoluteTimeout, Is.EqualTo(TimeSpan.FromDays(30)));
        Assert.That(options.RefreshTokens.ReuseWindow, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That((options.RefreshTokens.LateRequestWindow, options.RefreshTokens.StrictReuse), Is.EqualTo((TimeSpan.FromSeconds(630), false)));
        Assert.That(options.RefreshTokens.MaxSessionsPerSubject, Is.EqualTo(100));
    }

    public static IEnumerable<TestCaseData> Mistakes()
    {
        (string Name, Action<JwtStrategyOptions> Make, string Says)[] rows =
        [
            ("nothing to check", o => (o.RefreshTokens.Enabled, o.RequireLiveSession) = (false, true), "RefreshTokens.Enabled is false"),
            ("no idle time", o => o.RefreshTokens.IdleTimeout = TimeSpan.Zero, "RefreshTokens.IdleTimeout is 00:00:00"),
            ("negative idle time", o => o.RefreshTokens.IdleTimeout = TimeSpan.FromTicks(-1), "RefreshTokens.IdleTimeout"),
            ("endless idle time", o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(400) + TimeSpan.FromTicks(1), "from 1 second to 400 days"),
            ("short idle time", o => o.RefreshTokens.IdleTimeout = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1), "from 1 second to 400 days"),
            ("no absolute time", o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.Zero, "RefreshTokens.AbsoluteTimeout is 00:00:00"),
            ("endless absolute time", o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.MaxValue, "RefreshTokens.AbsoluteTimeout"),
            ("idle beyond absolute", o => o.RefreshTokens.IdleTimeout = o.RefreshTokens.AbsoluteTimeout + TimeSpan.FromTicks(1), "at most RefreshTokens.AbsoluteTimeout"),
            ("negative window", o => o.RefreshTokens.ReuseWindow = TimeSpan.FromTicks(-1), "RefreshTokens.ReuseWindow"),
            ("long window", o => o.RefreshTokens.ReuseWindow = TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(1), "from 5 seconds to 5 minutes"),
            ("no window", o => o.RefreshTokens.ReuseWindow = TimeSpan.Zero, "RefreshTokens.StrictReuse = true"),
            ("late window below the window", o => o.RefreshTokens.LateRequestWindow = TimeSpan.FromSeconds(29), "RefreshTokens.ReuseWindow (00:00:30)"),
            ("endless late window", o => o.RefreshTokens.LateRequestWindow = TimeSpan.FromHours(25), "to 24 hours"),
            ("no session", o => o.RefreshTokens.MaxSessionsPerSubject = 0, "RefreshTokens.MaxSessionsPerSubject is 0"),
            ("too many sessions", o => o.RefreshTokens.MaxSessionsPerSubject = 10_001, "from 1 to 10000"),
        ];
        return rows.Select(row => new TestCaseData(row.Make, row.Says).SetArgDisplayNames(row.Name));
    }

    [TestCaseSource(nameof(Mistakes))]
    [Property("Requirement", "D-01")]
    public void Problems_AMistake_IsNamedWithWhatIsLegalAndWhatToType(Action<JwtStrategyOptions> make, string says)
    {
        JwtStrategyOptions options = new();
        SessionScenario.Configure(options);
        make(options);

        List<string> problems = [.. JwtStrategyOptionsValidator.Problems(options)];

        Assert.That(problems, Has.Some.Contains(says));
        Assert.That(problems, Has.All.Matches<string>(problem => problem!.Contains("; it must be ", StringComparison.Ordinal) && problem.Contains("Write for example ", StringComparison.Ordinal)));
    }

    public static IEnumerable<TestCaseData> Extremes()
    {
        (string Name, Action<JwtRefreshTokenOptions> Make)[] rows =
        [
            ("shortest", o => (o.IdleTimeout, o.AbsoluteTimeout, o.ReuseWindow, o.MaxSessionsPerSubject) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 1)),
            ("longest", o => (o.IdleTimeout, o.AbsoluteTimeout, o.ReuseWindow, o.MaxSessionsPerSubject) = (TimeSpan.FromDays(400), TimeSpan.FromDays(400), TimeSpan.FromMinutes(5), 10_000)),
        ];
        return rows.Select(row => new TestCaseData(row.Make).SetArgDisplayNames(row.Name));
    }

    [TestCaseSource(nameof(Extremes))]
    public async Task Problems_LegalExtremes_HaveNoneAndWork(Action<JwtRefreshTokenOptions> make)
    {
        using SessionScenario scenario = new();
        IAuthStrategy api = scenario.Api(options => make(options.RefreshTokens)).Strategy;

        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());

        Assert.That((await api.RefreshAsync(issued.RefreshToken!)).Succeeded, Is.True);
    }

    [Test]
    public void Problems_EveryMistakeAtOnce_AreAllReported()
    {
        JwtStrategyOptions options = new() { RequireLiveSession = true };
        options.RefreshTokens.IdleTimeout = options.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(-1);
        options.RefreshTokens.ReuseWindow = TimeSpan.FromHours(1);
        options.RefreshTokens.MaxSessionsPerSubject = -1;

        string all = string.Join('\n', JwtStrategyOptionsValidator.Problems(options));

        foreach (string name in (string[])["Issuer", "Audience", "key", "RequireLiveSession", "IdleTimeout", "AbsoluteTimeout", "ReuseWindow", "MaxSessionsPerSubject"])
            Assert.That(all, Does.Contain(name));
    }
}
