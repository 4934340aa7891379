using System.Globalization;
using AuthStrategies.Benchmarks;
using AuthStrategies.Benchmarks.Stores;

bool quick = args.Contains("--quick");
(string Name, Func<bool, IEnumerable<TargetRow>> Run)[] benchmarks =
    [("lookup", LookUpBenchmark.Run), ("create", CreateBenchmark.Run), ("memory", MemoryBenchmark.Run), ("sweep", SweepBenchmark.Run)];
string[] named = [.. args.Where(a => !a.StartsWith('-'))];
TargetRow[] rows = [.. benchmarks.Where(b => named.Length == 0 || named.Contains(b.Name)).SelectMany(b => b.Run(quick))];

Console.WriteLine("| # | what | goal | ratio (min–max) | bytes | met |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (TargetRow row in rows)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Target} | {row.What} | {row.Goal} | {row.Ratio:G3} ({row.Min:G3}–{row.Max:G3}) | {row.Bytes:F0} | {row.Met} |"));
