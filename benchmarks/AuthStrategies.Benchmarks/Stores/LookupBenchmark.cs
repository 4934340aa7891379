using System.Globalization;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Target 8: finding a session, and reading a field of what was found.</summary>
internal static class LookupBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        foreach (int count in quick ? [1_000_000] : new[] { 100_000, 1_000_000 })
        {
            StandingSessions standing = StandingSessions.Of(count);
            (SessionRecord[] records, StoreHolder targetStore, TextDictionaryHolder text, MemoryCacheHolder cache) = (standing.Records, standing.Store, standing.Text, standing.Cache);
            var ids = Fill(new IdDictionaryHolder(), records);

            // Fresh copies of the keys, in the order of use: a request brings its key along, it does not fetch it from the heap.
            int[] order = Sample.Shuffled(count)[..100_000];
            SessionId[] wanted = [.. order.Select(i => records[i].Id)];
            string[] keys = [.. wanted.Select(id => id.ToString())];
            foreach (int threads in new[] { 1, 2 })
            {
                string title = string.Create(CultureInfo.InvariantCulture, $"look-up, {count:N0} sessions, {threads} thread(s)");
                Row[] rows = Bench.Run(
                    title,
                    quick ? 11 : 25,
                    20,
                    new("MemoryCache", n => Loop(cache, wanted, keys, n, threads)),
                    new("ConcurrentDictionary<string>", n => Loop(text, wanted, keys, n, threads)),
                    new("ConcurrentDictionary<SessionId>", n => Loop(ids, wanted, keys, n, threads)),
                    new("InMemorySessionStore", n => Loop(targetStore, wanted, keys, n, threads)));
                yield return Check(title, rows[3], rows[0], 0.65);
                yield return Check(title, rows[3], rows[1], 1.0);
                yield return Check(title, rows[3], rows[2], null);
            }
        }
    }

    public static T Fill<T>(T holder, SessionRecord[] records)
        where T : struct, IHolder
    {
        foreach (SessionRecord record in records)
            holder.Add(record, record.Id.ToString());
        return holder;
    }

    private static TargetRow Check(string title, Row ours, Row theirs, double? goal)
    {
        (double median, double min, double max) = ours.Over(theirs);
        double bytes = Bench.Median(ours.Bytes);
        string words = goal is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"≤ {ratio:F2} ×, 0 B") : "for comparison";
        return new(8, title + " / " + theirs.Name, words, median, min, max, bytes, goal is null ? null : median <= goal && bytes < 1);
    }

    private static long Loop<T>(T holder, SessionId[] ids, string[] keys, int operations, int threads)
        where T : struct, IHolder
    {
        if (threads == 1)
            return LoopFrom(0, holder, ids, keys, operations);

        long other = 0;
        var thread = new Thread(() => other = LoopFrom(ids.Length / 2, holder, ids, keys, operations / 2));
        thread.Start();
        long own = LoopFrom(0, holder, ids, keys, operations - (operations / 2));
        thread.Join();
        return own + other;
    }

    private static long LoopFrom<T>(int from, T holder, SessionId[] ids, string[] keys, int operations)
        where T : struct, IHolder
    {
        int i = from;
        for (int n = 0; n < operations; n++)
        {
            // The next key depends on what was found: look-ups of different requests do not overlap inside one core.
            i += (int)holder.Find(ids[i], keys[i])!.Version;
            if (i == ids.Length)
                i = 0;
        }

        return i;
    }
}
