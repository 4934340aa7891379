namespace AuthStrategies.Stores.NearCache;

/// <summary>
/// The copies: pairs of slots, found by the id, of which the older one gives way. Takes no lock, and never grows. Thread-safe.
/// </summary>
/// <remarks>
/// Each invalidation is a generation. It is noted where every look-up of what it concerns reads it, and a copy is good only if
/// its reading began at or after that generation. So it does not matter whether a copy that was read too early is stored before or after
/// the invalidation, or just then: it is never handed out. What is noted for one id concerns the few that share its pair, and
/// for one subject those that share its slot; they are read once more, no more than that.
/// </remarks>
internal sealed class NearCacheTable(int capacity)
{
    private const int SubjectSlots = 4096;

    private readonly NearCacheEntry?[] _slots = new NearCacheEntry?[capacity / 2 * 2];
    private readonly long[] _pairs = new long[capacity / 2];
    private readonly long[] _subjects = new long[SubjectSlots];
    private long _generation;
    private long _all;

    /// <summary>How many invalidations there were. Read before a record is.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>How many copies are held, good or not.</summary>
    public int Count => _slots.Count(cached => cached is not null);

    /// <summary>A copy that nothing has been heard against. Its age is for the caller to judge.</summary>
    public NearCacheEntry? Find(SessionId id)
    {
        int pair = PairOf(id);
        NearCacheEntry? cached = Volatile.Read(ref _slots[2 * pair]);
        if (cached is null || cached.Record.Id != id)
            cached = Volatile.Read(ref _slots[(2 * pair) + 1]);
        return cached is not null && cached.Record.Id == id && IsGood(cached, pair) ? cached : null;
    }

    /// <summary>Keeps a record that was read. One that was read too early may be kept, and will not be found.</summary>
    public void Put(SessionRecord record, in NearCacheReadState origin)
    {
        NearCacheEntry cached = new(record, SlotOf(SubjectHash.Of(record.Subject)), origin);
        int first = 2 * PairOf(record.Id);
        ref NearCacheEntry? one = ref _slots[first];
        ref NearCacheEntry? other = ref _slots[first + 1];
        bool goesBehind = !IsOf(one, record.Id) && (IsOf(other, record.Id) || AgeOrder(other) < AgeOrder(one));
        Volatile.Write(ref goesBehind ? ref other : ref one, cached);
        // Never in both: the one in front would hide its successor.
        DropFrom(ref goesBehind ? ref one : ref other, record.Id);
    }

    /// <summary>Lets go of a copy whose record was found to be gone.</summary>
    public void Drop(SessionId id)
    {
        int first = 2 * PairOf(id);
        DropFrom(ref _slots[first], id);
        DropFrom(ref _slots[first + 1], id);
    }

    /// <summary>Lets go of copies past their time. Looks at all of them.</summary>
    public void DropExpired(long utcTicks)
    {
        foreach (ref NearCacheEntry? slot in _slots.AsSpan())
        {
            if (Volatile.Read(ref slot) is { } cached && cached.Record.ExpiresAt.UtcTicks <= utcTicks)
                Interlocked.CompareExchange(ref slot, null, cached);
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

    private static void DropFrom(ref NearCacheEntry? slot, SessionId id)
    {
        NearCacheEntry? cached = Volatile.Read(ref slot);
        if (IsOf(cached, id))
            Interlocked.CompareExchange(ref slot, null, cached);
    }

    private bool IsGood(NearCacheEntry cached, int pair)
    {
        long generation = cached.Origin.Generation;
        return Volatile.Read(ref _pairs[pair]) <= generation
            && Volatile.Read(ref _subjects[cached.SubjectSlot]) <= generation
            && Volatile.Read(ref _all) <= generation;
    }

    /// <summary>Notes a new generation, unless a later one has been noted meanwhile.</summary>
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

    // Ids are uniform, so their hash is; a multiplication spreads it over any number of pairs.
    private int PairOf(SessionId id) => (int)(((ulong)(uint)id.GetHashCode() * (ulong)_pairs.Length) >> 32);
}
