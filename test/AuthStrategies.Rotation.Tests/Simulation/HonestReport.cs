using System.Collections.Concurrent;
using AuthStrategies.Rotation.Tests.Scenarios;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>What came out of many honest days. Thread-safe while days are added.</summary>
internal sealed class HonestReport(ModelRun run)
{
    private readonly ConcurrentQueue<(HonestScenario Scenario, int Seed, int Requests)> _falseAlarms = [];
    private long _traces;
    private long _requests;
    private long _writes;
    private long _rotations;
    private long _freshSuccessors;
    private long _branches;

    public long Traces => _traces;

    /// <summary>The honest days that ended as theft although a rule on secrets can know better.</summary>
    public int FalseAlarms => _falseAlarms.Count(alarm => !alarm.Scenario.LooksLikeTheft);

    public int EndedThoughImpossible => _falseAlarms.Count(alarm => alarm.Scenario.LooksLikeTheft);

    public void Add(HonestScenario scenario, int seed, SessionDay day)
    {
        Interlocked.Increment(ref _traces);
        Interlocked.Add(ref _requests, day.Requests);
        Interlocked.Add(ref _writes, day.Server.Writes.Total);
        Interlocked.Add(ref _rotations, day.Server.Writes.Rotations);
        Interlocked.Add(ref _freshSuccessors, day.Server.Writes.FreshSuccessors);
        Interlocked.Add(ref _branches, day.Server.Writes.Branches);
        if (day.Server.HasEnded)
            _falseAlarms.Enqueue((scenario, seed, day.Requests));
    }

    public string Summary =>
        $"{_traces} honest days, {FalseAlarms} false alarms ({EndedThoughImpossible} more in scenarios that look like theft); per day: "
        + $"{PerDay(_requests):F0} requests, {PerDay(_rotations):F1} rotations, {PerDay(_freshSuccessors):F2} fresh successors, {PerDay(_branches):F4} branches, {PerDay(_writes):F1} writes";

    /// <summary>The summary, and for each scenario with false alarms the shortest of them.</summary>
    public override string ToString() => Summary
        + string.Concat(_falseAlarms.Where(alarm => !alarm.Scenario.LooksLikeTheft).GroupBy(alarm => alarm.Scenario).Select(Smallest));

    /// <summary>The shortest of a scenario's false alarms, told from its last events.</summary>
    private string Smallest(IGrouping<HonestScenario, (HonestScenario Scenario, int Seed, int Requests)> alarms)
    {
        (HonestScenario scenario, int seed, _) = alarms.MinBy(alarm => alarm.Requests);
        SessionDay day = run.Honest(scenario, seed, keepsLog: true);
        return $"{Environment.NewLine}{scenario.Name}: {alarms.Count()}, for example seed {seed}:{Environment.NewLine}{string.Join(Environment.NewLine, day.Log.TakeLast(24))}";
    }

    private double PerDay(long total) => (double)total / Math.Max(1, _traces);
}
