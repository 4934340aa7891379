namespace AuthStrategies.Benchmarks;

/// <summary>One line of the final table: a target of the performance page and what was measured.</summary>
/// <param name="Target">The target's number.</param>
/// <param name="What">What was measured, against what.</param>
/// <param name="Goal">The goal, in words.</param>
/// <param name="Ratio">Ours over theirs, the median over the rounds; not a number where the goal is not a ratio.</param>
/// <param name="Min">The smallest ratio seen.</param>
/// <param name="Max">The largest ratio seen.</param>
/// <param name="Bytes">Bytes per operation or per session; not a number where they are not measured.</param>
/// <param name="Met">Whether the goal was met; <see langword="null"/> where there is none.</param>
internal sealed record TargetRow(int Target, string What, string Goal, double Ratio, double Min, double Max, double Bytes, bool? Met);
