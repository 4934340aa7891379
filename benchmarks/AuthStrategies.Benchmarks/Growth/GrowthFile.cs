using System.Globalization;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>Keeps the results of runs that each measured some rows: growth.csv, and growth.md and growth.svg made from it.</summary>
internal static class GrowthFile
{
    private const string Head = "row;size;order;n;nanoseconds;growth;expected";

    public static Dictionary<string, GrowthResult[]> Read(string folder)
    {
        string path = Path.Combine(folder, "growth.csv");
        return File.Exists(path)
            ? File.ReadLines(path).Skip(1).Select(Parse).GroupBy(result => $"{result.Row}; {result.SizeName}").ToDictionary(row => row.Key, row => row.ToArray())
            : [];
    }

    public static void Write(string folder, GrowthResult[][] rows)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "growth.csv"), [Head, .. rows.SelectMany(row => row).Select(Format)]);
        File.WriteAllText(Path.Combine(folder, "growth.md"), $"# How cost grows\n\n{Reports.Machine.Describe()}\n\n{GrowthTable.Of(rows)}");
        File.WriteAllText(Path.Combine(folder, "growth.svg"), GrowthPlot.Of(rows));
    }

    private static string Format(GrowthResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Row};{result.SizeName};{result.Order};{result.Size};{result.Nanoseconds:F1};{result.Growth:F3};{result.Expected:F3}");

    private static GrowthResult Parse(string line)
    {
        string[] cells = line.Split(';');
        return new(cells[0], cells[1], Enum.Parse<Order>(cells[2]), int.Parse(cells[3], CultureInfo.InvariantCulture), Number(cells[4]), Number(cells[5]), Number(cells[6]));
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
