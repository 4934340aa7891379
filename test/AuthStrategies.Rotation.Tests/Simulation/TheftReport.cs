using System.Collections.Concurrent;
using AuthStrategies.Rotation.Tests.Scenarios;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>What came out of many days with a thief. Thread-safe while days are added.</summary>
internal sealed class TheftReport(ModelRun run)
{
    private readonly ConcurrentQueue<(TheftScenario Theft, int Seed, int Requests)> _unnoticed = [];
    private readonly ConcurrentQueue<double> _delays = [];
    private readonly ConcurrentQueue<string> _falseAlarms = [];
    private long _traces;
    private long _bothUsed;

    public long Traces => _traces;

    /// <summary>The days on which owner and thief both used the session.</summary>
    public long BothUsed => _bothUsed;

    /// <summary>Those of them on which the session did not end.</summary>
    public int Unnoticed => _unnoticed.Count;

    /// <summary>Sessions that ended before there was a thief.</summary>
    public int EndedBeforeTheft => _falseAlarms.Count;

    public void Add(TheftScenario theft, int seed, SessionDay day)
    {
        Interlocked.Increment(ref _traces);
        bool hasEnded = day.EndedAt is not null;
        if (day.EndedAt < day.CopiedAt)
        {
            _falseAlarms.Enqueue($"{theft.Name}, seed {seed}");
            return;
        }

        double? bothUsedAt = day is { OwnerUsedAt: { } owner, ThiefUsedAt: { } thief } ? Math.Max(owner, thief) : day.EndedAt;
        if (bothUsedAt is not { } both)
            return;

        Interlocked.Increment(ref _bothUsed);
        if (hasEnded)
            _delays.Enqueue(day.EndedAt!.Value - both);
        else
            _unnoticed.Enqueue((theft, seed, day.Requests));
    }

    public string Summary =>
        $"{_traces} days with a thief, both used the session on {_bothUsed}, unnoticed {Unnoticed}; noticed after {Minutes(0.5):F1} min in the median, {Minutes(0.99):F0} min at the 99th percentile";

    /// <summary>The summary, the false alarms, and for each kind of thief that went unnoticed the shortest trace.</summary>
    public override string ToString() => Summary
        + string.Concat(_falseAlarms.Select(alarm => $"{Environment.NewLine}ended before the theft: {alarm}"))
        + string.Concat(_unnoticed.GroupBy(theft => theft.Theft).Select(Smallest));

    private string Smallest(IGrouping<TheftScenario, (TheftScenario Theft, int Seed, int Requests)> unnoticed)
    {
        (TheftScenario theft, int seed, _) = unnoticed.MinBy(trace => trace.Requests);
        SessionDay day = run.Theft(theft, seed, keepsLog: true);
        return $"{Environment.NewLine}{theft.Name}: {unnoticed.Count()}, for example seed {seed}:{Environment.NewLine}{string.Join(Environment.NewLine, day.Log.TakeLast(24))}";
    }

    private double Minutes(double quantile)
    {
        double[] delays = [.. _delays.Order()];
        return delays.Length == 0 ? 0 : delays[(int)(delays.Length * quantile)] / 60;
    }
}
