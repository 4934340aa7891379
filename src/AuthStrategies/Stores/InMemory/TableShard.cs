namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A part of the table from id to record: open addressing with linear probing. A look-up takes no lock; for everything else
/// the caller must own <see cref="Lock"/>.
/// </summary>
/// <remarks>
/// <para>
/// Why a lock-free look-up never misses a live record: in each array a record stays in its slot, and no slot between its
/// home slot and its own slot is ever empty. A slot becomes empty only if the next slot is empty, and no probe passes
/// that one. A rebuilt array is published when it is complete, and the old one is never written again: a reader of the
/// old array sees the state at the exchange.
/// </para>
/// <para>
/// Why it never returns a removed record: the slot is overwritten before the remove returns, in the array that every later
/// look-up reads. A reused slot may show the tag of one record and another record; the id inside the record decides.
/// </para>
/// </remarks>
internal sealed class TableShard
{
    private const int SmallestLength = 8;

    private static readonly Slot[] NoSlots = new Slot[1];

    /// <summary>Marks the slot of a removed record, so that probes continue. Never returned for any id.</summary>
    private static readonly SessionRecord Tombstone = new()
    {
        Id = new(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }),
        Subject = "-",
        ExpiresAt = default,
        AbsoluteExpiresAt = default,
        Version = 1,
        Payload = default,
    };

    private Slot[] _slots = NoSlots;
    private int _records;
    private int _tombstones;

    public Lock Lock { get; } = new();

    /// <summary>The number of slots; tests check that it stays in proportion.</summary>
    public int Length => _slots.Length;

    /// <summary>Finds the latest version of a record without a lock.</summary>
    public SessionRecord? Find(TableKey key)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        for (int i = Home(key.Tag, slots); ; i = After(i, slots))
        {
            SessionRecord? record = Volatile.Read(ref slots[i].Record);
            if (record is null)
                return null;
            if (slots[i].Tag == key.Tag && record.Id == key.Id && !ReferenceEquals(record, Tombstone))
                return record;
        }
    }

    /// <summary>The slot of a record, or -1. It stays valid until the lock is released.</summary>
    public int IndexOf(TableKey key)
    {
        for (int i = Home(key.Tag, _slots); ; i = After(i, _slots))
        {
            ref Slot slot = ref _slots[i];
            if (slot.Record is null)
                return -1;
            if (slot.Tag == key.Tag && slot.Record.Id == key.Id && !ReferenceEquals(slot.Record, Tombstone))
                return i;
        }
    }

    public SessionRecord RecordAt(int index) => _slots[index].Record!;

    public int NodeAt(int index) => _slots[index].Node;

    public void Replace(int index, SessionRecord record) => Volatile.Write(ref _slots[index].Record, record);

    /// <summary>Makes sure that the next <see cref="Add"/> has space and cannot fail.</summary>
    public void EnsureRoom()
    {
        // At three quarters full, an unsuccessful look-up takes 8 steps, all in one or two cache lines.
        if ((_records + _tombstones + 1) * 4L > _slots.Length * 3L)
            Rebuild();
    }

    /// <summary>Adds a record; no record with its id may exist.</summary>
    public void Add(SessionRecord record, uint tag, int node)
    {
        int i = Home(tag, _slots);
        while (_slots[i].Record is { } other && !ReferenceEquals(other, Tombstone))
            i = After(i, _slots);

        if (_slots[i].Record is not null)
            _tombstones--;
        _records++;
        Put(_slots, i, record, tag, node);
    }

    public void RemoveAt(int index)
    {
        _records--;
        _tombstones++;
        Volatile.Write(ref _slots[index].Record, Tombstone);

        // No tombstone is needed where probes end anyway: neither here nor directly before.
        if (_slots[After(index, _slots)].Record is not null)
            return;
        for (int i = index; ReferenceEquals(_slots[i].Record, Tombstone); i = Before(i, _slots))
        {
            Volatile.Write(ref _slots[i].Record, null);
            _tombstones--;
        }
    }

    private static int Home(uint tag, Slot[] slots) => (int)(((ulong)tag * (uint)slots.Length) >> 32);

    private static int After(int index, Slot[] slots) => index + 1 < slots.Length ? index + 1 : 0;

    private static int Before(int index, Slot[] slots) => index > 0 ? index - 1 : slots.Length - 1;

    private static void Put(Slot[] slots, int index, SessionRecord record, uint tag, int node)
    {
        slots[index].Tag = tag;
        slots[index].Node = node;
        Volatile.Write(ref slots[index].Record, record);
    }

    /// <summary>
    /// Creates a new array without tombstones, sized by the live records: it grows and shrinks, after a number of writes in proportion to its size.
    /// </summary>
    private void Rebuild()
    {
        var slots = new Slot[Math.Max(SmallestLength, (int)(_records * 7L / 4))];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Record is null || ReferenceEquals(slot.Record, Tombstone))
                continue;

            int i = Home(slot.Tag, slots);
            while (slots[i].Record is not null)
                i = After(i, slots);
            Put(slots, i, slot.Record, slot.Tag, slot.Node);
        }

        _tombstones = 0;
        Volatile.Write(ref _slots, slots);
    }
}
