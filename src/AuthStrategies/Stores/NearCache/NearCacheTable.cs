using AuthStrategies.Caching;

namespace AuthStrategies.Stores.NearCache;

/// <summary>
/// The cache entries: pairs of slots, found by the id; a new entry replaces the older one of its pair, and others if the entries use too many bytes. Takes no lock and never grows. Thread-safe.
/// </summary>
/// <remarks>
/// Each invalidation is a generation. It is stored where every look-up of an affected entry reads it, and an entry is valid only if
/// its reading began at or after that generation. So an entry that was read too early is never used; it may be stored before, during or after
/// the invalidation. An invalidation of one id also affects the few ids that share its pair, and one of a subject also the subjects
/// that share its slot; the only effect is that their records are read again.
/// </remarks>
internal sealed class NearCacheTable(int capacity, long maxBytes)
{
    private const int SubjectSlots = 4096;

    private readonly CacheSlots<NearCacheEntry> _slots = new(capacity / 2 * 2, maxBytes);
    private readonly long[] _pairs = new long[capacity / 2];
    private readonly long[] _subjects = new long[SubjectSlots];
    private long _generation;
    private long _all;

    /// <summary>The number of invalidations so far. Read it before reading a record.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>The number of entries, valid or not.</summary>
    public int Count => _slots.Count;

    /// <summary>How many bytes the entries use.</summary>
    public long Bytes => _slots.Bytes;

    /// <summary>An entry that no invalidation affects. The caller checks its age.</summary>
    public NearCacheEntry? Find(SessionId id)
    {
        int pair = PairOf(id);
        NearCacheEntry? cached = _slots[2 * pair];
        if (cached is null || cached.Record.Id != id)
            cached = _slots[(2 * pair) + 1];
        return cached is not null && cached.Record.Id == id && IsGood(cached, pair) ? cached : null;
    }

    /// <summary>Stores a record. A record that was read too early may be stored, but <see cref="Find"/> does not return it.</summary>
    public void Put(SessionRecord record, in NearCacheReadState origin)
    {
        NearCacheEntry cached = new(record, SlotOf(SubjectHash.Of(record.Subject)), origin);
        int first = 2 * PairOf(record.Id);
        (NearCacheEntry? one, NearCacheEntry? other) = (_slots[first], _slots[first + 1]);
        bool goesBehind = !IsOf(one, record.Id) && (IsOf(other, record.Id) || AgeOrder(other) < AgeOrder(one));
        _slots.Put(goesBehind ? first + 1 : first, cached);
        // Never in both slots: the first one would hide its successor.
        DropFrom(goesBehind ? first : first + 1, record.Id);
    }

    /// <summary>Removes the entry of a record that no longer exists.</summary>
    public void Drop(SessionId id)
    {
        int first = 2 * PairOf(id);
        DropFrom(first, id);
        DropFrom(first + 1, id);
    }

    /// <summary>Removes expired entries. Reads all of them.</summary>
    public void DropExpired(long utcTicks)
    {
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot] is { } cached && cached.Record.ExpiresAt.UtcTicks <= utcTicks)
                _slots.Remove(slot, cached);
        }
    }

    public void Invalidate(SessionId id)
    {
        Note(ref _pairs[PairOf(id)]);
        Drop(id);
    }

    public void Invalidate(uint subject) => Note(ref _subjects[SlotOf(subject)]);

    public void InvalidateAll() => Note(ref _all);

    private static int SlotOf(uint subject) => (int)(subject % SubjectSlots);

    private static bool IsOf(NearCacheEntry? cached, SessionId id) => cached is not null && cached.Record.Id == id;

    private static long AgeOrder(NearCacheEntry? cached) => cached?.Origin.ReadAt ?? long.MinValue;

    private void DropFrom(int slot, SessionId id)
    {
        if (_slots[slot] is { } cached && cached.Record.Id == id)
            _slots.Remove(slot, cached);
    }

    private bool IsGood(NearCacheEntry cached, int pair)
    {
        long generation = cached.Origin.Generation;
        return Volatile.Read(ref _pairs[pair]) <= generation
            && Volatile.Read(ref _subjects[cached.SubjectSlot]) <= generation
            && Volatile.Read(ref _all) <= generation;
    }

    /// <summary>Stores a new generation, unless a later one is already stored.</summary>
    private void Note(ref long place)
    {
        long generation = Interlocked.Increment(ref _generation);
        long noted = Volatile.Read(ref place);
        while (noted < generation)
        {
            long found = Interlocked.CompareExchange(ref place, generation, noted);
            if (found == noted)
                return;
            noted = found;
        }
    }

    // Ids are uniform, and so is their hash; a multiplication maps it to any number of pairs.
    private int PairOf(SessionId id) => (int)(((ulong)(uint)id.GetHashCode() * (ulong)_pairs.Length) >> 32);
}
