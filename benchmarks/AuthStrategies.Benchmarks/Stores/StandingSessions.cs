namespace AuthStrategies.Benchmarks.Stores;

/// <summary>
/// Sessions in each contender, made once for all benchmarks that leave them as they were: look-ups, logins that end at once, and ending all
/// sessions, which is one more record.
/// </summary>
internal sealed class StandingSessions
{
    private static StandingSessions? _last;

    private StandingSessions(int count)
    {
        Records = Sample.Records(count, "standing-");
        Store = LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), Records);
        Text = LookupBenchmark.Fill(new TextDictionaryHolder(), Records);
        Cache = LookupBenchmark.Fill(new MemoryCacheHolder(null), Records);
    }

    public SessionRecord[] Records { get; }

    public StoreHolder Store { get; }

    public TextDictionaryHolder Text { get; }

    public MemoryCacheHolder Cache { get; }

    public static StandingSessions Of(int count)
    {
        if (_last?.Records.Length != count)
        {
            // First, so that two sets are never alive.
            _last = null;
            _last = new(count);
        }

        return _last;
    }

    /// <summary>Lets go of them, because they would be in the way of what measures memory and collections.</summary>
    public static void Release() => _last = null;
}
