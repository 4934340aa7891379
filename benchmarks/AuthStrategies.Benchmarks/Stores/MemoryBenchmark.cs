using System.Diagnostics;
using Microsoft.Extensions.Caching.Memory;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Targets 10 and 11: what a session costs in memory, and what all of them cost the garbage collector.</summary>
internal static class MemoryBenchmark
{
    private const int Million = 1_000_000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        StandingSessions.Release();
        int sessions = quick ? 100_000 : 300_000;
        double whole = PerSession(sessions, () => LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), Sample.Records(sessions)));
        double tickets = PerSession(sessions, () => Tickets(sessions));
        Console.Error.WriteLine(FormattableString.Invariant($"bytes a whole session: ours {whole:F0} (record, subject, 160 bytes of payload), tickets in MemoryCache {tickets:F0}"));
        yield return new(10, "whole session / ITicketStore pattern on MemoryCache", "≤ 0.27 ×, ≤ 470 B", whole / tickets, whole / tickets, whole / tickets, whole, whole / tickets <= 0.27 && whole <= 470);

        SessionRecord[] records = Sample.Records(Million);
        double text = PerSession(quick ? 300_000 : Million, () => LookupBenchmark.Fill(new TextDictionaryHolder(), quick ? records[..300_000] : records));
        (FillCost Ours, FillCost Theirs)[] rounds = [.. Rounds(records, quick ? 1 : 7)];

        // All parts of the store grow at about the same time, so that one count may flatter: several of them, and the worst.
        double[] targetStore =
        [
            .. (quick ? [800_000] : new[] { 600_000, 700_000, 800_000, 900_000 }).Select(n => PerSession(n, () => LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), records[..n]))),
            rounds[0].Ours.Bytes,
        ];
        double cache = rounds[0].Theirs.Bytes;
        Console.Error.WriteLine(FormattableString.Invariant($"\nbytes a session over the record, up to 1,000,000: ours {string.Join(' ', targetStore.Select(b => b.ToString("F0", null)))}; ConcurrentDictionary<string> {text:F0}; MemoryCache {cache:F0}"));
        yield return new(10, "memory over the record, worst of several counts up to 10⁶ / MemoryCache", "≤ 155 B (desired ≤ 125 B)", targetStore.Max() / cache, targetStore.Min() / cache, targetStore.Max() / cache, targetStore.Max(), targetStore.Max() <= 155);

        double[] fullGc = [.. rounds.Select(round => round.Ours.CollectionMilliseconds / round.Theirs.CollectionMilliseconds)];
        yield return new(11, "full GC at 10⁶ sessions / MemoryCache", "≤ 0.90 ×", Bench.Median(fullGc), fullGc.Min(), fullGc.Max(), double.NaN, Bench.Median(fullGc) <= 0.9);
    }

    /// <summary>What the ticket store of the cookie handler's documentation does: the whole ticket under a new text key.</summary>
    private static MemoryCache Tickets(int count)
    {
        var cache = new MemoryCache(new MemoryCacheOptions { ExpirationScanFrequency = TimeSpan.FromDays(1000) });
        for (int i = 0; i < count; i++)
            cache.Set("AuthSessionStore-" + Guid.NewGuid(), Sample.Ticket(i), new MemoryCacheEntryOptions { AbsoluteExpiration = Sample.End, SlidingExpiration = TimeSpan.FromHours(12) });
        return cache;
    }

    private static double PerSession<T>(int count, Func<T> fill) => Fill(count, fill, collections: 0).Bytes;

    private static IEnumerable<(FillCost Ours, FillCost Theirs)> Rounds(SessionRecord[] records, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            FillCost ours = Fill(records.Length, () => LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), records), collections: 5);
            FillCost theirs = Fill(records.Length, () => LookupBenchmark.Fill(new MemoryCacheHolder(null), records), collections: 5);
            Console.Error.WriteLine(FormattableString.Invariant($"full GC: ours {ours.CollectionMilliseconds:F0} ms, MemoryCache {theirs.CollectionMilliseconds:F0} ms"));
            yield return (ours, theirs);
        }
    }

    /// <summary>With one contender alive, the records included in both: what it holds, and the median of some collections.</summary>
    private static FillCost Fill<T>(int count, Func<T> fill, int collections)
    {
        long before = Occupied();
        T filled = fill();
        long after = Occupied();
        double[] taken = new double[collections];
        for (int i = 0; i < taken.Length; i++)
        {
            long started = Stopwatch.GetTimestamp();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
            taken[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        GC.KeepAlive(filled);
        return new((after - before) / (double)count, collections == 0 ? double.NaN : Bench.Median(taken));
    }

    // Two collections, because a memory cache has a finalizer, which must run before its entries are collected.
    private static long Occupied()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private sealed record FillCost(double Bytes, double CollectionMilliseconds);
}
