namespace AuthStrategies.Benchmarks.Reports;

/// <summary>Measures benchmarks one after the other and holds them against the targets.</summary>
internal static class TargetCommand
{
    /// <param name="chosen">What to measure.</param>
    /// <param name="quick">Fewer and shorter rounds.</param>
    /// <param name="file">Where to write the table, with the rows that earlier runs left there; <see langword="null"/> writes nothing.</param>
    public static void Run(NamedBenchmark[] chosen, bool quick, string? file)
    {
        string run = Machine.Describe().TrimEnd('.').Replace(';', ',') + (quick ? ", --quick" : "");
        Dictionary<string, SavedRow[]> saved = file is null ? [] : TargetFile.Read(file);
        Dictionary<string, SavedRow[]> measured = [];
        Progress progress = new(chosen.Length);
        foreach (NamedBenchmark benchmark in chosen)
        {
            progress.Next(benchmark.Name);
            SavedRow[] rows = [.. benchmark.Run(quick).Select(row => new SavedRow(benchmark.Name, row, run))];
            // What is not measured, because a server is missing, keeps its former rows.
            if (rows.Length > 0)
                (measured[benchmark.Name], saved[benchmark.Name]) = (rows, rows);
            // After each benchmark, because a run may be stopped.
            if (file is not null)
                TargetFile.Write(file, InOrder(saved));
            // One benchmark's million sessions must not be in the way of the next one's collections.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        SharedServers.Stop();
        progress.End();
        Console.WriteLine(TargetFile.Tables(InOrder(measured)));
    }

    private static SavedRow[] InOrder(Dictionary<string, SavedRow[]> rows) =>
        [.. BenchmarkList.All.SelectMany(benchmark => rows.GetValueOrDefault(benchmark.Name) ?? []).OrderBy(row => row.Row.Target)];
}
