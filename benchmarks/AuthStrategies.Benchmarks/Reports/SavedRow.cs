namespace AuthStrategies.Benchmarks.Reports;

/// <summary>A row, the benchmark that measured it, and the run: machine, date, sources.</summary>
internal sealed record SavedRow(string Benchmark, TargetRow Row, string Run);
