using System.Diagnostics;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>Target 16: from the start of the process to the first authenticated answer, with us and without.</summary>
internal static class StartUpBenchmark
{
    private const double GoalMilliseconds = 25;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        int rounds = quick ? 5 : 21;
        foreach (string ours in BenchServer.Names.Where(name => name.StartsWith("AuthStrategies", StringComparison.Ordinal)))
        {
            KeyValuePair<string, string?> session = Seed.MakeAsync(ours).GetAwaiter().GetResult();
            double[] extra = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                Console.Error.Write($"\r  {ours}: start {round + 1} of {rounds} ");
                extra[round] = round % 2 == 0 ? -FirstAnswer("empty scheme", null) + FirstAnswer(ours, session) : FirstAnswer(ours, session) - FirstAnswer("empty scheme", null);
            }

            Console.Error.WriteLine();
            double median = Bench.Median(extra);
            yield return new(16, $"first authenticated answer, {ours} over an empty scheme, ms", FormattableString.Invariant($"≤ +{GoalMilliseconds:F0} ms"), median, extra.Min(), extra.Max(), double.NaN, median <= GoalMilliseconds);
        }
    }

    private static double FirstAnswer(string name, KeyValuePair<string, string?>? session)
    {
        long started = Stopwatch.GetTimestamp();
        using var server = ServerProcess.Start(name, session);
        if (!server.Try())
            throw new InvalidOperationException($"\"{name}\" does not authenticate its client.");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
