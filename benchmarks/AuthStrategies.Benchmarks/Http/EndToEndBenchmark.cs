using System.Diagnostics;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>Target 13: what authentication adds to a request through Kestrel, in processor time of the server.</summary>
internal static class EndToEndBenchmark
{
    private const int WarmUpRequests = 6_000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        PinToSecondCore();
        ServerProcess[] servers = [.. BenchServer.Names.Select(ServerProcess.Start)];
        try
        {
            Row[] rows = Measure(servers, quick ? 9 : 21, requests: quick ? 3_000 : 24_000);
            Bench.Print("processor time of the server for one request", rows);
            return [.. Check(rows)];
        }
        finally
        {
            foreach (ServerProcess server in servers)
                server.Dispose();
        }
    }

    private static Row[] Measure(ServerProcess[] servers, int rounds, int requests)
    {
        foreach (ServerProcess server in servers)
        {
            if (!server.Try())
                throw new InvalidOperationException($"\"{server.Name}\" does not authenticate its client.");

            // The upper tiers of the compiler, in the background of the first rounds.
            server.Load(WarmUpRequests);
            Thread.Sleep(300);
            server.Load(WarmUpRequests);
        }

        double[][] ns = [.. servers.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            Console.Error.Write($"\r  round {round + 1} of {rounds} ");
            for (int i = 0; i < servers.Length; i++)
            {
                int s = (i + round) % servers.Length;
                ns[s][round] = servers[s].Load(requests) * 1000;
            }
        }

        Console.Error.WriteLine();
        return [.. servers.Select((server, s) => new Row(server.Name, ns[s], new double[rounds]))];
    }

    private static IEnumerable<TargetRow> Check(Row[] rows)
    {
        Row none = rows[0];
        foreach (Row ours in rows.Where(row => row.Name.StartsWith("AuthStrategies", StringComparison.Ordinal)))
        {
            yield return Extra(ours, Named("JwtBearer HS256"), none, 0.35);
            yield return Extra(ours, Named("cookies"), none, 0.25);
            yield return Extra(ours, Named("cookies + ITicketStore"), none, null);
            yield return Extra(ours, Named("BearerToken"), none, null);
            yield return Extra(ours, Named("empty scheme"), none, 1.25);
        }

        Row Named(string name) => rows.Single(row => row.Name == name);
    }

    /// <summary>What ours adds over what a peer adds, round by round.</summary>
    private static TargetRow Extra(Row ours, Row theirs, Row none, double? goal)
    {
        double[] ratios = [.. ours.Ns.Select((ns, round) => (ns - none.Ns[round]) / (theirs.Ns[round] - none.Ns[round]))];
        double median = Bench.Median(ratios);
        string words = goal is { } limit ? FormattableString.Invariant($"≤ {limit:F2} ×") : "for comparison";
        return new(13, $"extra CPU, {ours.Name} / {theirs.Name}", words, median, ratios.Min(), ratios.Max(), double.NaN, goal is null ? null : median <= goal);
    }

    private static void PinToSecondCore()
    {
        if ((OperatingSystem.IsLinux() || OperatingSystem.IsWindows()) && Environment.ProcessorCount > 1)
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity = 2;
        }
    }
}
