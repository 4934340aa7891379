using System.Globalization;
using System.Net;
using System.Text;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>One small plot for each row, both axes logarithmic: what was measured, and twice what was expected.</summary>
internal static class GrowthPlot
{
    private const int Columns = 3;
    private const int Width = 300;
    private const int Height = 190;
    private const int Left = 46;
    private const int Top = 46;
    private const int PlotWidth = 230;
    private const int PlotHeight = 110;

    public static string Of(GrowthResult[][] rows)
    {
        int lines = (rows.Length + Columns - 1) / Columns;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Columns * Width} {(lines * Height) + 26}\" font-family=\"sans-serif\" font-size=\"10\" role=\"img\">\n");
        svg.Append("<title>How the cost of one operation grows</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.Append("<text x=\"10\" y=\"16\">Cost of one operation over its cost at the smallest size. Blue: measured. Dashed: the limit, twice what the stated order expects.</text>\n");
        for (int i = 0; i < rows.Length; i++)
            Draw(svg, rows[i], i % Columns * Width, (i / Columns * Height) + 20);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, GrowthResult[] row, int x, int y)
    {
        double most = Math.Max(4, Math.Max(row.Max(result => result.Growth), row.Max(result => 2 * result.Expected)));
        double least = Math.Min(0.5, row.Min(result => result.Growth));
        Scale across = new(row[0].Size, row[^1].Size, x + Left, PlotWidth);
        Scale up = new(least, most, y + Top + PlotHeight, -PlotHeight);
        string colour = row.Any(result => result.IsFailure) ? "#c02020" : "#2060c0";

        Text(svg, x + 10, y + 16, row[0].Row, "start", " font-weight=\"bold\"");
        Text(svg, x + 10, y + 30, $"by {row[0].SizeName}; expected: {row[0].Order.Name()}", "start");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + Left}\" y=\"{y + Top}\" width=\"{PlotWidth}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#cccccc\"/>\n");
        foreach (double mark in new[] { least, 1, most })
            Text(svg, x + Left - 4, up.At(mark) + 3, mark.ToString("G2", CultureInfo.InvariantCulture) + " ×", "end");
        Text(svg, x + Left, y + Top + PlotHeight + 14, Short(row[0].Size), "start");
        Text(svg, x + Left + PlotWidth, y + Top + PlotHeight + 14, Short(row[^1].Size), "end");
        Line(svg, row.Select(result => (across.At(result.Size), up.At(2 * result.Expected))), "stroke=\"#808080\" stroke-dasharray=\"4 3\"");
        Line(svg, row.Select(result => (across.At(result.Size), up.At(result.Growth))), $"stroke=\"{colour}\" stroke-width=\"2\"");
        foreach (GrowthResult result in row)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{across.At(result.Size):F1}\" cy=\"{up.At(result.Growth):F1}\" r=\"3\" fill=\"{colour}\"/>\n");
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string more = "") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\"{more}>{WebUtility.HtmlEncode(text)}</text>\n");

    private static void Line(StringBuilder svg, IEnumerable<(double X, double Y)> points, string style) =>
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" {style} points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{point.Y:F1}")))}\"/>\n");

    private static string Short(int size) => size.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A logarithmic axis.</summary>
    private sealed record Scale(double From, double To, double Start, double Length)
    {
        public double At(double value) => Start + (Length * Math.Log(value / From) / Math.Log(To / From));
    }
}
