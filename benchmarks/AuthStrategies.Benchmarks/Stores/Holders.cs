using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Ours, through its public contract.</summary>
internal readonly struct StoreHolder(TimeProvider time) : IHolder
{
    public ISessionStore Store { get; } = new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions { Capacity = 2_000_000 }), time);

    public void Add(SessionRecord record, string key) => Now.Of(Store.TryCreateAsync(record, default));

    public SessionRecord? Find(SessionId id, string key) => Now.Of(Store.FindAsync(id, default));

    public void Remove(SessionId id, string key) => Now.Of(Store.RemoveAsync(id, null, default));
}

/// <summary>The dictionary that most write first: no index, no expiry.</summary>
internal readonly struct TextDictionaryHolder() : IHolder
{
    private readonly ConcurrentDictionary<string, SessionRecord> _records = new();

    public void Add(SessionRecord record, string key) => _records.TryAdd(key, record);

    public SessionRecord? Find(SessionId id, string key) => _records.TryGetValue(key, out SessionRecord? record) ? record : null;

    public void Remove(SessionId id, string key) => _records.TryRemove(key, out _);
}

/// <summary>The same with the 16 bytes as its key.</summary>
internal readonly struct IdDictionaryHolder() : IHolder
{
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _records = new();

    public void Add(SessionRecord record, string key) => _records.TryAdd(record.Id, record);

    public SessionRecord? Find(SessionId id, string key) => _records.TryGetValue(id, out SessionRecord? record) ? record : null;

    public void Remove(SessionId id, string key) => _records.TryRemove(id, out _);
}

/// <summary>
/// The cache as AddMemoryCache sets it up, an absolute end and a sliding window for each entry; its scan is put off so that
/// it does not run beside what is measured.
/// </summary>
internal readonly struct MemoryCacheHolder(TimeProvider? time) : IHolder
{
    public MemoryCache Cache { get; } = new(new MemoryCacheOptions { Clock = time is null ? null : new CacheClock(time), ExpirationScanFrequency = TimeSpan.FromDays(1000) });

    public void Add(SessionRecord record, string key) =>
        Cache.Set(key, record, new MemoryCacheEntryOptions { AbsoluteExpiration = record.ExpiresAt, SlidingExpiration = TimeSpan.FromHours(12) });

    public SessionRecord? Find(SessionId id, string key) => Cache.Get<SessionRecord>(key);

    public void Remove(SessionId id, string key) => Cache.Remove(key);
}
