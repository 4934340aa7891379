using System.Globalization;
using AuthStrategies.Benchmarks;
using AuthStrategies.Benchmarks.Stores;

bool quick = args.Contains("--quick");
foreach (TargetRow row in LookUpBenchmark.Run(quick))
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Target} | {row.What} | {row.Goal} | {row.Ratio:F2} ({row.Min:F2}–{row.Max:F2}) | {row.Bytes:F0} B | {row.Met}"));
