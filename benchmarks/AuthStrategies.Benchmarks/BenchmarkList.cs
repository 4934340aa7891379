using AuthStrategies.Benchmarks.Databases;
using AuthStrategies.Benchmarks.Http;
using AuthStrategies.Benchmarks.Redis;
using AuthStrategies.Benchmarks.Stores;
using AuthStrategies.Benchmarks.Tokens;

namespace AuthStrategies.Benchmarks;

/// <summary>What can be measured, in the order in which it is: those that share sessions or a server are neighbours, and memory comes after both are gone.</summary>
internal static class BenchmarkList
{
    public static readonly NamedBenchmark[] All =
    [
        new("verify a shared-secret token", [1], VerifyBenchmark.RunHs256),
        new("verify a public-key token", [2], VerifyBenchmark.RunPublicKeys),
        new("verify a token again", [3], CredentialCacheBenchmark.RunSeenTokens),
        new("verify a token never seen, remembering", [4], CredentialCacheBenchmark.RunStrangers),
        new("refuse a token", [5], RejectBenchmark.Run),
        new("issue a token", [6], IssueBenchmark.Run),
        new("authenticate a session", [7], CredentialCacheBenchmark.RunSessions),
        new("authenticate a token whose session is looked at", [18], LiveSessionBenchmark.Run),
        new("authenticate with features that are not due", [19], NotDueBenchmark.Run),
        new("authenticate with a bound token", [21], ProofBenchmark.Run),
        new("authenticate a session in Redis", [14], RedisBenchmark.Run),
        new("authenticate a session near Redis", [15], NearCacheBenchmark.Run),
        new("remember a proof for all nodes", [21], SharedProofBenchmark.Run),
        new("look up a session", [8], LookupBenchmark.Run),
        new("create and remove a session", [9], CreateBenchmark.Run),
        new("end all sessions", [20], EverythingBenchmark.Run),
        new("authenticate over a database", [17], DatabaseBenchmark.Run),
        new("memory and collection of sessions", [10, 11], MemoryBenchmark.Run),
        new("sweep expired sessions", [12], SweepBenchmark.Run),
        new("authenticate over HTTP", [13], EndToEndBenchmark.Run),
        new("authenticate without a server", [13], DirectBenchmark.Run),
        new("start a web application", [16], StartUpBenchmark.Run),
    ];

    /// <summary>Those that a filter names, by the number of a target or a part of the name; all of them without a filter.</summary>
    public static NamedBenchmark[] Named(string[] filter) =>
        [.. All.Where(benchmark => filter.Length == 0 || filter.Any(benchmark.Is))];
}
