namespace AuthStrategies.Benchmarks;

/// <summary>One benchmark: its name, the numbers of its targets, and what measures it.</summary>
internal sealed record NamedBenchmark(string Name, int[] Targets, Func<bool, IEnumerable<TargetRow>> Run)
{
    public bool Is(string part) =>
        int.TryParse(part, out int number) ? Targets.Contains(number) : Name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
