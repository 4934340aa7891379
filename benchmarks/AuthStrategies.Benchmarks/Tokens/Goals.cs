namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Holds measured rows against the goals of the performance page.</summary>
internal static class Goals
{
    /// <summary>Ours over a peer, in time.</summary>
    public static TargetRow Time(int target, string what, Row ours, Row theirs, double? goal)
    {
        (double median, double min, double max) = ours.Over(theirs);
        return new(target, what, goal is { } ratio ? GoalOf(ratio) : "for comparison", median, min, max, Bytes(ours), goal is null ? null : median <= goal);
    }

    /// <summary>Bytes of one operation. What both allocate is exact, so there is no spread.</summary>
    public static TargetRow Limit(int target, string what, Row ours, int limit) =>
        new(target, what, FormattableString.Invariant($"≤ {limit:N0} B"), double.NaN, double.NaN, double.NaN, Bytes(ours), Bytes(ours) <= limit);

    /// <summary>Nanoseconds of one operation. They depend on the machine: read them with its description.</summary>
    public static TargetRow Nanoseconds(int target, string what, Row ours, int limit)
    {
        double median = Bench.Median(ours.Ns);
        return new(target, what + ", ns", FormattableString.Invariant($"≤ {limit:N0} ns"), median, ours.Ns.Min(), ours.Ns.Max(), Bytes(ours), median <= limit);
    }

    /// <summary>Bytes of one operation over a peer's.</summary>
    public static TargetRow Share(int target, string what, Row ours, Row theirs, double goal)
    {
        double share = Bytes(ours) / Bytes(theirs);
        return new(target, what, FormattableString.Invariant($"≤ {goal:F2} × bytes"), share, share, share, Bytes(ours), share <= goal);
    }

    // A goal of 0.0067 says less than one of 150 times faster.
    private static string GoalOf(double ratio) =>
        ratio < 0.1 ? FormattableString.Invariant($"≤ 1/{1 / ratio:F0} ×") : FormattableString.Invariant($"≤ {ratio:F2} ×");

    private static double Bytes(Row row) => Bench.Median(row.Bytes);
}
