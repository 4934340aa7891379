using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text;

namespace AuthStrategies.Benchmarks;

/// <summary>A contender: a name and a loop that runs the operation so many times (a body the JIT inlines, not a delegate per operation).</summary>
internal sealed record Contender(string Name, Func<int, long> Loop);

/// <summary>What one contender took in each round: nanoseconds and bytes per operation.</summary>
internal sealed record Row(string Name, double[] Ns, double[] Bytes)
{
    /// <summary>This one's time over another's, round by round: median, smallest, largest.</summary>
    public (double Median, double Min, double Max) Over(Row other)
    {
        double[] ratios = [.. Ns.Zip(other.Ns, (mine, theirs) => mine / theirs)];
        return (Bench.Median(ratios), ratios.Min(), ratios.Max());
    }
}

/// <summary>
/// Runs contenders in turns: in each round every one runs once, in rotating order, and its time is divided by that of the
/// first one in the same round. Absolute times on a shared machine move by a factor of two; these ratios by a few percent.
/// </summary>
internal static class Bench
{
    private static long _sink;
    private static bool _isWarm;

    /// <summary>Measures by the clock on the wall: for work on several threads.</summary>
    public static Row[] Run(string title, int rounds, double roundMilliseconds, params Contender[] contenders) =>
        Run(() => Stopwatch.GetElapsedTime(0), title, rounds, roundMilliseconds, contenders);

    /// <summary>Measures the processor time of this process: for work on one thread that never waits. What else the machine does then counts for less.</summary>
    public static Row[] RunOnOneThread(string title, int rounds, double roundMilliseconds, params Contender[] contenders) =>
        Run(() => Environment.CpuUsage.TotalTime, title, rounds, roundMilliseconds, contenders);

    private static Row[] Run(Func<TimeSpan> clock, string title, int rounds, double roundMilliseconds, Contender[] contenders)
    {
        WarmUp(clock, contenders);
        int[] operations = [.. contenders.Select(c => OperationsFor(clock, c, roundMilliseconds))];
        double[][] ns = [.. contenders.Select(_ => new double[rounds])];
        double[][] bytes = [.. contenders.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                int c = (i + round) % contenders.Length;
                long allocated = GC.GetTotalAllocatedBytes(precise: true);
                TimeSpan started = clock();
                _sink += contenders[c].Loop(operations[c]);
                ns[c][round] = (clock() - started).TotalNanoseconds / operations[c];
                bytes[c][round] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)operations[c];
            }
        }

        Row[] rows = [.. contenders.Select((c, i) => new Row(c.Name, ns[i], bytes[i]))];
        Print(title, rows);
        return rows;
    }

    public static void Print(string title, Row[] rows)
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine("### " + title).AppendLine();
        text.AppendLine("| contender | ns/op (median) | min–max | B/op | ratio to first | ratio min–max |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|");
        foreach (Row row in rows)
        {
            (double ratio, double min, double max) = row.Over(rows[0]);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Name} | {Figure(Median(row.Ns))} | {Figure(row.Ns.Min())}–{Figure(row.Ns.Max())} | {Median(row.Bytes):F0} | **{ratio:F2}** | {min:F2}–{max:F2} |");
        }

        Console.Error.Write(text.ToString());
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Figure(double value) => value.ToString(value < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);

    /// <summary>
    /// Many short calls reach the top tier by call count; several passes, since the tier-up of one may touch what another calls, and on until the compiler
    /// rests. After the first pass a tier needs few calls.
    /// </summary>
    private static void WarmUp(Func<TimeSpan> clock, Contender[] contenders)
    {
        // The first contenders of a process find nothing compiled, and the compiler's work would count as theirs.
        (int least, int most) = _isWarm ? (3, 6) : (8, 16);
        _isWarm = true;
        long before = -1;
        for (int pass = 0; pass < least || (pass < most && JitInfo.GetCompiledMethodCount() != before); pass++)
        {
            before = JitInfo.GetCompiledMethodCount();
            foreach (Contender contender in contenders)
                WarmUp(clock, contender, milliseconds: pass == 0 ? 80 : 40);
            Thread.Sleep(120);
        }
    }

    private static void WarmUp(Func<TimeSpan> clock, Contender contender, double milliseconds)
    {
        int operations = 1;
        TimeSpan began = clock();
        for (int i = 0; i < 5000 && (clock() - began).TotalMilliseconds < milliseconds; i++)
        {
            TimeSpan started = clock();
            _sink += contender.Loop(operations);
            if ((clock() - started).TotalMilliseconds < 0.05 && operations < 1 << 20)
                operations *= 2;
        }
    }

    private static int OperationsFor(Func<TimeSpan> clock, Contender contender, double roundMilliseconds)
    {
        for (int operations = 4; ; operations *= 2)
        {
            // The better of two: one interruption must not pass for a slow operation.
            double taken = Math.Min(Time(clock, contender, operations), Time(clock, contender, operations));
            if (taken > 2)
                return Math.Max(1, (int)(roundMilliseconds * operations / taken));
        }
    }

    private static double Time(Func<TimeSpan> clock, Contender contender, int operations)
    {
        TimeSpan started = clock();
        _sink += contender.Loop(operations);
        return (clock() - started).TotalMilliseconds;
    }
}
