using System.Globalization;
using System.Text;

namespace AuthStrategies.Benchmarks.Reports;

/// <summary>Keeps the rows of runs that each measured some benchmarks: a file of values, and beside it the tables made from it.</summary>
internal static class TargetFile
{
    private const string Head = "benchmark;target;what;goal;ratio;min;max;bytes;met;run";

    /// <summary>The rows of earlier runs by benchmark; none where there is no file.</summary>
    public static Dictionary<string, SavedRow[]> Read(string file)
    {
        string values = ValuesOf(file);
        return File.Exists(values)
            ? File.ReadLines(values).Skip(1).Select(Parse).GroupBy(row => row.Benchmark).ToDictionary(rows => rows.Key, rows => rows.ToArray())
            : [];
    }

    public static void Write(string file, SavedRow[] rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllLines(ValuesOf(file), [Head, .. rows.Select(Format)]);
        File.WriteAllText(file, $"# Targets\n\n{Runs(rows)}\n{Tables(rows)}");
    }

    /// <summary>One line a row, and one line a target.</summary>
    public static string Tables(SavedRow[] rows) =>
        $"{TargetTable.Of(rows.Select(row => row.Row))}\n{TargetSummary.Of([.. rows.Select(row => row.Row)])}";

    private static string ValuesOf(string file) => Path.ChangeExtension(file, ".csv");

    private static string Runs(SavedRow[] rows)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, SavedRow> run in rows.GroupBy(row => row.Run))
            text.Append(CultureInfo.InvariantCulture, $"- {run.Key}: targets {string.Join(", ", run.Select(row => row.Row.Target).Distinct().Order())}\n");
        return text.ToString();
    }

    private static string Format(SavedRow saved)
    {
        TargetRow row = saved.Row;
        return string.Join(';', saved.Benchmark, row.Target, row.What, row.Goal, Figure(row.Ratio), Figure(row.Min), Figure(row.Max), Figure(row.Bytes), row.Met, saved.Run);
    }

    private static SavedRow Parse(string line)
    {
        string[] cells = line.Split(';');
        bool? met = cells[8].Length == 0 ? null : bool.Parse(cells[8]);
        TargetRow row = new(int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], cells[3], Number(cells[4]), Number(cells[5]), Number(cells[6]), Number(cells[7]), met);
        return new(cells[0], row, cells[9]);
    }

    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
