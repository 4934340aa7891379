using System.Globalization;
using System.Text;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>The table of growth, in Markdown.</summary>
internal static class GrowthTable
{
    public static string Of(IEnumerable<GrowthResult[]> rows)
    {
        StringBuilder text = new();
        text.Append("| what | grows by | expected | from | to | growth (at most) | |\n|---|---|---|---|---|---|---|\n");
        foreach (GrowthResult[] row in rows)
        {
            // The size at which the row is worst decides.
            (GrowthResult first, GrowthResult worst) = (row[0], row.Skip(1).MaxBy(result => result.Growth / result.Expected)!);
            text.Append(CultureInfo.InvariantCulture, $"| {first.Row} | {first.SizeName}, {first.Size:N0} to {row[^1].Size:N0} | {first.Order.Name()} | {Time(first)} | {Time(worst)} at {worst.Size:N0} | {worst.Growth:F2}{Limit(worst)} | {OutcomeOf(worst)} |\n");
        }

        return text.ToString();
    }

    private static string Limit(GrowthResult result) =>
        result.Order is Order.None ? "" : string.Create(CultureInfo.InvariantCulture, $" ({2 * result.Expected:F1})");

    private static string OutcomeOf(GrowthResult result) => result.Order is Order.None ? "for comparison" : result.IsFailure ? "FAILED" : "as expected";

    private static string Time(GrowthResult result) => result.Nanoseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{result.Nanoseconds:F0} ns"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{result.Nanoseconds / 1_000:F1} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{result.Nanoseconds / 1_000_000:F1} ms"),
    };
}
