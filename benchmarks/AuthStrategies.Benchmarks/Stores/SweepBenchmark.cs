using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Caching.Memory;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Target 12: dropping what has expired, and what that does to look-ups at that time.</summary>
internal static class SweepBenchmark
{
    private const int Million = 1_000_000;

    // The cache scans on a pool thread at an unknown time; calling its scan itself is the fairest clock.
    private static readonly MethodInfo Scan = typeof(MemoryCache).GetMethod("ScanForExpiredItems", BindingFlags.NonPublic | BindingFlags.Instance)
        ?? throw new NotSupportedException("The memory cache of this runtime scans in another way.");

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        SessionRecord[] records = Sample.Records(Million);
        var time = new SettableTime(Sample.Start);
        var targetStore = LookupBenchmark.Fill(new StoreHolder(time), records);
        var cache = LookupBenchmark.Fill(new MemoryCacheHolder(time), records);

        double[] none = [.. Enumerable.Range(0, 15).Select(_ => Milliseconds(() => Sweep(targetStore, time)))];
        double cacheNone = Milliseconds(() => Scan.Invoke(cache.Cache, []));
        Console.Error.WriteLine(FormattableString.Invariant($"\nsweep, none of 10⁶ due: ours {Bench.Median(none):F4} ms (max {none.Max():F4}), MemoryCache {cacheNone:F0} ms"));
        yield return new(12, "sweep, none of 10⁶ due / MemoryCache", "≤ 1 ms", Bench.Median(none) / cacheNone, none.Min() / cacheNone, none.Max() / cacheNone, double.NaN, Bench.Median(none) <= 1);

        double[] ratios = [.. Enumerable.Range(0, quick ? 2 : 7).Select(_ => TenPercent(targetStore, cache, records, time))];
        yield return new(12, "sweep, 10 % of 10⁶ due / MemoryCache", "≤ 0.60 ×", Bench.Median(ratios), ratios.Min(), ratios.Max(), double.NaN, Bench.Median(ratios) <= 0.6);

        (double p99, double p9999, double max) = Readers(targetStore, records, time);
        Console.Error.WriteLine(FormattableString.Invariant($"a reader beside the sweep: p99 {p99:F1} µs, p99.99 {p9999:F1} µs, max {max:F0} µs"));
        yield return new(12, "reader beside the sweep, p99.99 in ms", "≤ 0.3 ms", p9999 / 1000, p99 / 1000, max / 1000, double.NaN, p9999 <= 300);

        double[] steps = Steps(targetStore, records, time);
        Console.Error.WriteLine(FormattableString.Invariant($"one step of the sweep, which holds one lock: median {Bench.Median(steps):F1} µs, p99 {steps[^(steps.Length / 100)]:F1} µs, max {steps[^1]:F0} µs"));
        yield return new(12, "one locked step of the sweep, p99 in ms", "≤ 0.5 ms", steps[^(steps.Length / 100)] / 1000, steps[0] / 1000, steps[^1] / 1000, double.NaN, steps[^(steps.Length / 100)] <= 500);
    }

    private static double TenPercent(StoreHolder targetStore, MemoryCacheHolder cache, SessionRecord[] records, SettableTime time)
    {
        time.Offset = TimeSpan.FromHours(2);
        double ours = Milliseconds(() => Sweep(targetStore, time));
        double theirs = Milliseconds(() => Scan.Invoke(cache.Cache, []));
        Console.Error.WriteLine(FormattableString.Invariant($"sweep, 10 % of 10⁶ due: ours {ours:F0} ms, MemoryCache {theirs:F0} ms"));
        Refill(targetStore, records, time);
        Refill(cache, records, time);
        return ours / theirs;
    }

    private static void Refill<T>(T holder, SessionRecord[] records, SettableTime time)
        where T : struct, IHolder
    {
        time.Offset = TimeSpan.Zero;
        for (int i = 0; i < records.Length; i += 10)
            holder.Add(records[i], records[i].Id.ToString());
    }

    private static int Sweep(StoreHolder targetStore, SettableTime time) => Now.Of(targetStore.Store.RemoveExpiredAsync(time.GetUtcNow(), int.MaxValue, default));

    private static double Milliseconds(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Microseconds a look-up takes while another thread sweeps and refills.</summary>
    private static (double P99, double P9999, double Max) Readers(StoreHolder targetStore, SessionRecord[] records, SettableTime time)
    {
        bool ended = false;
        var sweeper = new Thread(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                time.Offset = TimeSpan.FromHours(2);
                Sweep(targetStore, time);
                Refill(targetStore, records, time);
            }

            Volatile.Write(ref ended, true);
        });
        double[] taken = new double[20_000_000];
        int count = 0;
        sweeper.Start();
        for (int i = 1; !Volatile.Read(ref ended) && count < taken.Length; i = (i + 7919) % records.Length)
        {
            long started = Stopwatch.GetTimestamp();
            targetStore.Find(records[i].Id, string.Empty);
            taken[count++] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        sweeper.Join();
        Array.Sort(taken, 0, count);
        return (taken[(int)(count * 0.99)], taken[(int)(count * 0.9999)], taken[count - 1]);
    }

    /// <summary>Microseconds of sweeps so small that each takes one lock once; in order.</summary>
    private static double[] Steps(StoreHolder targetStore, SessionRecord[] records, SettableTime time)
    {
        List<double> taken = [];
        time.Offset = TimeSpan.FromHours(2);
        for (int removed = 32; removed == 32;)
            taken.Add(1000 * Milliseconds(() => removed = Now.Of(targetStore.Store.RemoveExpiredAsync(time.GetUtcNow(), 32, default))));
        Refill(targetStore, records, time);
        return [.. taken.Order()];
    }
}
