namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Target 9: a login and a logout beside 10⁵ and 10⁶ others. Ours keeps an index by subject and an order by expiry; the peers keep none.</summary>
internal static class CreateBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        foreach (int count in quick ? [1_000_000] : new[] { 100_000, 1_000_000 })
        {
            StandingSessions standing = StandingSessions.Of(count);
            (StoreHolder targetStore, TextDictionaryHolder text, MemoryCacheHolder cache) = (standing.Store, standing.Text, standing.Cache);
            SessionRecord[] coming = Sample.Records(50_000, "coming-");
            string[] keys = [.. coming.Select(r => r.Id.ToString())];

            string title = FormattableString.Invariant($"create + remove beside {count:N0} sessions");
            Row[] rows = Bench.Run(
                title,
                quick ? 9 : 25,
                20,
                new("MemoryCache", n => Loop(cache, coming, keys, n)),
                new("ConcurrentDictionary<string>", n => Loop(text, coming, keys, n)),
                new("InMemorySessionStore", n => Loop(targetStore, coming, keys, n)));
            (double median, double min, double max) = rows[2].Over(rows[0]);
            yield return new(9, title + " / MemoryCache", "≤ 1.50 ×", median, min, max, Bench.Median(rows[2].Bytes), median <= 1.5);
            (median, min, max) = rows[2].Over(rows[1]);
            yield return new(9, title + " / ConcurrentDictionary<string>", "for comparison", median, min, max, Bench.Median(rows[2].Bytes), null);
        }
    }

    private static long Loop<T>(T holder, SessionRecord[] records, string[] keys, int operations)
        where T : struct, IHolder
    {
        int i = 0;
        for (int n = 0; n < operations; n++)
        {
            holder.Add(records[i], keys[i]);
            holder.Remove(records[i].Id, keys[i]);
            i = i + 1 < records.Length ? i + 1 : 0;
        }

        return i;
    }
}
