using AuthStrategies.Benchmarks.Stores;
using BenchmarkDotNet.Attributes;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>Look-ups in the store in memory.</summary>
public class StoreHotPaths
{
    private StoreHolder _store;
    private SessionId[] _ids = null!;
    private SessionId _missing;
    private int _next;

    /// <summary>How many sessions there are.</summary>
    [Params(1_000, 100_000)]
    public int Sessions { get; set; } = 1_000;

    /// <summary>Fills the store, and picks an order that has nothing to do with the order of the logins.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        SessionRecord[] records = Sample.Records(Sessions);
        _store = LookupBenchmark.Fill(new StoreHolder(TimeProvider.System), records);
        _ids = [.. Sample.Shuffled(Sessions).Select(i => records[i].Id)];
        _missing = Sample.Records(1).Single().Id;
    }

    /// <summary>A session that is there.</summary>
    [Benchmark]
    public SessionRecord? Find()
    {
        _next = _next + 1 < _ids.Length ? _next + 1 : 0;
        return _store.Find(_ids[_next], string.Empty);
    }

    /// <summary>A session that is not there.</summary>
    [Benchmark]
    public SessionRecord? Miss() => _store.Find(_missing, string.Empty);
}
