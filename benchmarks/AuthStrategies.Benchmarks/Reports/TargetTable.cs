using System.Globalization;
using System.Text;

namespace AuthStrategies.Benchmarks.Reports;

/// <summary>The final table, in Markdown whose columns stand under each other in a terminal as well.</summary>
internal static class TargetTable
{
    private static readonly string[] Head = ["#", "what", "goal", "measured (min–max)", "B/op", "met"];

    public static string Of(IEnumerable<TargetRow> rows)
    {
        List<string[]> lines = [Head, .. rows.Select(Cells)];
        int[] widths = [.. Head.Select((_, column) => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            text.Append("| ").AppendJoin(" | ", lines[i].Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
            if (i == 0)
                text.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).AppendLine("|");
        }

        return text.ToString();
    }

    private static string[] Cells(TargetRow row) =>
    [
        row.Target.ToString(CultureInfo.InvariantCulture),
        row.What,
        row.Goal,
        double.IsNaN(row.Ratio) ? "" : $"{Figure(row.Ratio)} ({Figure(row.Min)}–{Figure(row.Max)})",
        double.IsNaN(row.Bytes) ? "" : row.Bytes.ToString("N0", CultureInfo.InvariantCulture),
        row.Met switch { true => "met", false => "NOT MET", null => "" },
    ];

    /// <summary>The figure that a goal is held against.</summary>
    public static string Measured(TargetRow row) => double.IsNaN(row.Ratio) ? row.Bytes.ToString("N0", CultureInfo.InvariantCulture) + " B" : Figure(row.Ratio);

    private static string Figure(double value) => value switch
    {
        > 0 and < 0.0005 => "<0.001",
        _ => value.ToString(Math.Abs(value) switch { < 0.1 => "F3", < 100 => "F2", _ => "N0" }, CultureInfo.InvariantCulture),
    };
}
