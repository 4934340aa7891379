using AuthStrategies.Benchmarks;
using AuthStrategies.Benchmarks.Databases;
using AuthStrategies.Benchmarks.Growth;
using AuthStrategies.Benchmarks.Http;
using AuthStrategies.Benchmarks.Redis;
using AuthStrategies.Benchmarks.Reports;
using AuthStrategies.Benchmarks.Stores;
using AuthStrategies.Benchmarks.Tokens;

(string Name, int[] Targets, Func<bool, IEnumerable<TargetRow>> Run)[] all =
[
    ("verify a shared-secret token", [1], VerifyBenchmark.RunHs256),
    ("verify a public-key token", [2], VerifyBenchmark.RunPublicKeys),
    ("verify a token again", [3], CredentialCacheBenchmark.RunSeenTokens),
    ("verify a token never seen, remembering", [4], CredentialCacheBenchmark.RunStrangers),
    ("refuse a token", [5], RejectBenchmark.Run),
    ("issue a token", [6], IssueBenchmark.Run),
    ("authenticate a session", [7], CredentialCacheBenchmark.RunSessions),
    ("look up a session", [8], LookupBenchmark.Run),
    ("create and remove a session", [9], CreateBenchmark.Run),
    ("memory and collection of sessions", [10, 11], MemoryBenchmark.Run),
    ("sweep expired sessions", [12], SweepBenchmark.Run),
    ("authenticate over HTTP", [13], EndToEndBenchmark.Run),
    ("authenticate a session in Redis", [14], RedisBenchmark.RunRedis),
    ("authenticate a session near Redis", [15], RedisBenchmark.RunNearCache),
    ("start a web application", [16], StartUpBenchmark.Run),
    ("authenticate over a database", [17], DatabaseBenchmark.Run),
    ("authenticate with features that are not due", [19], NotDueBenchmark.Run),
    ("end all sessions", [20], EverythingBenchmark.Run),
    ("authenticate with a bound token", [21], ProofBenchmark.Run),
    ("remember a proof for all nodes", [21], SharedProofBenchmark.Run),
];
if (args is [BenchServer.Command, string contender])
{
    BenchServer.RunAsync(contender).GetAwaiter().GetResult();
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

var chosen = all.Where(b => filter.Length == 0 || filter.Any(part => IsNamed(b.Name, b.Targets, part))).ToArray();
if (chosen.Length == 0 || ((args.Contains("--filter") || args.Contains("--only")) && filter.Length == 0))
{
    Console.Error.WriteLine("Usage: [--quick] [--filter <number or part of a name>[,…]] [--save <file>] | --growth [--quick] [--filter …] [--save <folder>]\n  "
        + string.Join("\n  ", all.Select(b => $"{string.Join(", ", b.Targets)}: {b.Name}")));
    return;
}

var progress = new Progress(chosen.Length);
List<TargetRow> rows = [];
foreach (var benchmark in chosen)
{
    progress.Next(benchmark.Name);
    rows.AddRange(benchmark.Run(quick));
    // One benchmark's million sessions must not be in the way of the next one's collections.
    GC.Collect();
}

progress.End();
string table = TargetTable.Of(rows.OrderBy(row => row.Target));
Console.WriteLine(table);
if (save is not null)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(save))!);
    File.WriteAllText(save, $"# Targets{(quick ? ", --quick" : "")}\n\n{Machine.Describe()}\n\n{table}");
}

string[] Values(string option) => [.. args.SkipWhile(a => a != option).Skip(1).TakeWhile(a => !a.StartsWith('-')).SelectMany(a => a.Split(',')).Where(part => part.Length > 0)];

static bool IsNamed(string name, int[] targets, string part) =>
    int.TryParse(part, out int number) ? targets.Contains(number) : name.Contains(part, StringComparison.OrdinalIgnoreCase);
