using AuthStrategies.Benchmarks;
using AuthStrategies.Benchmarks.Growth;
using AuthStrategies.Benchmarks.HotPaths;
using AuthStrategies.Benchmarks.Http;
using AuthStrategies.Benchmarks.Reports;

if (args is [BenchServer.Command, string contender])
{
    BenchServer.RunAsync(contender).GetAwaiter().GetResult();
    return;
}

if (args.Contains(HotPathCommand.Name))
{
    HotPathCommand.Run([.. args.Where(arg => arg != HotPathCommand.Name)]);
    return;
}

bool quick = args.Contains("--quick");
string[] filter = [.. Values("--filter"), .. Values("--only")];
string? save = Values("--save").FirstOrDefault();
if (args.Contains(GrowthCommand.Name))
{
    GrowthCommand.Run(filter, quick, save);
    return;
}

NamedBenchmark[] chosen = BenchmarkList.Named(filter);
if (chosen.Length == 0 || ((args.Contains("--filter") || args.Contains("--only")) && filter.Length == 0))
{
    Console.Error.WriteLine("Usage: [--quick] [--filter <number or part of a name>[,…]] [--save <file>.md] | --growth [--quick] [--filter …] [--save <folder>] | --benchmarkdotnet [--filter <pattern>]\n  "
        + string.Join("\n  ", BenchmarkList.All.Select(b => $"{string.Join(", ", b.Targets)}: {b.Name}")));
    return;
}

TargetCommand.Run(chosen, quick, save);

string[] Values(string option) => [.. args.SkipWhile(a => a != option).Skip(1).TakeWhile(a => !a.StartsWith('-')).SelectMany(a => a.Split(',')).Where(part => part.Length > 0)];
