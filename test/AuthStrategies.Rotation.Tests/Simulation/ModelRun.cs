using AuthStrategies.Rotation.Tests.Scenarios;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>Makes a server for one trace.</summary>
internal delegate ISimulatedServer ServerFactory(RotationRules rules, int seed);

/// <summary>Many days of every scenario, on all cores.</summary>
internal sealed class ModelRun(ServerFactory factory)
{
    private static readonly RotationRules SessionRules = new();
    private static readonly RotationRules RefreshTokenRules = new() { IsRefreshToken = true };

    /// <summary>One honest day; the same seed gives the same day.</summary>
    public SessionDay Honest(HonestScenario scenario, int seed, bool keepsLog = false) => Day(scenario, theft: null, seed, keepsLog);

    /// <summary>One day with a thief.</summary>
    public SessionDay Theft(TheftScenario theft, int seed, bool keepsLog = false) =>
        Day(theft.Owners[seed % theft.Owners.Count], theft, seed, keepsLog);

    /// <summary>Runs at least <paramref name="traces"/> honest days, the same number of each scenario.</summary>
    public HonestReport AllHonest(int traces, IReadOnlyList<HonestScenario> scenarios)
    {
        int perScenario = PerScenario(traces, scenarios.Count);
        var report = new HonestReport(this);
        Parallel.For(0, perScenario * scenarios.Count, index =>
        {
            HonestScenario scenario = scenarios[index % scenarios.Count];
            int seed = 1_000_003 * (1 + index % scenarios.Count) + (index / scenarios.Count);
            report.Add(scenario, seed, Honest(scenario, seed));
        });
        return report;
    }

    /// <summary>Runs at least <paramref name="traces"/> days with a thief, the same number of each kind.</summary>
    public TheftReport AllThefts(int traces, IReadOnlyList<TheftScenario> thefts)
    {
        int perScenario = PerScenario(traces, thefts.Count);
        var report = new TheftReport(this);
        Parallel.For(0, perScenario * thefts.Count, index =>
        {
            TheftScenario theft = thefts[index % thefts.Count];
            int seed = 77_000_000 + (index / thefts.Count);
            report.Add(theft, seed, Theft(theft, seed));
        });
        return report;
    }

    private static int PerScenario(int traces, int scenarios) => (traces + scenarios - 1) / scenarios;

    private SessionDay Day(HonestScenario owner, TheftScenario? theft, int seed, bool keepsLog)
    {
        var day = new SessionDay(factory(owner.HasRefreshTokens ? RefreshTokenRules : SessionRules, seed), seed, keepsLog);
        owner.Start(day);
        theft?.Start(day);
        day.Run();
        return day;
    }
}
