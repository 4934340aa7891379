namespace AuthStrategies.Caching;

/// <summary>
/// The slots of a cache. All entries together use at most a number of bytes: past it, entries are removed slot by slot in a circle.
/// Takes no lock and never grows. Thread-safe; while several threads add at once, each may exceed the limit by its own entry.
/// </summary>
/// <param name="count">How many slots there are.</param>
/// <param name="maxBytes">The limit of the sizes of all entries.</param>
internal sealed class CacheSlots<TEntry>(int count, long maxBytes)
    where TEntry : class, ICacheEntry
{
    private readonly TEntry?[] _entries = new TEntry?[count];
    private long _bytes;
    private uint _next;

    /// <summary>How many slots there are.</summary>
    public int Length => _entries.Length;

    /// <summary>The sizes of all entries.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The number of entries. Reads all slots.</summary>
    public int Count => _entries.Count(entry => entry is not null);

    /// <summary>The entry of a slot.</summary>
    public TEntry? this[int slot] => Volatile.Read(ref _entries[slot]);

    /// <summary>Puts an entry into a slot, in place of another one. An entry that is larger than the limit is not kept; the slot is then empty.</summary>
    public void Put(int slot, TEntry entry)
    {
        TEntry? kept = entry.Size <= maxBytes ? entry : null;
        long bytes = Recount(Interlocked.Exchange(ref _entries[slot], kept), kept);
        for (int i = 0; bytes > maxBytes && i < _entries.Length; i++)
        {
            int next = (int)(Interlocked.Increment(ref _next) % (uint)_entries.Length);
            bytes = Recount(Interlocked.Exchange(ref _entries[next], null), null);
        }
    }

    /// <summary>Removes an entry from a slot, unless the slot has another one.</summary>
    public void Remove(int slot, TEntry entry)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _entries[slot], null, entry), entry))
            Recount(entry, null);
    }

    private long Recount(TEntry? removed, TEntry? added) => Interlocked.Add(ref _bytes, (added?.Size ?? 0) - (removed?.Size ?? 0));
}
