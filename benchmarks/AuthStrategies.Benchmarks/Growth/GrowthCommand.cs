namespace AuthStrategies.Benchmarks.Growth;

/// <summary>The command <c>--growth</c>: measures the rows, keeps their results, and writes the table and the plot of all of them.</summary>
internal static class GrowthCommand
{
    public const string Name = "--growth";

    private static IEnumerable<GrowthRow> All => [.. TokenGrowth.Rows, .. SessionGrowth.Rows, .. BackendGrowth.Rows];

    /// <param name="filter">Parts of names; empty for all rows.</param>
    /// <param name="quick">Fewer and shorter rounds.</param>
    /// <param name="folder">Where results of earlier runs are, and where to write; <see langword="null"/> writes nothing.</param>
    public static void Run(string[] filter, bool quick, string? folder)
    {
        GrowthRow[] chosen = [.. All.Where(row => filter.Length == 0 || filter.Any(part => row.Title.Contains(part, StringComparison.OrdinalIgnoreCase)))];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine("No row has such a name. Rows:\n  " + string.Join("\n  ", All.Select(row => row.Title)));
            return;
        }

        Dictionary<string, GrowthResult[]> results = folder is null ? [] : GrowthFile.Read(folder);
        Progress progress = new(chosen.Length);
        foreach (GrowthRow row in chosen)
        {
            progress.Next(row.Title);
            if (row.Missing is { } missing)
            {
                Console.Error.WriteLine($"Not measured: {missing}");
                continue;
            }

            results[row.Title] = row.Measure(quick);
            // After each row, because a run may be stopped.
            if (folder is not null)
                GrowthFile.Write(folder, InOrder(results));
        }

        progress.End();
        Console.WriteLine(GrowthTable.Of(InOrder(results)));
    }

    private static GrowthResult[][] InOrder(Dictionary<string, GrowthResult[]> results) =>
        [.. All.Select(row => results.GetValueOrDefault(row.Title)).OfType<GrowthResult[]>()];
}
